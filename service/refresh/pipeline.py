"""The refresh itself: fetch what is due, read it, build the list, publish it, say what happened.

Nothing is written to the live generation, and a copy counts only once the generation that names it
is live: so a refresh may be killed at any line.
"""

import gc
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from service.feeds.catalogue import Catalogue
from service.feeds.outcomes import Failed, FailureKind, Fetched, NotModified
from service.feeds.outcomes import Outcome as FetchOutcome
from service.refresh.build import Builder
from service.refresh.canary import check_canaries
from service.refresh.claims import day_of
from service.refresh.fetching import Fetches, fetch_all
from service.refresh.filechecks import ACCEPTABLE, Refusal
from service.refresh.plan import Job, check_names, fingerprint, jobs_of, why_not_now
from service.refresh.reading import Fresh, read_body
from service.refresh.report import FileReport, Outcome, RefreshReport
from service.refresh.stores import Stores
from service.store.drafts import Draft, Meta
from service.store.errors import NotPublished, Pinned, StoreError
from service.store.feedstate import FileState

_log = logging.getLogger(__name__)


class Progress(Protocol):
    """Whoever wants to watch: a progress bar, or lines in a log."""

    def begin(self, files: int) -> None:
        """So many files are going to be looked at."""

    def file(self, report: FileReport) -> None:
        """One of them is done."""

    def phase(self, text: str) -> None:
        """What is being done now."""


class Silent:
    """Nobody watches."""

    def begin(self, files: int) -> None:
        """See Progress."""

    def file(self, report: FileReport) -> None:
        """See Progress."""

    def phase(self, text: str) -> None:
        """See Progress."""


