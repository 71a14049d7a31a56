"""The refresh itself: fetch what is due, read it, build the list, publish it, say what happened.

Nothing is written to the live generation, and a copy counts only once the generation that names it
is live: so a refresh may be killed at any line.

Two locks: one for fetching, one for publishing. Feeds can be slow for minutes, and what moderators
decide meanwhile goes into a list made of the copies there are, by a run that fetches nothing.
"""

import gc
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from service.feeds.catalogue import Catalogue
from service.model import Verb
from service.refresh.build import Builder
from service.refresh.canary import check_canaries
from service.refresh.claims import day_of
from service.refresh.fetching import Fetches
from service.refresh.intake import Intake
from service.refresh.listchecks import why_not_publish
from service.refresh.plan import Job, check_names, jobs_of, why_not_now
from service.refresh.progress import Progress, Silent
from service.refresh.report import RefreshReport
from service.refresh.stores import Stores
from service.store.drafts import Draft, Meta
from service.store.errors import NotPublished, Pinned
from service.store.feedstate import FileState
from service.store.lock import Both, Guard

_UNPUBLISHED = "it was read well, but the list was not published"  # of a file

__all__ = ["Progress", "Refresher", "Silent"]

_log = logging.getLogger(__name__)
_NOTHING = frozenset[str]()
_PUBLISHER_SECONDS = 300.0  # far more than making a list takes: whoever dies is noticed sooner


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
        fetch: bool = True,
        accept: frozenset[str] = frozenset(),
        accept_list: bool = False,
        progress: Progress | None = None,
    ) -> RefreshReport:
        """Refresh all feeds that are due, or these `feeds` whether due or not.

        Without `fetch` no feed is asked: a list that there is already follows the decisions.
        `accept` names feeds whose change in size a maintainer has looked at and found right; they
        are asked for too. `accept_list`: the same for the list as a whole, so that all feeds are
        asked, due or not. A dry run writes nothing at all, not even the lock. Raises UnknownFeed;
        `Held` if another refresh is under way; `Pinned` after a rollback; other StoreErrors.
        """
        check_names(self.catalogue, {*(feeds or ()), *accept})
        named = None if feeds is None and not accept else frozenset(feeds or ()) | accept
        if not fetch:
            named = _NOTHING
        run = _Run(self, named, accept, accept_list, dry_run=dry_run, progress=progress or Silent())
        with _uncollected(), run.alone():
            return run.carry_out()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the cycle collector still: it goes over millions of tuples, none of them in a cycle,
    again and again.
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
        by: Refresher,
        named: frozenset[str] | None,
        accept: frozenset[str],
        accept_list: bool,
        *,
        dry_run: bool,
        progress: Progress,
    ) -> None:
        self._by = by
        self._stores = by.stores
        self._named = named
        self._accept = accept
        self._accept_list = accept_list
        self._dry_run = dry_run
        self._progress = progress
        self._now = by.clock()
        self._today = day_of(self._now)
        self._fetches = named != _NOTHING
        self._guard: Guard = by.stores.lock if self._fetches else by.stores.publishing

    def alone(self) -> AbstractContextManager[object]:
        """What is held all the while: nobody else fetches; or, where nothing is, publishes."""
        if self._dry_run:
            return nullcontext()
        return self._stores.lock if self._fetches else self._stores.publishing

    def carry_out(self) -> RefreshReport:
        """Do it all, in order."""
        live = self._live()
        if live is None and not self._dry_run:
            self._rescue_decisions()
        if not self._dry_run:
            self._stores.decisions.expire()
        states = self._stores.states.load()
        copies = live.copies if live else {}
        jobs = jobs_of(self._by.catalogue, self._today, states, copies)
        builder = Builder(self._stores.copies, jobs, self._today, dry=self._dry_run)
        intake = Intake(builder, self._now, self._accept, self._progress)
        self._bring_in(intake, jobs)
        with self._publishing():
            live = self._live()  # again: decisions may have been published while feeds were slow
            return self._conclude(builder, intake, jobs, live, states)

    def _conclude(
        self,
        builder: Builder,
        intake: Intake,
        jobs: list[Job],
        live: Meta | None,
        states: Mapping[str, FileState],
    ) -> RefreshReport:
        draft = self._draft(builder, intake, jobs, live)
        refused = self._judge(live, draft)
        if not self._dry_run:
            forgotten = states.keys() - {job.name for job in jobs}
            if refused:
                intake.take_back(_UNPUBLISHED)
            self._publish(None if refused else draft, intake, forgotten)
            self._note(refused, draft, {**states, **intake.states})
        return self._report(intake, jobs, live, draft, refused)

    @contextmanager
    def _publishing(self) -> Iterator[None]:
        """Hold what a publisher holds, once whoever published decisions meanwhile is done."""
        if self._dry_run or not self._fetches:
            yield
            return
        self._stores.publishing.wait_for(_PUBLISHER_SECONDS, self._stores.lock.extend)
        with self._stores.publishing:
            self._guard = Both(self._stores.lock, self._stores.publishing)
            yield

    def _live(self) -> Meta | None:
        pointer = self._stores.generations.pointer()
        if pointer.pinned and not self._dry_run:
            raise Pinned(f"a rollback pinned generation {pointer.pinned}; unpin it first")
        return self._stores.generations.meta(pointer.live) if pointer.live else None

    def _rescue_decisions(self) -> None:
        """An emptied Redis has lost what moderators decided; this host's snapshot has not."""
        rescued = self._stores.decisions.rescue(self._stores.reader.last_decisions())
        if rescued:
            _log.warning("Redis had lost %d decisions; the snapshot gave them back.", rescued)

    def _bring_in(self, intake: Intake, jobs: list[Job]) -> None:
        asked = [job for job in jobs if self._named is None or job.feed.id in self._named]
        self._progress.begin(len(asked))
        due = []
        for job in asked:
            named = self._named is not None or self._accept_list
            waits = why_not_now(job, self._now, named=named, patient=self._by.patient)
            if waits is None:
                due.append(job)
            else:
                intake.pass_over(job, waits)
        intake.bring(self._by.fetcher, due, self._beat)
        intake.fall_back(jobs)

    def _beat(self) -> None:
        """Keep the lock while feeds are slow."""
        if not self._dry_run:
            self._guard.extend()

    def _draft(
        self, builder: Builder, intake: Intake, jobs: list[Job], live: Meta | None
    ) -> Draft | None:
        """Build the list, unless it would be the live one again."""
        if live is None and not self._fetches:
            return None  # decisions alone are no list
        decisions = self._stores.decisions.current().holding(self._by.clock()).decisions.values()
        basis = builder.basis(self._by.catalogue, decisions)
        if live and live.basis == basis and not _is_due(live, self._today) and not self._dry_run:
            return None
        self._progress.phase("building the list")
        self._beat()
        built = builder.build(decisions)
        self._beat()
        return Draft(
            id=self._stores.generations.next_id(),
            published_at=int(self._by.clock()),
            entries=built.entries,
            facts=built.facts,
            links=built.links,
            names=built.names,
            feeds=builder.infos(built, _checked(jobs, intake)),
            held=built.held,
            copies=builder.copies,
            next_expiry=built.next_expiry,
            basis=builder.basis(self._by.catalogue, decisions),  # a copy may have been lost
            starting_at=builder.starting_at(),
            allowed=tuple(one.expression for one in decisions if one.verb is Verb.ALLOW),
        )

    def _judge(self, live: Meta | None, draft: Draft | None) -> str | None:
        """Say why the list must not be published, if nobody vouched for it."""
        if live is None or draft is None or self._accept_list:
            return None
        return why_not_publish(self._stores, live, draft)

    def _note(
        self, refused: str | None, draft: Draft | None, states: Mapping[str, FileState]
    ) -> None:
        """Keep for `mynah doctor` why a list was refused, while that is so.

        Nothing to publish settles it only if no file waits that was read for a refused list.
        """
        if refused or draft or all(state.detail != _UNPUBLISHED for state in states.values()):
            self._stores.generations.refuse(refused)

    def _publish(self, draft: Draft | None, intake: Intake, forgotten: Collection[str]) -> None:
        """Publish what was drafted, and remember how every file fared, published or not."""
        try:
            if draft:
                self._progress.phase("publishing")
                generations = self._stores.generations
                generations.publish(draft, self._guard, sweep=self._fetches)
                check_canaries(self._stores, draft)
        except NotPublished as problem:
            intake.take_back(str(problem))
            raise
        finally:
            self._stores.states.save(intake.states)
            self._stores.states.forget(forgotten)
            if intake.answered:
                self._stores.generations.confirm(self._now)

    def _report(
        self,
        intake: Intake,
        jobs: list[Job],
        live: Meta | None,
        draft: Draft | None,
        refused: str | None,
    ) -> RefreshReport:
        stays = draft is None or (refused and not self._dry_run)
        held: dict[str, Counter[str]] = {}
        for entry in draft.held if draft else live.held if live else ():
            held.setdefault(entry.feed, Counter())[entry.reason] += 1
        feeds = draft.feeds if draft else live.feeds if live else {}
        return RefreshReport(
            files=tuple(intake.reports[job.name] for job in jobs if job.name in intake.reports),
            generation=draft.id if draft and not self._dry_run and not refused else None,
            entries=len(draft.entries) if draft and not stays else live.entries if live else 0,
            seconds=self._by.clock() - self._now,
            dry_run=self._dry_run,
            held=held,
            refused=refused,
            listed={feed.id: feed.entries for feed in feeds.values()},
        )


def _checked(jobs: list[Job], intake: Intake) -> dict[str, int]:
    """When each feed last gave a good answer for one of its files, in unix seconds."""
    checked: dict[str, int] = {}
    for job in jobs:
        state = intake.states.get(job.name, job.state)
        if state and state.last_success:
            checked[job.feed.id] = max(state.last_success, checked.get(job.feed.id, 0))
    return checked


def _is_due(live: Meta, today: int) -> bool:
    """Whether an entry's time has run out, so that the same copies make another list."""
    return live.next_expiry is not None and live.next_expiry <= today
