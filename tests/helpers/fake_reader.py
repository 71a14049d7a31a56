"""A reader that holds a few entries in memory, for what needs no Redis."""

from collections.abc import Mapping, Sequence

from service.lists.records import encode_buckets, filled
from service.model import Decision, Fact
from service.store.drafts import FeedInfo
from service.store.errors import StoreError
from service.store.live import LiveGeneration
from service.store.reader import Reading


class FakeReader:
    """Answers as `Reader` does, and notes how often it was asked."""

    def __init__(
        self,
        entries: Mapping[str, int],
        facts: Sequence[Fact],
        *,
        checked_at: int,
        starting_at: int | None = None,
        feeds: Mapping[str, FeedInfo] | None = None,
        links: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._buckets = encode_buckets(entries)
        self.generation = LiveGeneration(
            id="20261124T000000Z",
            published_at=checked_at,
            checked_at=checked_at if starting_at is None else None,
            starting_at=starting_at,
            facts=list(facts),
            links=dict(links or {}),
            feeds=dict(feeds or {}),
            lists={},
            checksum="",
            filled=filled(self._buckets),
        )
        self.decisions: dict[str, Decision] = {}
        self.from_snapshot = False
        self.trips = 0
        self.trouble: StoreError | None = None

    def read(self, buckets: Sequence[int]) -> Reading:
        """Return these buckets, or raise what `trouble` says."""
        self.trips += 1
        if self.trouble is not None:
            raise self.trouble
        found = [self._buckets.get(number, b"") for number in buckets]
        return Reading(self.generation, found, self.decisions, self.from_snapshot)
