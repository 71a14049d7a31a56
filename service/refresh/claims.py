"""From a feed's own words to expressions: what each item means, or the reason why it means nothing.

Pure. A feed file is read in bulk here, so plain lower-case hosts take a short cut.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final

from service.feeds.parsers import Item
from service.model import Category, Claim, Target
from service.names.contacts import NO_PLACE, contact
from service.names.domains import has_known_tld, is_public_suffix, registrable
from service.names.hosts import InvalidName, canonical_host
from service.names.urls import canonical_url
from service.texts import one_line
from service.wallets import recognise

EPOCH: Final = date(1970, 1, 1).toordinal()

# Lines that are hosts which every rule leaves as they are, each with a slash after it. Punycode (a
# double hyphen), underscores, numbers and what is longer than a label may be take the long way.
_PLAIN_HOSTS = re.compile(r"^(?:[a-z0-9]++(?:-[a-z0-9]++)*+\.)++[a-z]{2,}/$", re.MULTILINE).findall
_MAX_PLAIN = 64  # with the slash
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?").fullmatch
_IP = re.compile(r"[0-9]+(?:\.[0-9]+){3}|\[[0-9a-f:.]+\]").fullmatch
_MAX_HOST = 253
_MAX_NAME = 60  # characters of what a site calls itself
_LOST = re.compile(r"\w\?\w|\ufffd")


class Unusable(StrEnum):
    """Why an item names nothing that we could list. Counted beside the parsers' own reasons."""

    DUPLICATE = "duplicate"  # the same entry in other words, or twice
    NOT_A_HOST = "not-a-host"
    UNKNOWN_TLD = "unknown-tld"  # no such top-level domain, so no browser can open it
    NOT_A_TARGET = "not-a-host-or-address"  # a bare word that is no wallet address either


class NotUsable(ValueError):
    """An item that names nothing."""

    def __init__(self, reason: Unusable) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class FileClaims:
    """What one file of a feed claims, in canonical form."""

    claims: dict[str, Claim] = field(default_factory=dict)  # by expression
    skipped: Counter[str] = field(default_factory=Counter)


