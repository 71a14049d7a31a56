"""A JSON object of labelled addresses: `{"0x...": {"name": "...", "labels": ["binance"]}}`.

Params: `labels`, of which an address must have one. A line is an address.
"""

from collections.abc import Mapping
from typing import Any

from service.feeds.parsers.base import Item, Parsed, ParseError, Skip, why_unusable
from service.feeds.parsers.jsontext import load

PARAMS = {"labels": list}


def parse(body: bytes, params: Mapping[str, Any]) -> Parsed:
    """Read the addresses that carry a wanted label."""
    document = load(body)
    if not isinstance(document, dict):
        raise ParseError("no JSON object at the top")
    wanted = frozenset(params["labels"])
    result = Parsed(lines=len(document))
    for key, value in document.items():
        address = key.strip()
        reason = why_unusable(address) or _why_unwanted(value, wanted)
        if reason:
            result.skipped[reason] += 1
        else:
            result.items.append(Item(address, brand=_name(value)))
    return result


def _why_unwanted(value: Any, wanted: frozenset[str]) -> Skip | None:
    labels = value.get("labels") if isinstance(value, dict) else None
    if not isinstance(labels, list):
        return Skip.MALFORMED
    texts = {label for label in labels if isinstance(label, str)}
    return None if texts & wanted else Skip.OTHER_LABEL


def _name(value: dict[str, Any]) -> str | None:
    name = value.get("name")
    return name if isinstance(name, str) and name else None
