"""Where an appeal stands: who lists the entry now, and which published list holds it no more."""

from dataclasses import dataclass

from service.casework import Appeal, AppealState
from service.check import OUR_NAMES, Checker, Verdict, fact_json
from service.feeds.feed import Catalogue, Feed
from service.lists.records import find
from service.model import Status
from service.names.hashing import bucket, digest
from service.store.live import LiveGeneration
from service.store.reader import Reader


@dataclass(frozen=True)
class Source:
    """One who lists the entry, or did when the appeal came. Times as RFC 3339 has them."""

    id: str
    name: str
    homepage: str | None = None
    disputes: str | None = None  # where to appeal to them
    first_seen: str | None = None  # the times: of one who lists it now
    last_seen: str | None = None
    dropped: bool = False  # the feed has taken it off; we hold it for a while after


@dataclass(frozen=True)
class Removal:
    """The live list after an entry was taken off."""

    done: bool  # the live list does not hold it
    version: str
    published_at: int  # unix seconds


@dataclass(frozen=True)
class AppealStatus:
    """An appeal, and what holds of its target now."""

    appeal: Appeal
    listed: bool  # by whichever entry
    sources: tuple[Source, ...]  # who list it now
    listed_by: tuple[Source, ...]  # who did when the appeal came
    removal: Removal | None = None  # once the answer is "removed"
    also: str | None = None  # another entry that lists the target all the same


class AppealStatuses:
    """Looks up where appeals stand."""

    def __init__(self, checker: Checker, reader: Reader, catalogue: Catalogue) -> None:
        self._checker = checker
        self._reader = reader
        self._catalogue = catalogue

    def of(self, appeal: Appeal) -> AppealStatus:
        """Return where an appeal stands. Raises `NoGeneration` or `StoreAway`."""
        answer = self._checker.check([appeal.target.canonical])
        (verdict,) = answer.verdicts
        sources = self._sources(verdict, answer.reading.generation)
        listed = verdict.status is Status.LISTED
        elsewhere = listed and verdict.matched != appeal.target.expression
        return AppealStatus(
            appeal,
            listed,
            sources,
            tuple(self._source(id) for id in appeal.listed_by),
            removal=self._removal(appeal) if appeal.state is AppealState.REMOVED else None,
            also=verdict.matched if elsewhere else None,
        )

    def _sources(self, verdict: Verdict, generation: LiveGeneration) -> tuple[Source, ...]:
        if verdict.fact is None:
            return ()
        said = fact_json(verdict.fact, generation)["sources"]
        return tuple(
            Source(
                **one,
                disputes=_disputes(self._catalogue.get(one["id"])),
                dropped=source.last_seen is not None,
            )
            for one, source in zip(said, verdict.fact.sources, strict=True)
        )

    def _source(self, id: str) -> Source:
        """A source as the catalogue has it; one that has left the catalogue by its id."""
        feed = self._catalogue.get(id)
        if feed is None:
            return Source(id, OUR_NAMES.get(id, id))
        return Source(id, feed.name, feed.homepage, feed.disputes)

    def _removal(self, appeal: Appeal) -> Removal:
        """Look into the live list itself: a decision says only what the next one will hold."""
        hashed = digest(appeal.target.expression)
        reading = self._reader.read([bucket(hashed)])
        there = find(reading.buckets[0], hashed) is not None
        return Removal(not there, reading.generation.id, reading.generation.published_at)


def _disputes(feed: Feed | None) -> str | None:
    return feed.disputes if feed else None
