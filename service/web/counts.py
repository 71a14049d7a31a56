"""Counts over a whole generation, which take a while to read and never change: kept per process."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from service.store.drafts import FeedInfo
from service.store.generations import Generations


class Counts(NamedTuple):
    """What `/v1/feeds` and `/metrics` say of one generation."""

    generation: str
    entries: int
    feeds: Mapping[str, FeedInfo]
    held: Mapping[str, Mapping[str, int]]  # feed -> reason -> entries


class GenerationCounts:
    """The counts of the generation asked for last."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._known: Counts | None = None

    def of(self, generation: str) -> Counts:
        """Return the counts. Raises `NoGeneration` when it is not kept, `StoreAway`."""
        known = self._known
        if known is None or known.generation != generation:
            known = self._read(generation)
            self._known = known
        return known

    def _read(self, generation: str) -> Counts:
        meta = self._generations.meta(generation)
        held: dict[str, Counter[str]] = {}
        for entry in meta.held:
            held.setdefault(entry.feed, Counter())[entry.reason] += 1
        return Counts(generation, meta.entries, meta.feeds, held)