def day_of(moment: float) -> int:
    """The day, counted from 1970-01-01 UTC, that a Unix time falls on."""
    return int(moment // 86_400)


def canonicalise(text: str) -> str:
    """Return the expression under which an item is listed, or raise NotUsable.

    A leading `www.` goes where the rest is no public suffix, so that one entry covers both names.

    >>> canonicalise("WWW.Shop.Example.com:8080/"), canonicalise("t.me/a_bot")
    ('shop.example.com/', 't.me/a_bot')
    """
    return _name(text) if "." in text or ":" in text else _address(text)


def expression_of(target: Target) -> str:
    """What was typed, not the whole site above it; spelt as the feeds' entries are.

    Raises NotUsable.
    """
    if target.chain or target.canonical.startswith(NO_PLACE):
        return target.expressions[0]
    return canonicalise(target.canonical)


def read_items(items: Iterable[Item], today: int) -> FileClaims:
    """Canonicalise every item of a file. `today` dates the entries for which the feed gives no day.

    One Claim object is shared by all the items that say no more than "listed": most of a file.
    """
    result = FileClaims()
    listed = Claim(today)
    rest = _read_plain(list(items), listed, result)
    claims, skipped = result.claims, result.skipped
    for item in rest:
        try:
            expression = canonicalise(item.text)
        except NotUsable as problem:
            skipped[problem.reason] += 1
            continue
        claim = _claim(item, today) if _says_more(item) else listed
        if expression in claims:
            skipped[Unusable.DUPLICATE] += 1
            claim = _joined(claims[expression], claim)
        claims[expression] = claim
    return result


def exceptions_of(texts: Iterable[str]) -> tuple[set[str], Counter[str]]:
    """Canonicalise a feed's own allow rules; those that name nothing are counted by reason."""
    found: set[str] = set()
    skipped: Counter[str] = Counter()
    for text in texts:
        try:
            expression = canonicalise(text)
        except NotUsable as problem:
            skipped[problem.reason] += 1
            continue
        if expression in found:
            skipped[Unusable.DUPLICATE] += 1
        found.add(expression)
    return found, skipped


def _read_plain(items: list[Item], listed: Claim, result: FileClaims) -> list[Item]:
    """Take the items that are plain hosts and say no more, in one sweep; return the others.

    One regex over all the lines takes a third of the time of one match a line.
    """
    lines = "/\n".join([item[0] for item in items if not any(item[1:])])
    found = _PLAIN_HOSTS(f"{lines}/")
    taken = dict.fromkeys(found, listed)
    is_tld = cache(has_known_tld)
    for odd in [h for h in taken if len(h) > _MAX_PLAIN or not is_tld(h[h.rfind(".") + 1 : -1])]:
        del taken[odd]
    twins = [host for host in taken if host[:4] == "www."]
    result.claims = {h: listed for h in taken if h[:4] != "www."} if twins else dict(taken)
    for twin in twins:
        result.claims[f"{_without_www(twin[:-1])}/"] = listed
    rest = [item for item in items if any(item[1:]) or item[0] + "/" not in taken]
    if twice := len(items) - len(rest) - len(result.claims):
        result.skipped[Unusable.DUPLICATE] += twice
    return rest


def _says_more(item: Item) -> bool:
    return bool(item.category or item.first_seen or item.links or item.brand or item.origins)


def _claim(item: Item, today: int) -> Claim:
    first_seen = item.first_seen.toordinal() - EPOCH if item.first_seen else today
    name = _name_of(item.brand, item.text)
    links = _links(item.links)
    return Claim(min(first_seen, today), None, item.category, links, name, item.origins)


def _joined(one: Claim, other: Claim) -> Claim:
    links = tuple(dict.fromkeys((*one.links, *other.links)))
    first_seen = min(one.first_seen, other.first_seen)
    category = _more_specific(one.category, other.category)
    name = one.presents_as or other.presents_as
    origins = tuple(sorted({*one.origins, *other.origins}))
    return Claim(first_seen, None, category, links, name, origins)


def _name_of(brand: str | None, text: str) -> str:
    """The name a site gives itself, on one line; none where it is long, or says no more than the
    address, or where its letters were lost (a "?" inside a word).
    """
    name = one_line((brand or "")[: 4 * _MAX_NAME])
    if len(name) > _MAX_NAME or name.lower() in text.lower() or _LOST.search(name):
        return ""
    return name


def _more_specific(one: Category | None, other: Category | None) -> Category | None:
    order = list(Category)
    known = [category for category in (one, other) if category]
    return min(known, key=order.index, default=None)


def _links(texts: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for text in texts:
        try:
            found.append(canonicalise(text))
        except NotUsable:
            continue  # the entry itself is good; it only leads nowhere
    return tuple(dict.fromkeys(found))


def _name(text: str) -> str:
    try:
        url = canonical_url(text)
    except InvalidName:
        return _bare_ipv6(text)
    host = url.host
    _check(host)
    if not _IP(host):
        host = _without_www(host)
    query = "" if url.query is None else f"?{url.query}"
    return f"{host}{url.path}{query}"


def _bare_ipv6(text: str) -> str:
    try:
        host = canonical_host(text)
    except InvalidName:
        return _address(text)
    _check(host)
    return f"{host}/"


def _check(host: str) -> None:
    """Refuse a host that no browser opens; underscores may stand left of the registered name."""
    if _IP(host):
        return
    if len(host) > _MAX_HOST or "." not in host or not all(map(_LABEL, host.split("."))):
        raise NotUsable(Unusable.NOT_A_HOST)
    if not has_known_tld(host):
        raise NotUsable(Unusable.UNKNOWN_TLD)
    if "_" in (registrable(host) or host):
        raise NotUsable(Unusable.NOT_A_HOST)


def _without_www(host: str) -> str:
    if not host.startswith("www."):
        return host
    rest = host[4:]
    return host if is_public_suffix(rest) or "." not in rest else rest


def _address(text: str) -> str:
    """A wallet address, under the chain that stands before it or else the first that it fits; or a
    number or mailbox in its one spelling, as only a peer lists them.
    """
    chain, colon, address = text.partition(":")
    found = recognise(address if colon else text)
    names = [f"{one.chain}:{one.canonical}" for one in found if not colon or one.chain == chain]
    if not names and text.startswith(NO_PLACE):
        reached = contact(text)
        names = [reached.canonical] if reached else []
    if not names:
        raise NotUsable(Unusable.NOT_A_TARGET)
    return names[0]


def counted(*parts: Mapping[str, int]) -> dict[str, int]:
    """Add up counts by reason."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(sorted(total.items()))
