"""Formats of records: a table of wallets, JSON lines of everything, MetaMask's. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from service.exports.edition import DAY, Edition, Entry
from service.exports.head import Head, Skip
from service.model import Kind, is_unchecked
from service.times import rfc3339

COLUMNS: Final = (
    *("chain", "address", "category", "severity", "first_seen", "last_confirmed", "sources"),
)
_WALLET = re.compile(r"[a-z0-9-]+:[A-Za-z0-9][A-Za-z0-9:_/+-]*", re.ASCII)
_encode = json.JSONEncoder(separators=(",", ":")).encode  # in ASCII, so that a line is a line


def not_an_address(entry: Entry) -> Skip | None:
    """Say why a table of wallets cannot hold an entry.

    A spreadsheet takes what begins with one of `=+-@` for a formula. Of addresses only those on
    TON's masterchain do (`-1:…`), and nobody's wallet is there.
    """
    if entry.kind is Kind.CONTACT:
        return Skip.CONTACT
    if entry.kind is not Kind.ADDRESS:
        return Skip.SITE
    return None if _WALLET.fullmatch(entry.expression) else Skip.ODD


def nothing(entry: Entry) -> Skip | None:  # noqa: ARG001 - as the others are asked
    """What holds every entry there is."""
    return None


def addresses(head: Head, entries: Iterable[Entry]) -> Iterator[str]:
    """CSV with a row of names. Lines that begin with # come first, as in other such feeds."""
    for line in head.lines():
        yield f"# {line}\n"
    yield ",".join(COLUMNS) + "\n"
    tails = _Said(head.edition, _row)
    for entry in entries:
        chain, _, address = entry.expression.partition(":")
        yield f"{chain},{address},{tails.of(entry)}\n"


def entries_jsonl(head: Head, entries: Iterable[Entry]) -> Iterator[str]:
    """A JSON object in each line; the first, with `format`, says what holds for all."""
    yield _encode({"format": "mynah-entries-1", **head.json()}) + "\n"
    linked = head.edition.linked
    said = _Said(head.edition, _members)
    for entry in entries:
        own: dict[str, Any] = {"entry": entry.expression, "kind": entry.kind}
        if entry.host:
            own["host"] = entry.host
        if entry.chain:
            own |= {"chain": entry.chain, "address": entry.expression.partition(":")[2]}
        if name := head.edition.name_of_entry(entry):
            own["presents_as"] = name
        if entry.expression in linked:
            own["linked"] = linked[entry.expression]
        yield f"{_encode(own)[:-1]},{said.of(entry)}\n"


def metamask(head: Head, entries: Iterable[Entry]) -> Iterator[str]:
    """The configuration of eth-phishing-detect, in its second shape. Nothing is matched vaguely.

    Readers pass over members that they do not know, so the head stands among them.
    """
    fixed = {"version": 2, "tolerance": 0, "fuzzylist": [], "whitelist": list(head.exceptions)}
    yield f'{_encode({"mynah": head.json(), **fixed})[:-1]},"blacklist":[\n'
    between = ""
    for entry in entries:
        yield f'{between}"{entry.host}"'
        between = ",\n"
    yield "\n]}\n"


class _Said:
    """What is said of entries, put into text once for all that share a fact."""

    def __init__(self, edition: Edition, render: Any) -> None:
        self._edition = edition
        self._render = render
        self._known: dict[int, str] = {}

    def of(self, entry: Entry) -> str:
        text = self._known.get(entry.number)
        if text is None:
            text = self._known[entry.number] = self._render(self._edition, entry)
        return text


def first_seen(entry: Entry) -> int:
    """When a source first named an entry, in unix seconds."""
    return min(source.first_seen for source in entry.fact.sources) * DAY


def last_confirmed(edition: Edition, entry: Entry) -> int:
    """When a source last listed an entry, in unix seconds."""
    return max(edition.last_seen(source) for source in entry.fact.sources)


def _row(edition: Edition, entry: Entry) -> str:
    sources = " ".join(source.feed for source in entry.fact.sources)
    seen = (rfc3339(first_seen(entry)), rfc3339(last_confirmed(edition, entry)))
    return ",".join((entry.fact.category, entry.fact.severity, *seen, sources))


def _members(edition: Edition, entry: Entry) -> str:
    fact = entry.fact
    body: dict[str, Any] = {
        "severity": fact.severity,
        "category": fact.category,
        "sources": [
            {
                "id": source.feed,
                "first_seen": rfc3339(source.first_seen * DAY),
                "last_seen": rfc3339(edition.last_seen(source)),
            }
            for source in fact.sources
        ],
        "first_seen": rfc3339(first_seen(entry)),
        "last_confirmed": rfc3339(last_confirmed(edition, entry)),
    }
    return _encode(body | ({"unchecked": True} if is_unchecked(fact) else {}))[1:]
