"""Brings files in: what is due is fetched, read, judged; every file gets a report and a state.

Big bodies are read by a second process while this one reads others.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from service.feeds.outcomes import Failed, FailureKind, Fetched, NotModified
from service.feeds.outcomes import Outcome as FetchOutcome
from service.refresh.build import Builder
from service.refresh.claims import day_of
from service.refresh.fetching import Fetches, fetch_all
from service.refresh.filechecks import ACCEPTABLE, Limits, Refusal
from service.refresh.plan import Job, fingerprint
from service.refresh.progress import Progress
from service.refresh.reading import Fresh, Manner, read_body
from service.refresh.report import FileReport, Outcome
from service.refresh.side import BIG, SideReader
from service.store.errors import StoreError
from service.store.feedstate import FileState

_log = logging.getLogger(__name__)

_Arrived = tuple[Job, Fetched]
_Read = Fresh | Refusal
_GOOD = (Outcome.PUBLISHED, Outcome.UNCHANGED)


class Intake:
    """What came of the files so far. `now` is unix seconds; `accept` names feeds vouched for."""

    def __init__(
        self, builder: Builder, now: float, accept: frozenset[str], progress: Progress
    ) -> None:
        self._builder = builder
        self._now = int(now)
        self._accept = accept
        self._progress = progress
        self.reports: dict[str, FileReport] = {}
        self.states: dict[str, FileState] = {}

    def pass_over(self, job: Job, report: FileReport) -> None:
        """Note a file that is not fetched this time."""
        self.reports[job.name] = report
        self._progress.file(report)

    def bring(self, fetcher: Fetches, jobs: Sequence[Job], beat: Callable[[], None]) -> None:
        """Fetch and read these files. `beat` is called every few seconds meanwhile."""
        with SideReader[_Arrived]() as side:
            for job, outcome in fetch_all(fetcher, jobs, beat):
                if isinstance(outcome, Fetched) and self._is_for(side, job, outcome):
                    side.take((job, outcome), self._manner(job), outcome.body)
                else:
                    self._settle(job, outcome)
                self._settle_read(side)
            self._settle_read(side, wait=True)

    def fall_back(self, jobs: Sequence[Job]) -> None:
        """Say of which failed feeds only the starting list is known."""
        for job in jobs:
            report = self.reports.get(job.name)
            failed = report and report.outcome in (Outcome.FAILED, Outcome.REFUSED)
            if report and failed and self._builder.needs_starting(job.feed):
                self.reports[job.name] = replace(report, outcome=Outcome.STARTING_LIST)
                self.states[job.name] = replace(
                    self.states[job.name], outcome=Outcome.STARTING_LIST.value
                )

    def take_back(self, why: str) -> None:
        """What was read did not get into the list after all: the next refresh reads it again."""
        for name, state in self.states.items():
            if state.outcome == Outcome.PUBLISHED:
                self.states[name] = replace(
                    state, outcome=Outcome.FAILED.value, detail=why, failures=state.failures + 1
                )
                report = self.reports[name]
                self.reports[name] = replace(report, outcome=Outcome.FAILED, detail=why)

    @property
    def answered(self) -> bool:
        """Whether any feed gave a good answer."""
        return any(state.outcome in _GOOD for state in self.states.values())

    def _is_for(self, side: SideReader[_Arrived], job: Job, outcome: Fetched) -> bool:
        """Whether the other process should read a body, while this one goes on with the next."""
        if side.busy or len(outcome.body) < BIG:
            return False
        return job.copy is None or job.copy.body_sha256 != fingerprint(job, outcome.body)

    def _settle_read(self, side: SideReader[_Arrived], *, wait: bool = False) -> None:
        for (job, outcome), read in side.done(wait=wait):
            self._settle(job, outcome, read.result)

    def _settle(
        self,
        job: Job,
        outcome: FetchOutcome | Exception,
        read: Callable[[], _Read] | None = None,
    ) -> None:
        """Note what comes of a fetch. Whatever one feed does wrong, the others go on."""
        try:
            if isinstance(outcome, Exception):
                raise outcome
            report, validated = self._judge(job, outcome, read)
        except StoreError:
            raise  # not the feed's fault, and nobody else's turn either
        except Exception as problem:
            _log.exception("%s could not be read", job.name)
            report, validated = job.report(Outcome.FAILED, f"unexpected: {problem!r}"), None
        self.states[job.name] = self._state(job, report, outcome, validated)
        self.pass_over(job, report)

    def _judge(
        self, job: Job, outcome: FetchOutcome, read: Callable[[], _Read] | None
    ) -> tuple[FileReport, str | None]:
        """The report, and which body the server's validators are for."""
        if isinstance(outcome, NotModified) and job.copy:
            return job.report(Outcome.UNCHANGED), job.copy.body_sha256
        if isinstance(outcome, Failed):
            absent = job.file.optional and outcome.kind is FailureKind.NOT_FOUND
            if absent and job.copy is None:
                return job.report(Outcome.ABSENT, outcome.detail), None
            return job.report(Outcome.FAILED, f"{outcome.kind}: {outcome.detail}"), None
        if not isinstance(outcome, Fetched):
            return job.report(Outcome.FAILED, "said to be unchanged, but no copy is at hand"), None
        return self._take(job, outcome.body, read)

    def _take(
        self, job: Job, body: bytes, read: Callable[[], _Read] | None
    ) -> tuple[FileReport, str | None]:
        name = fingerprint(job, body)
        if job.copy and job.copy.body_sha256 == name:
            return job.report(Outcome.UNCHANGED), name
        fresh = read() if read else read_body(self._manner(job), body)
        if isinstance(fresh, Refusal):
            return job.report(Outcome.REFUSED, _advice(job, fresh)), None
        added, gone = self._builder.take(job, fresh, name, self._now)
        return _published(job, fresh, added, gone), name

    def _manner(self, job: Job) -> Manner:
        file = job.file
        return Manner(
            file.format,
            file.params,
            Limits(file.max_shrink, file.max_growth, file.min_entries),
            job.copy.kept if job.copy else None,
            day_of(self._now),
            job.feed.id in self._accept,
        )

    def _state(
        self,
        job: Job,
        report: FileReport,
        outcome: FetchOutcome | Exception,
        validated: str | None,
    ) -> FileState:
        before = job.state or FileState(self._now)
        good = report.outcome in _GOOD
        wait = outcome.retry_after if isinstance(outcome, Failed) else None
        state = replace(
            before,
            last_attempt=self._now,
            outcome=report.outcome.value,
            detail=report.detail,
            failures=0 if good else before.failures + 1,
            retry_after=self._now + wait if wait else None,
            last_success=self._now if good else before.last_success,
        )
        if validated and isinstance(outcome, Fetched):
            etag, modified = outcome.validators
            state = replace(state, etag=etag, last_modified=modified, validators_for=validated)
        return state


def _published(job: Job, fresh: Fresh, added: int, gone: int) -> FileReport:
    return FileReport(
        job.feed.id,
        job.file.path,
        Outcome.PUBLISHED,
        lines=fresh.lines,
        kept=fresh.kept,
        skipped=fresh.skipped,
        added=added,
        gone=gone,
    )


def _advice(job: Job, refusal: Refusal) -> str:
    text = f"{refusal.fault}: {refusal.detail}"
    if refusal.fault not in ACCEPTABLE:
        return text
    return f"{text}; if that is right: mynah refresh --feed {job.feed.id} --accept"
