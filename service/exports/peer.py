"""What another Mynah may take over: entries with who said so first, and who passed it on. Pure.

Two files, by severity, so that a peer's doubts stay doubts. `service/feeds/parsers/peer.py` reads
them. What no moderator has looked at stays here. An origin is `source@node,node,…`: the source as
the first node calls it, then each node that passed it on, this one last.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Final

from service.exports.choice import Chosen
from service.exports.edition import Edition, Entry
from service.exports.head import make
from service.exports.records import nothing
from service.model import VOLUNTEERS, Fact, Severity

FORMAT: Final = "mynah-peer-1"
MOST_NODES: Final = 8  # of a path, this one counted
_EPOCH: Final = date(1970, 1, 1).toordinal()
_encode = json.JSONEncoder(separators=(",", ":")).encode


def entries(edition: Edition, severity: Severity) -> Iterator[Entry]:
    """Yield what is passed on, sorted."""
    chosen = Chosen(severity=frozenset({severity.value}))
    wanted = [f is not None and chosen.takes(f) and bool(_said(f)) for f in edition.given]
    return (entry for entry in edition.entries() if wanted[entry.number])


def body(edition: Edition, severity: Severity, node: str) -> Iterator[bytes]:
    """Yield a file, in pieces of some size. `node` is the short name of our key."""
    chosen = Chosen(severity=frozenset({severity.value}))
    head = make(edition, f"peer-{severity}", chosen, nothing).json()
    count = sum(1 for _ in entries(edition, severity))
    yield _line({"format": FORMAT, "node": node} | head | {"entries": count})
    linked, told, held = edition.linked, set[int](), []
    for entry in entries(edition, severity):
        if entry.number not in told:
            told.add(entry.number)
            held.append(_line(_fact(entry.number, entry.fact, node)))
        links = [linked[entry.expression]] if entry.expression in linked else []
        held.append(_line([entry.number, entry.expression, *links]))
        if len(held) >= 1000:
            yield b"".join(held)
            held = []
    yield b"".join(held)


def origins(fact: Fact, node: str) -> list[str]:
    """Return who said it first, each by the shortest way, and that it comes through us."""
    shortest: dict[str, str] = {}
    for way in sorted(_said(fact), key=lambda one: (one.count(","), one)):
        shortest.setdefault(way.partition(",")[0], way)
    return sorted(f"{way}{',' if '@' in way else '@'}{node}" for way in shortest.values())


def _said(fact: Fact) -> set[str]:
    """The sources of a fact as an origin begins: our own ones have no node yet."""
    said: set[str] = set()
    for source in fact.sources:
        if source.origins:
            said |= {one for one in source.origins if one.count(",") < MOST_NODES - 1}
        elif source.feed != VOLUNTEERS:
            said.add(source.feed)
    return said


def _fact(number: int, fact: Fact, node: str) -> dict[str, object]:
    first = min(source.first_seen for source in fact.sources)
    return {
        "fact": number,
        "category": fact.category,
        "first_seen": date.fromordinal(first + _EPOCH).isoformat(),
        "origins": origins(fact, node),
    }


def _line(value: object) -> bytes:
    return f"{_encode(value)}\n".encode()
