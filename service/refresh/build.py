"""The list in the making: which copies it is made of, and from them entries, facts and feeds.

Claims read in this refresh are used as they are; a copy is loaded only for a file that was not, and
only if the list is built at all.
"""

import hashlib
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from service.feeds.catalogue import Catalogue, Feed, FeedFile, FeedKind, Guards, Withdraw
from service.model import Claim, Decision
from service.refresh import guarddata, starting
from service.refresh.assemble import Assembled, Assembly
from service.refresh.guards import Guard
from service.refresh.merge import merge_claims, split_exceptions, with_earlier_days
from service.refresh.plan import RULES, Job
from service.refresh.reading import Fresh
from service.store import entries
from service.store.copies import CopyGone, CopyStore
from service.store.drafts import FeedInfo, FileCopy

_log = logging.getLogger(__name__)


class Builder:
    """Collects what a refresh read, beside the last good copies of what it did not read."""

    def __init__(self, store: CopyStore, jobs: Sequence[Job], today: int, *, dry: bool) -> None:
        self._store = store
        self._today = today
        self._dry = dry
        self._jobs: dict[str, list[Job]] = {}
        for job in jobs:
            self._jobs.setdefault(job.feed.id, []).append(job)
        self._feeds = {job.feed.id: job.feed for job in jobs}
        self._fresh: dict[str, dict[str, Claim]] = {}
        self._starting: tuple[str, dict[str, Claim]] = ("", {})  # the feed asked for last
        self.copies = {job.name: job.copy for job in jobs if job.copy}

    def take(self, job: Job, fresh: Fresh, fingerprint: str, now: int) -> tuple[int, int]:
        """Put a believed body in its copy's place; return how many entries came and went."""
        old = self._load(job.copy) if job.copy else {}
        at_once = job.feed.withdraw is Withdraw.AT_ONCE
        merged = merge_claims(
            old, fresh.claims, self._today, expiry=job.feed.expiry, at_once=at_once
        )
        # A day's own file knows its day; elsewhere a first reading is no first sighting.
        if not job.is_current and not job.file.once:
            merged = with_earlier_days(merged, self._packaged(job.feed))
        address = "" if self._dry else self._store.save(merged)
        self.copies[job.name] = FileCopy(
            address, fingerprint, fresh.lines, fresh.kept, fresh.skipped, now
        )
        self._fresh[job.name] = merged
        before = {text for text, claim in old.items() if claim.gone is None}
        return len(fresh.claims.keys() - before), len(before - fresh.claims.keys())

    def needs_starting(self, feed: Feed) -> bool:
        """Whether only the packaged starting list knows anything of a feed."""
        if feed.kind is not FeedKind.SCAMS or any(
            j.name in self.copies for j in self._jobs[feed.id]
        ):
            return False
        return starting.digest(feed.id) is not None

    def basis(self, catalogue: Catalogue, decisions: Collection[Decision]) -> str:
        """Name all that the list is made from: the same basis means the same list."""
        packaged = [
            starting.digest(feed.id) for feed in self._feeds.values() if self.needs_starting(feed)
        ]
        parts = (
            RULES,
            entries.FORMAT,
            _guard_digest(),
            catalogue,
            sorted((name, copy.copy) for name, copy in self.copies.items()),
            sorted(decisions),
            packaged,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def starting_at(self) -> int | None:
        """The day of the starting list in unix seconds, or None when nothing is taken from it."""
        packaged = [feed.id for feed in self._feeds.values() if self.needs_starting(feed)]
        return max(filter(None, map(starting.read_at, packaged)), default=None)

    def build(self, decisions: Collection[Decision]) -> Assembled:
        """Make the list. What was collected is used up."""
        assembly = Assembly(self.guard(), self._today)
        for feed in self._feeds.values():
            if feed.kind is FeedKind.SCAMS:
                self._add(assembly, feed)
        return assembly.finish(decisions)

    def guard(self) -> Guard:
        """What judges the entries: the packaged lists and the guard feeds' copies."""
        return Guard(guarddata.build(self._guarded()))

    def infos(self, built: Assembled, checked: Mapping[str, int]) -> dict[str, FeedInfo]:
        """What the generation remembers of each feed in it. `checked`: unix seconds by feed."""
        return {
            feed.id: FeedInfo(
                feed.id,
                feed.name,
                feed.homepage,
                checked.get(feed.id) or self._packaged_at(feed),
                built.listed[feed.id],
                feed.redistribute and all(file.redistribute for file in feed.files),
                feed.licence,
                feed.licence_url,
                feed.expiry,
            )
            for feed in self._feeds.values()
            if feed.kind is FeedKind.SCAMS
        }

    def _guarded(self) -> dict[Guards, list[str]]:
        guarded: dict[Guards, list[str]] = {}
        for feed in self._feeds.values():
            if feed.kind is FeedKind.GUARD:
                for file, claims in self._claims(self._jobs[feed.id]):
                    if file.guards:
                        guarded.setdefault(file.guards, []).extend(claims)
        return guarded

    def _add(self, assembly: Assembly, feed: Feed) -> None:
        """Add one feed: its exceptions and dates hold for all of its files."""
        if self.needs_starting(feed):
            claims = starting.load(feed.id) or {}
            assembly.add(feed, _starting_file(feed), claims)
            return
        exceptions: set[str] = set()
        dates: dict[str, int] = {}
        listed = []
        for file, claims in self._claims(self._jobs[feed.id]):
            kept, allowed = split_exceptions(claims)
            exceptions |= allowed
            if file.only_dates:
                _earliest(dates, kept)
            else:
                listed.append((file, kept))
        for file, kept in listed:
            assembly.add(feed, file, kept, exceptions=exceptions, dates=dates)

    def _claims(self, jobs: Sequence[Job]) -> Iterator[tuple[FeedFile, dict[str, Claim]]]:
        for job in jobs:
            if job.name in self._fresh:
                yield job.file, self._fresh.pop(job.name)
            elif job.name in self.copies:
                try:
                    yield job.file, self._store.load(self.copies[job.name].copy)
                except CopyGone as problem:  # it is fetched anew next time
                    _log.warning("%s: %s", job.name, problem)
                    del self.copies[job.name]

    def _packaged_at(self, feed: Feed) -> int:
        return (starting.read_at(feed.id) or 0) if self.needs_starting(feed) else 0

    def _packaged(self, feed: Feed) -> dict[str, Claim]:
        """The feed's starting list; a feed's files come one after the other."""
        if self._starting[0] != feed.id:
            self._starting = feed.id, starting.load(feed.id) or {}
        return self._starting[1]

    def _load(self, copy: FileCopy) -> dict[str, Claim]:
        try:
            return self._store.load(copy.copy)
        except CopyGone as problem:
            _log.warning("%s", problem)
            return {}


@cache
def _guard_digest() -> str:
    """Name the packaged guard lists' content."""
    folder = files("service.refresh") / "data"
    lists = sorted(file.name for file in folder.iterdir() if file.name.endswith(".txt"))
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in lists)).hexdigest()


def _starting_file(feed: Feed) -> FeedFile:
    """A file that speaks as the feed as a whole does: the starting list has one for each feed."""
    return replace(
        feed.files[0],
        category=feed.category,
        confidence=feed.confidence,
        family=feed.family,
        once=False,
    )


def _earliest(dates: dict[str, int], claims: Mapping[str, Claim]) -> None:
    for text, claim in claims.items():
        if claim.first_seen < dates.get(text, claim.first_seen + 1):
            dates[text] = claim.first_seen
