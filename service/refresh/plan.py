"""Which files of which feeds are to be fetched now. Pure.

A feed is asked no more often than its interval says; after failures ever more rarely, each file at
its own moment, so that a fleet of installations does not ask in step. A server's Retry-After holds
even for a person who names the feed.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zlib import crc32

from service.feeds.catalogue import Catalogue, Feed, FeedFile
from service.feeds.outcomes import Validators
from service.refresh.report import FileReport, Outcome
from service.store.drafts import FileCopy
from service.store.feedstate import FileState

# Raise it when reading, canonical form, guards or merging change what a feed's files mean: every
# file is then read anew, and the list built again.
RULES: Final = 2

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).date()
_FIRST_RETRY = 900  # seconds after one failure; doubled with each further one
_LONGEST_RETRY = 86_400
_LONGEST_ABSENCE = 30 * 86_400  # a file the feed may lack is looked for once a month at last
_LONGEST_WAIT = 7 * 86_400  # of what a Retry-After may ask
_EARLY = 0.05  # share of an interval: cron's own minute may come a little early


@dataclass(frozen=True)
class Job:
    """One file of one feed, with what is known of it."""

    feed: Feed
    file: FeedFile
    state: FileState | None
    copy: FileCopy | None

    @property
    def name(self) -> str:
        """How the file is called in copies and states."""
        return f"{self.feed.id}/{self.file.path}"

    @property
    def is_current(self) -> bool:
        """Whether the copy at hand was read the way it would be today."""
        return self.copy is not None and self.copy.body_sha256.endswith(_reading(self.file))

    @property
    def validators(self) -> Validators | None:
        """What the server knows the copy by; nothing if the copy was lost or rolled back since."""
        state, copy = self.state, self.copy
        if state is None or copy is None or not self.is_current:
            return None
        if state.validators_for != copy.body_sha256 or not (state.etag or state.last_modified):
            return None
        return Validators(state.etag, state.last_modified)

    def report(self, outcome: Outcome, detail: str = "") -> FileReport:
        """A report that has no counts of its own: those of the copy at hand."""
        if self.copy is None:
            return FileReport(self.feed.id, self.file.path, outcome, detail)
        lines, kept, skipped = self.copy.lines, self.copy.kept, self.copy.skipped
        return FileReport(self.feed.id, self.file.path, outcome, detail, lines, kept, skipped)


class UnknownFeed(ValueError):
    """A feed was named that the catalogue does not have."""


def jobs_of(
    catalogue: Catalogue,
    today: int,
    states: Mapping[str, FileState],
    copies: Mapping[str, FileCopy],
) -> list[Job]:
    """Every file that the feeds have by `today`, in the catalogue's order."""
    day = _EPOCH + timedelta(days=today)
    return [
        Job(feed, file, states.get(name), copies.get(name))
        for feed in catalogue
        for series in feed.files
        for file in series.published(day)
        for name in (f"{feed.id}/{file.path}",)
    ]


def check_names(catalogue: Catalogue, names: Collection[str]) -> None:
    """Raise UnknownFeed for the first name that is no feed's id."""
    known = [feed.id for feed in catalogue]
    for name in names:
        if name not in known:
            raise UnknownFeed(f"no feed is called {name!r}; there are {', '.join(known)}")


def why_not_now(job: Job, now: float, *, named: bool, patient: bool) -> FileReport | None:
    """Say why a file is not fetched in this refresh, or None when it is.

    `named`: a person asked for the feed; `patient` is False where asking costs nobody anything.
    """
    state = job.state
    if job.file.once and job.is_current:
        return job.report(Outcome.KEPT)
    if state is None:
        return None
    waits_until = min(state.retry_after or 0, now + _LONGEST_WAIT)
    if waits_until > now:
        return job.report(Outcome.NOT_DUE, f"the server asked to wait until {_time(waits_until)}")
    if named or not patient:
        return None
    due = _due(job, state)
    return job.report(Outcome.NOT_DUE, f"next at {_time(due)}") if due > now else None


def fingerprint(job: Job, body: bytes) -> str:
    """Name a body and the way it is read: another one means that the copy is out of date."""
    return hashlib.sha256(body).hexdigest()[:48] + _reading(job.file)


def _reading(file: FeedFile) -> str:
    how = repr((RULES, file.format, sorted(file.params.items())))
    return "-" + hashlib.sha256(how.encode()).hexdigest()[:12]


def _due(job: Job, state: FileState) -> float:
    if state.failures:
        absent = state.outcome == Outcome.ABSENT
        longest = _LONGEST_ABSENCE if absent else max(_LONGEST_RETRY, job.feed.interval)
        wait = min(_FIRST_RETRY * 2.0 ** (state.failures - 1), longest)
        return state.last_attempt + wait * _jitter(f"{job.name} {state.failures}")
    if not job.is_current or state.last_success is None:
        return 0
    return state.last_success + job.feed.interval * (1 - _EARLY)


def _jitter(seed: str) -> float:
    """A factor from 0.75 to 1.25 that is always the same for the same seed."""
    return 0.75 + crc32(seed.encode()) / 2**32 / 2


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
