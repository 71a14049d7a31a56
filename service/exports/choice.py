"""Which entries somebody wants: filters by category, severity, chain, feed and day. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Final

from service.exports.edition import Edition, Entry
from service.model import Category, Fact, Severity
from service.wallets import CHAINS

FILTERS: Final = ("category", "severity", "chain", "feed", "since")
ACCEPTED: Final[Mapping[str, Sequence[str]]] = {
    "category": [category.value for category in Category],
    "severity": [severity.value for severity in Severity],
    "chain": CHAINS,
}
_EPOCH: Final = date(1970, 1, 1).toordinal()


class BadFilter(ValueError):
    """A filter that cannot be used: its name, and what is accepted."""

    def __init__(self, name: str, accepted: str) -> None:
        super().__init__(f"{name}: expected {accepted}")
        self.name, self.accepted = name, accepted


@dataclass(frozen=True)
class Chosen:
    """The filters. An empty one chooses all, but that no chain is named lets sites pass too."""

    category: frozenset[str] = frozenset()
    severity: frozenset[str] = frozenset()
    chain: frozenset[str] = frozenset()
    feed: frozenset[str] = frozenset()
    since: int | None = None  # the first day (from 1970-01-01) on which a source named it

    @cached_property
    def name(self) -> str:
        """Say what is chosen, always alike; empty where nothing is filtered.

        >>> Chosen(frozenset({"shop", "giveaway"}), since=20_000).name
        'category=giveaway,shop since=2024-10-04'
        """
        parts = []
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "since" and value is not None:
                parts.append(f"since={date.fromordinal(value + _EPOCH)}")
            elif value:
                parts.append(f"{field.name}={','.join(sorted(value))}")
        return " ".join(parts)

    def takes(self, fact: Fact) -> bool:
        """Whether entries with this fact are wanted, whatever they are."""
        if self.category and fact.category not in self.category:
            return False
        if self.severity and fact.severity not in self.severity:
            return False
        if self.feed and self.feed.isdisjoint(source.feed for source in fact.sources):
            return False
        return self.since is None or any(s.first_seen >= self.since for s in fact.sources)

    def has(self, entry: Entry) -> bool:
        """Whether an entry is wanted."""
        return self.takes(entry.fact) and (not self.chain or entry.chain in self.chain)

    def of(self, edition: Edition) -> Iterable[Entry]:
        """Yield the entries that are wanted, sorted."""
        wanted = [fact is not None and self.takes(fact) for fact in edition.given]
        for entry in edition.entries():
            if wanted[entry.number] and (not self.chain or entry.chain in self.chain):
                yield entry


def read(given: Mapping[str, Sequence[str]], feeds: Iterable[str]) -> Chosen:
    """Return the filters that texts name, several with commas between. Raises `BadFilter`.

    `feeds` are the ids that may be named.
    """
    known = {**ACCEPTED, "feed": sorted(feeds)}
    chosen = {name: _some_of(name, given.get(name, ()), known[name]) for name in known}
    return Chosen(**chosen, since=_day(given.get("since", ())))


def _some_of(name: str, texts: Sequence[str], known: Sequence[str]) -> frozenset[str]:
    values = frozenset(part.strip() for text in texts for part in text.split(","))
    if not values <= set(known):
        raise BadFilter(name, f"one or more of {', '.join(known)}, with commas between")
    return values


def _day(texts: Sequence[str]) -> int | None:
    if not texts:
        return None
    try:
        (text,) = texts
        return date.fromisoformat(text).toordinal() - _EPOCH
    except ValueError:
        raise BadFilter("since", "one day, such as 2026-11-24") from None