@dataclass(frozen=True)
class Refresher:
    """Refreshes the list. `patient` is False where feeds are read from a mirror of our own."""

    catalogue: Catalogue
    fetcher: Fetches
    stores: Stores
    clock: Callable[[], float]  # unix seconds
    patient: bool = True

    def run(
        self,
        feeds: Collection[str] | None = None,
        *,
        dry_run: bool = False,
        accept: frozenset[str] = frozenset(),
        progress: Progress | None = None,
    ) -> RefreshReport:
        """Refresh all feeds that are due, or these `feeds` whether due or not.

        `accept` names feeds whose change in size a maintainer has looked at and found right; they
        are asked for too. A dry run writes nothing at all, not even the lock. Raises UnknownFeed;
        `Held` if another refresh is under way; `Pinned` after a rollback; other StoreErrors.
        """
        check_names(self.catalogue, {*(feeds or ()), *accept})
        named = None if feeds is None and not accept else frozenset(feeds or ()) | accept
        run = _Run(self, named, accept, dry_run=dry_run, progress=progress or Silent())
        with _uncollected():
            if dry_run:
                return run.carry_out()
            with self.stores.lock:
                return run.carry_out()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the cycle collector still: it goes over millions of tuples, none of them in a cycle,
    again and again, and took two fifths of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Run:
    """One refresh, from the first file to the report."""

    def __init__(
        self,
        refresher: Refresher,
        named: frozenset[str] | None,
        accept: frozenset[str],
        *,
        dry_run: bool,
        progress: Progress,
    ) -> None:
        self._by = refresher
        self._stores = refresher.stores
        self._named = named
        self._accept = accept
        self._dry_run = dry_run
        self._progress = progress
        self._now = refresher.clock()
        self._today = day_of(self._now)
        self._reports: dict[str, FileReport] = {}
        self._new_states: dict[str, FileState] = {}

    def carry_out(self) -> RefreshReport:
        """Do it all, in order."""
        live = self._live()
        states = self._stores.states.load()
        copies = live.copies if live else {}
        jobs = jobs_of(self._by.catalogue, self._today, states, copies)
        self._builder = Builder(self._stores.copies, jobs, self._today, dry=self._dry_run)
        self._fetch([job for job in jobs if self._is_asked(job)])
        self._fall_back(jobs)
        draft = self._draft(jobs, live)
        try:
            if draft and not self._dry_run:
                self._publish(draft)
        except NotPublished as problem:
            self._take_back(str(problem))
            raise
        finally:
            self._save_states(jobs, states)
        return self._report(jobs, live, draft)

    def _live(self) -> Meta | None:
        pointer = self._stores.generations.pointer()
        if pointer.pinned and not self._dry_run:
            raise Pinned(f"a rollback pinned generation {pointer.pinned}; unpin it first")
        return self._stores.generations.meta(pointer.live) if pointer.live else None

    def _is_asked(self, job: Job) -> bool:
        return self._named is None or job.feed.id in self._named

    def _fetch(self, jobs: list[Job]) -> None:
        self._progress.begin(len(jobs))
        due = []
        for job in jobs:
            named = self._named is not None
            waits = why_not_now(job, self._now, named=named, patient=self._by.patient)
            if waits is None:
                due.append(job)
            else:
                self._note(job, waits)
        for job, outcome in fetch_all(self._by.fetcher, due, self._beat):
            self._note(job, self._settled(job, outcome))

    def _beat(self) -> None:
        """Keep the lock while feeds are slow."""
        if not self._dry_run:
            self._stores.lock.extend()

    def _note(self, job: Job, report: FileReport) -> None:
        self._reports[job.name] = report
        self._progress.file(report)

    def _settled(self, job: Job, outcome: FetchOutcome | Exception) -> FileReport:
        """What comes of a fetch. Whatever one feed does wrong, the others go on."""
        try:
            if isinstance(outcome, Exception):
                raise outcome
            report, validated = self._settle(job, outcome)
        except StoreError:
            raise  # not the feed's fault, and nobody else's turn either
        except Exception as problem:
            _log.exception("%s could not be read", job.name)
            report, validated = job.report(Outcome.FAILED, f"unexpected: {problem!r}"), None
        self._new_states[job.name] = self._state(job, report, outcome, validated)
        return report

    def _settle(self, job: Job, outcome: FetchOutcome) -> tuple[FileReport, str | None]:
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
        return self._take(job, outcome.body)

    def _take(self, job: Job, body: bytes) -> tuple[FileReport, str | None]:
        print_ = fingerprint(job, body)
        if job.copy and job.copy.body_sha256 == print_:
            return job.report(Outcome.UNCHANGED), print_
        accepted = job.feed.id in self._accept
        fresh = read_body(job, body, self._today, accepted=accepted)
        if isinstance(fresh, Refusal):
            return job.report(Outcome.REFUSED, _advice(job, fresh)), None
        added, gone = self._builder.take(job, fresh, print_, int(self._now))
        return _published(job, fresh, added, gone), print_

    def _state(
        self,
        job: Job,
        report: FileReport,
        outcome: FetchOutcome | Exception,
        validated: str | None,
    ) -> FileState:
        before = job.state or FileState(int(self._now))
        good = report.outcome in (Outcome.PUBLISHED, Outcome.UNCHANGED)
        wait = outcome.retry_after if isinstance(outcome, Failed) else None
        state = replace(
            before,
            last_attempt=int(self._now),
            outcome=report.outcome.value,
            detail=report.detail,
            failures=0 if good else before.failures + 1,
            retry_after=int(self._now) + wait if wait else None,
            last_success=int(self._now) if good else before.last_success,
        )
        if validated and isinstance(outcome, Fetched):
            etag, modified = outcome.validators
            state = replace(state, etag=etag, last_modified=modified, validators_for=validated)
        return state

    def _fall_back(self, jobs: list[Job]) -> None:
        """Say of which feeds only the starting list is known."""
        for job in jobs:
            report = self._reports.get(job.name)
            failed = report and report.outcome in (Outcome.FAILED, Outcome.REFUSED)
            if report and failed and self._builder.needs_starting(job.feed):
                self._reports[job.name] = replace(report, outcome=Outcome.STARTING_LIST)
                state = self._new_states[job.name]
                self._new_states[job.name] = replace(state, outcome=Outcome.STARTING_LIST.value)

    def _draft(self, jobs: list[Job], live: Meta | None) -> Draft | None:
        """Build the list, unless it would be the live one again."""
        decisions = self._stores.decisions.all().values()
        basis = self._builder.basis(self._by.catalogue, decisions)
        if live and live.basis == basis and not _is_due(live, self._today) and not self._dry_run:
            return None
        self._progress.phase("building the list")
        self._beat()
        built = self._builder.build(decisions)
        self._beat()
        return Draft(
            id=self._stores.generations.next_id(),
            published_at=int(self._now),
            entries=built.entries,
            facts=built.facts,
            links=built.links,
            feeds=self._builder.infos(built, self._checked(jobs)),
            held=built.held,
            copies=self._builder.copies,
            next_expiry=built.next_expiry,
            basis=self._builder.basis(self._by.catalogue, decisions),  # a copy may have been lost
        )

    def _checked(self, jobs: list[Job]) -> dict[str, int]:
        """When each feed last gave a good answer for one of its files."""
        checked: dict[str, int] = {}
        for job in jobs:
            state = self._new_states.get(job.name, job.state)
            if state and state.last_success:
                checked[job.feed.id] = max(state.last_success, checked.get(job.feed.id, 0))
        return checked

    def _publish(self, draft: Draft) -> None:
        self._progress.phase("publishing")
        self._stores.generations.publish(draft, self._stores.lock)
        check_canaries(self._stores, draft)

    def _take_back(self, why: str) -> None:
        """What was read did not get into the list: the next refresh reads it again."""
        for name, report in self._reports.items():
            if report.outcome is Outcome.PUBLISHED:
                state = self._new_states[name]
                self._new_states[name] = replace(
                    state, outcome=Outcome.FAILED.value, detail=why, failures=state.failures + 1
                )

    def _save_states(self, jobs: list[Job], states: Mapping[str, FileState]) -> None:
        if self._dry_run:
            return
        self._stores.states.save(self._new_states)
        self._stores.states.forget(states.keys() - {job.name for job in jobs})
        answered = (Outcome.PUBLISHED.value, Outcome.UNCHANGED.value)
        if any(state.outcome in answered for state in self._new_states.values()):
            self._stores.generations.confirm(self._now)

    def _report(self, jobs: list[Job], live: Meta | None, draft: Draft | None) -> RefreshReport:
        held: dict[str, Counter[str]] = {}
        for entry in draft.held if draft else live.held if live else ():
            held.setdefault(entry.feed, Counter())[entry.reason] += 1
        return RefreshReport(
            files=tuple(self._reports[job.name] for job in jobs if job.name in self._reports),
            generation=draft.id if draft and not self._dry_run else None,
            entries=len(draft.entries) if draft else live.entries if live else 0,
            seconds=self._by.clock() - self._now,
            dry_run=self._dry_run,
            held=held,
        )


def _is_due(live: Meta, today: int) -> bool:
    """Whether an entry's time has run out, so that the same copies make another list."""
    return live.next_expiry is not None and live.next_expiry <= today


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
