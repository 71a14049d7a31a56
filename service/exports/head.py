"""What stands at the head of an export: what it is, of which list, under whose terms. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.exports.choice import Chosen
from service.exports.edition import Edition, Entry, Feed
from service.times import rfc3339


class Skip(StrEnum):
    """Why a format cannot hold an entry."""

    PAGE = "only-a-page"  # of a site that is not listed as a whole
    WALLET = "wallet"
    CONTACT = "contact"
    SITE = "site"
    IP_ADDRESS = "ip-address"
    UNDERSCORE = "underscore"
    LONG = "name-too-long"
    ODD = "odd-name"  # characters or labels that would break the format


WhyNot = Callable[[Entry], Skip | None]


@dataclass(frozen=True)
class Head:
    """The head of one export."""

    edition: Edition
    name: str
    chosen: Chosen
    count: int
    skipped: dict[str, int]  # reason -> entries
    exceptions: tuple[str, ...]  # hosts below an exported one that moderators allowed

    def lines(self) -> Iterator[str]:
        """Say it in lines of text without line ends, for formats that have comments."""
        edition = self.edition
        yield f"Mynah {self.name}: sites and addresses reported as scams"
        yield f"Generation: {edition.generation}"
        yield f"Published: {rfc3339(edition.published_at)}"
        yield f"Entries: {self.count}"
        if self.chosen.name:
            yield f"Filter: {self.chosen.name}"
        for reason, count in self.skipped.items():
            yield f"Not in this format: {count} ({reason})"
        yield "Reported is not proven. Licence and attribution, by source:"
        for feed in edition.named:
            yield _plain(f"Source: {feed.name}, {feed.homepage}, licence {_licence(feed)}")
        for feed in edition.withheld:
            yield _plain(f"Left out, as its terms forbid passing it on: {feed.name}")

    def json(self) -> dict[str, Any]:
        """Say it as a JSON object."""
        edition = self.edition
        body = {
            "generation": edition.generation,
            "published_at": rfc3339(edition.published_at),
            "entries": self.count,
            "filter": self.chosen.name,
            "skipped": self.skipped,
            "sources": [_feed_json(feed) for feed in edition.named],
            "left_out": [feed.id for feed in edition.withheld],
        }
        return {name: value for name, value in body.items() if value or name == "entries"}


def make(edition: Edition, name: str, chosen: Chosen, why_not: WhyNot) -> Head:
    """Go over the entries once, and count what the format holds and what it cannot."""
    above = {parent: host for host in _allowed_hosts(edition) for parent in _parents(host)}
    count, skipped, needed = 0, Counter[str](), set[str]()
    for entry in chosen.of(edition):
        reason = why_not(entry)
        if reason is not None:
            skipped[reason] += 1
            continue
        count += 1
        if entry.host in above:
            needed.add(entry.host)
    exceptions = tuple(
        host for host in _allowed_hosts(edition) if not needed.isdisjoint(_parents(host))
    )
    return Head(edition, name, chosen, count, dict(sorted(skipped.items())), exceptions)


def _allowed_hosts(edition: Edition) -> list[str]:
    return [text[:-1] for text in edition.allowed if text.endswith("/") and text.count("/") == 1]


def _parents(host: str) -> Iterator[str]:
    """Yield the names above a host, the nearest first.

    >>> list(_parents("a.b.example"))
    ['b.example', 'example']
    """
    at = host.find(".") + 1
    while at:
        yield host[at:]
        at = host.find(".", at) + 1


def _licence(feed: Feed) -> str:
    return feed.licence or "as the source says"


def _feed_json(feed: Feed) -> dict[str, str]:
    body = {"id": feed.id, "name": feed.name, "homepage": feed.homepage, "licence": _licence(feed)}
    return body | ({"licence_url": feed.licence_url} if feed.licence_url else {})


def _plain(text: str) -> str:
    """One line in which nothing ends a comment: names are the catalogue's, and an operator's own
    catalogue may hold anything.
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
