"""What is exported: the entries of one generation, with what is said of each. Pure.

Feeds whose terms forbid it have no voice here: an entry that only they list stays out, and of any
other their word is left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from service.model import MODERATORS, VOLUNTEERS, Fact, Kind, Source

OURS: Final = {MODERATORS: "Mynah's moderators", VOLUNTEERS: "Mynah's volunteers"}
DAY: Final = 86_400


class Feed(NamedTuple):
    """A feed, as far as who passes its entries on has to name it."""

    id: str
    name: str
    homepage: str
    licence: str
    licence_url: str | None
    checked_at: int  # unix seconds of the last good fetch; 0: never
    redistribute: bool
    expiry: int | None  # days an entry stays after the feed dropped it


class Entry(NamedTuple):
    """One entry. `host` is empty for what is no place on the web, `chain` for what is no wallet."""

    expression: str
    kind: Kind
    host: str
    chain: str
    fact: Fact
    number: int  # of the fact: entries that share it are alike in all but their name


@dataclass(frozen=True)
class Edition:
    """One generation, as it is handed to the formats. Times are unix seconds."""

    generation: str
    published_at: int
    serial: int  # grows with each move of what is live, a rollback too
    facts: Sequence[Fact]
    links: Mapping[str, tuple[str, ...]]
    feeds: Mapping[str, Feed]
    allowed: tuple[str, ...]  # expressions, sorted
    read: Callable[[], Iterator[tuple[str, int]]]  # expression, number of its fact; sorted
    names: Mapping[str, str] = field(default_factory=dict)  # expression -> what it presents as

    @cached_property
    def tag(self) -> str:
        """Name the edition: the same one has the same bytes in every format."""
        return f"{self.generation}.{self.serial}"

    @cached_property
    def given(self) -> list[Fact | None]:
        """The facts by number, with the words of those who let us pass them on; None: nothing."""
        shut = {feed.id for feed in self.feeds.values() if not feed.redistribute}
        return [_without(fact, shut) for fact in self.facts]

    @cached_property
    def withheld(self) -> tuple[Feed, ...]:
        """The feeds that are left out, because their terms forbid it or name no licence."""
        return tuple(f for _, f in sorted(self.feeds.items()) if not f.redistribute)

    @cached_property
    def named(self) -> tuple[Feed, ...]:
        """The feeds that some entry of the list names, and that may be passed on."""
        heard = {source.feed for fact in self.given if fact for source in fact.sources}
        return tuple(self.feeds[name] for name in sorted(heard) if name in self.feeds)

    @cached_property
    def linked(self) -> dict[str, tuple[str, ...]]:
        """What was reported together, where one feed that may be passed on lists both."""
        there, found = self.linked_entries, {}
        for text, others in self.links.items():
            both = tuple(one for one in others if _share_a_source(there.get(text), there.get(one)))
            if both:
                found[text] = both
        return found

    @cached_property
    def linked_entries(self) -> dict[str, Entry]:
        """The entries that were reported together with something, by expression."""
        if not self.links:
            return {}
        wanted = {text for pair in self.links.items() for text in (pair[0], *pair[1])}
        return {one.expression: one for one in self.entries() if one.expression in wanted}

    def entries(self) -> Iterator[Entry]:
        """Yield what may be passed on, sorted by expression."""
        given = self.given
        for text, number in self.read():
            fact = given[number]
            if fact is not None:
                yield entry(text, fact, number)

    def name_of_entry(self, entry: Entry) -> str | None:
        """What an entry presents itself as; not where a feed that is left out may have said so."""
        whole = self.facts[entry.number] is entry.fact
        return self.names.get(entry.expression) if whole else None

    def last_seen(self, source: Source) -> int:
        """When a source last listed an entry, in unix seconds."""
        if source.last_seen is not None:
            return source.last_seen * DAY
        feed = self.feeds.get(source.feed)
        return max(source.first_seen * DAY, feed.checked_at if feed else 0)

    def name_of(self, source: Source) -> str:
        """What a source is called."""
        feed = self.feeds.get(source.feed)
        return feed.name if feed else OURS.get(source.feed, source.feed)


def entry(expression: str, fact: Fact, number: int = 0) -> Entry:
    """Tell a host from a page on one, a wallet and a contact.

    >>> [entry(text, None)[1:4] for text in ("a.example/", "a.example/b", "evm:0x1", "tel:+1")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [(<Kind.HOST: 'host'>, 'a.example', ''), (<Kind.URL: 'url'>, 'a.example', ''),
     (<Kind.ADDRESS: 'address'>, '', 'evm'), (<Kind.CONTACT: 'contact'>, '', '')]
    """
    host, slash, rest = expression.partition("/")
    if slash and (":" not in host or host.startswith("[")):
        return Entry(expression, Kind.URL if rest else Kind.HOST, host, "", fact, number)
    scheme = expression.partition(":")[0]
    if scheme in ("tel", "mailto"):
        return Entry(expression, Kind.CONTACT, "", "", fact, number)
    return Entry(expression, Kind.ADDRESS, "", scheme, fact, number)


def _without(fact: Fact, shut: set[str]) -> Fact | None:
    kept = tuple([source for source in fact.sources if source.feed not in shut])
    if len(kept) == len(fact.sources):
        return fact
    return fact._replace(sources=kept) if kept else None


def _share_a_source(one: Entry | None, other: Entry | None) -> bool:
    if one is None or other is None:
        return False
    return not {s.feed for s in one.fact.sources}.isdisjoint(s.feed for s in other.fact.sources)
