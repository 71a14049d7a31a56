"""A JSON object of sites and the wallets they send their victims to: `{"site": ["address", ...]}`.

Each address becomes an item linked to its site. Params: `sites = true` when the keys are entries
too, linked to their addresses; otherwise they were seen with an address, and are listed elsewhere
or not at all (Polkadot's name twitter.com). A key that is no site at all ("clipboard hijacker") is
counted and its addresses kept without a link. A line is an address, or a key when `sites` is set.
"""

from collections.abc import Mapping
from typing import Any

from service.feeds.parsers.base import Item, Parsed, ParseError, Skip, sift, why_unusable
from service.feeds.parsers.jsontext import Pairs, load

PARAMS = {"sites": bool}


def parse(body: bytes, params: Mapping[str, Any]) -> Parsed:
    """Read the map, in which a site may occur twice."""
    result = Parsed()
    for key, value in _pairs(body):
        if isinstance(value, list):
            _read(result, key.strip(), value, sites=params.get("sites", False))
        else:
            result.skipped[Skip.MALFORMED] += 1
    result.lines = len(result.items) + result.skipped.total()
    return result


def _pairs(body: bytes) -> Pairs:
    document = load(body, pairs_hook=list)
    if not isinstance(document, list) or not all(isinstance(pair, tuple) for pair in document):
        raise ParseError("no JSON object at the top")
    return document


def _read(result: Parsed, key: str, value: list[Any], *, sites: bool) -> None:
    addresses, skipped = sift(value)
    result.skipped.update(skipped)
    reason = _why_no_site(key) or why_unusable(key)
    links = () if reason else (key,)
    result.items += [Item(address, links=links) for address in addresses]
    if not sites:
        return
    if reason:
        result.skipped[reason] += 1
    else:
        result.items.append(Item(key, links=tuple(dict.fromkeys(addresses))))


def _why_no_site(key: str) -> Skip | None:
    if not key:
        return Skip.EMPTY
    return None if "." in key.strip(".") and "@" not in key else Skip.NOT_A_SITE
