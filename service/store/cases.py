"""Reports, what is personal in them, and the cases they make. One transaction takes a report with
everything that belongs to it: an acknowledged report is there whole, or it was never taken.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType

from service.casework import Appeal, Case, CaseState, Credit, Personal, Report
from service.model import Decision, Verb, has_place
from service.store import coding, decisions, filing, keys, tokens
from service.store.client import Client, Pipe
from service.store.decisions import Withdrawal
from service.store.durability import require_durable
from service.store.errors import AlreadyTaken, StoreError, reaching_redis
from service.store.joining import HOPS, blocked_by, joined
from service.store.transactions import transact

PERSONAL_SECONDS = 180 * 86_400
"""How long what is personal is kept, counted from when it was received."""

_URGENT_SECONDS = 30 * 86_400  # so much older does an urgent case count
_REPORTER_SECONDS = 86_400  # and a case by so much for each further reporter
_APPEAL_SECONDS = 7 * 86_400  # and one with an open appeal: whoever appealed was promised a date
_PROVEN_SECONDS = 4 * 86_400  # and by so much more if they control the site: an earlier date


class Changed(StoreError):
    """Somebody else changed the case since it was shown."""


class NoSuchCase(StoreError):
    """There is no case of that id."""


class ReportTaken(AlreadyTaken):
    """A report of that ref is there."""

    def __init__(self, report: Report, cases: list[Case]) -> None:
        super().__init__(report.ref)
        self.report, self.cases = report, cases  # as they are kept


@dataclass(frozen=True)
class CaseChange:
    """A case before and after, and what goes with it: nobody sees one without the other."""

    before: Case
    after: Case
    decisions: tuple[Decision | Withdrawal, ...] = ()
    seen: Mapping[str, Decision | None] = field(default_factory=dict)  # decisions it was based on
    appeals: tuple[Appeal, ...] = ()  # as they shall be, but for the version

    @property
    def credits(self) -> tuple[Credit | None, Credit | None]:
        """What the case counted for in the records of tokens, and what it shall count for."""
        return self.before.credit, self.after.credit


def case_id(expression: str) -> str:
    """Return the id of the case about an expression: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(expression.encode()).hexdigest()[:16]


def ref_of(id: str) -> str:
    """Return what a report or appeal is called here: a hash of its id, which leads nobody back."""
    return hashlib.sha256(id.encode("utf-8", "replace")).hexdigest()[:16]


def priority(case: Case) -> int:
    """When a case is due, in unix seconds: its age, put forward by urgency, corroboration and an
    appeal that waits for its answer.
    """
    forward = _URGENT_SECONDS if case.urgent else 0
    forward += _APPEAL_SECONDS if case.open_appeals else 0
    forward += _PROVEN_SECONDS if any(case.open_appeals.values()) else 0
    forward += _REPORTER_SECONDS * max(0, case.reporters - 1)
    return case.opened_at - forward


class Cases:
    """The reports and cases in one Redis; `clock` gives unix seconds."""

    def __init__(self, client: Client, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock

    @reaching_redis()
    def receive(
        self,
        report: Report,
        personal: Personal,
        images: Sequence[bytes],
        day_marks: Mapping[str, str] = MappingProxyType({}),
    ) -> list[Case]:
        """Take a report; return the cases it opened or joined.

        `day_marks`, by expression, are of where it came from: whoever was counted by one today is
        not counted anew with a token, nor the other way round.

        Raises `ReportTaken` when there is one of its ref: whoever sends twice counts once. Raises
        `NotDurable`, `StoreAway`.
        """
        require_durable(self._client)
        ids = [case_id(target.expression) for target in report.targets]

        def act(pipe: Pipe) -> list[Case]:
            held = _read_with_ends(pipe, ids)
            if row := pipe.get(keys.report(report.ref)):
                kept = coding.load(Report, row)
                raise ReportTaken(kept, [held[id] for id in ids if id in held])
            found = joined(
                report,
                ids,
                held,
                in_force=lambda case: self._holds(pipe, case),
                has_counted=partial(filing.has_counted, pipe),
                day_marks=day_marks,
            )
            pipe.multi()
            _queue_report(pipe, report, personal, images)
            filing.queue(pipe, report, ids, found.marks)
            if report.token:
                filing.queue_day_marks(pipe, day_marks.values())
            for case in found.cases:
                write(pipe, case)
            return found.cases

        watched = [keys.report(report.ref), keys.DECISIONS_VERSION]
        return transact(self._client, [*watched, *(keys.case(id) for id in ids)], act)

    @reaching_redis()
    def report(self, ref: str) -> Report | None:
        """Return a report, or None."""
        row = self._client.get(keys.report(ref))
        return coding.load(Report, row) if row else None

    @reaching_redis()
    def reports(self, refs: Sequence[str]) -> list[Report]:
        """Return these reports; one that is not there is left out."""
        rows = self._client.mget([keys.report(ref) for ref in refs]) if refs else []
        return [coding.load(Report, row) for row in rows if row]

    @reaching_redis()
    def reports_of(self, ids: Sequence[str], most: int, before: str = "") -> list[Report]:
        """Return so many reports of these cases, the newest first, or those that came before one:
        its `filing.place_of`.
        """
        return self.reports(filing.refs(self._client, ids, most, before))

    @reaching_redis()
    def personal(self, ref: str) -> Personal | None:
        """Return what a report or appeal says of persons; None once it was deleted."""
        row = self._client.get(keys.personal(ref))
        return coding.load(Personal, row) if row else None

    @reaching_redis()
    def image(self, ref: str, number: int) -> bytes | None:
        """Return one image of a report, or None."""
        found: bytes | None = self._client.get(keys.image(ref, number))
        return found

    @reaching_redis()
    def newest_reports(self, start: int, most: int) -> list[Report]:
        """Return reports, the newest first."""
        refs = self._client.zrevrange(keys.REPORTS, start, start + most - 1)
        return self.reports([ref.decode() for ref in refs])

    @reaching_redis()
    def get(self, id: str) -> Case | None:
        """Return a case, or None."""
        row = self._client.get(keys.case(id))
        return coding.load(Case, row) if row else None

    @reaching_redis()
    def many(self, ids: Sequence[str]) -> list[Case]:
        """Return these cases; one that is not there is left out."""
        rows = self._client.mget([keys.case(id) for id in ids]) if ids else []
        return [coding.load(Case, row) for row in rows if row]

    @reaching_redis()
    def in_force(self, cases: Iterable[Case]) -> set[str]:
        """Return the ids of the cases that are listed by a block which is in force."""
        listed = [case for case in cases if case.state is CaseState.LISTED]
        named = [blocked_by(case) for case in listed]
        rows = self._client.hmget(keys.DECISIONS, named) if named else []
        return {case.id for case, row in zip(listed, rows, strict=True) if self._blocks(row)}

    @reaching_redis()
    def queue(self, start: int, most: int) -> list[Case]:
        """Return open cases, the most urgent first."""
        ids = self._client.zrange(keys.QUEUE, start, start + most - 1)
        return self.many([id.decode() for id in ids])

    @reaching_redis()
    def neighbours(self, id: str) -> tuple[str | None, str | None]:
        """Return the ids of the open cases before and after this one in the queue."""
        rank = self._client.zrank(keys.QUEUE, id)
        if rank is None:
            first = self._client.zrange(keys.QUEUE, 0, 0)
            return None, first[0].decode() if first else None
        start = max(0, rank - 1)
        ids = [one.decode() for one in self._client.zrange(keys.QUEUE, start, rank + 1)]
        place = rank - start
        return (
            ids[place - 1] if place else None,
            ids[place + 1] if len(ids) > place + 1 else None,
        )

    @reaching_redis()
    def on_host(self, host: str, most: int) -> list[Case]:
        """Return so many cases about a host and its pages."""
        found = self._client.zrangebylex(keys.HOSTS, f"[{host} ", f"({host}!", 0, most)
        return self.many([member.decode().rpartition(" ")[2] for member in found])

    @reaching_redis()
    def waiting(self) -> int:
        """Return how many cases are open."""
        return int(self._client.zcard(keys.QUEUE))

    @reaching_redis()
    def change(self, *changes: CaseChange) -> list[Case]:
        """Put these changes in force together, with their decisions; return the cases as they are.

        Raises `Changed` when a case, an appeal or a decision is not as it was seen, `NotDurable`,
        `StoreAway`.
        """
        require_durable(self._client)
        ids = [change.before.id for change in changes]
        decided = [decision for change in changes for decision in change.decisions]
        answered = [appeal for change in changes for appeal in change.appeals]

        def act(pipe: Pipe) -> list[Case]:
            held = _read(pipe, ids)
            _refuse_changed(held, changes)
            _refuse_decided(pipe, changes)
            _refuse_answered(pipe, answered)
            queue = decisions.planned(pipe, decided, self._clock())
            record = tokens.planned(pipe, [change.credits for change in changes])
            after = [_next(change, self._clock()) for change in changes]
            pipe.multi()
            queue(pipe)
            record(pipe)
            for case in after:
                write(pipe, case)
            for appeal in answered:
                later = replace(appeal, version=appeal.version + 1)
                pipe.set(keys.appeal(appeal.ref), coding.dump(later))
            return after

        return transact(self._client, _watched(changes), act)

    def _holds(self, pipe: Pipe, case: Case) -> bool:
        """Whether a block of what the case was listed with is in force."""
        return self._blocks(pipe.hget(keys.DECISIONS, blocked_by(case)))

    def _blocks(self, row: bytes | None) -> bool:
        decision = decisions.decode(row) if row else None
        if decision is None or decision.verb is not Verb.BLOCK:
            return False
        return decision.holds_at(self._clock())


def write(pipe: Pipe, case: Case) -> None:
    """Queue a case and its place in the queue."""
    pipe.set(keys.case(case.id), coding.dump(case))
    pipe.zadd(keys.CASES, {case.id: case.opened_at})
    if has_place(case.kind):
        host = case.expression.partition("/")[0]
        pipe.zadd(keys.HOSTS, {f"{host} {case.id}": 0})
    if case.state.is_open:
        pipe.zadd(keys.QUEUE, {case.id: priority(case)})
    else:
        pipe.zrem(keys.QUEUE, case.id)


def _read(pipe: Pipe, ids: Sequence[str]) -> dict[str, Case]:
    rows = pipe.mget([keys.case(id) for id in ids])
    return {id: coding.load(Case, row) for id, row in zip(ids, rows, strict=True) if row}


def _read_with_ends(pipe: Pipe, ids: Sequence[str]) -> dict[str, Case]:
    """The cases, and those that they were merged into, which are watched too from here on."""
    held = _read(pipe, ids)
    for _ in range(HOPS):
        further = {case.merged_into for case in held.values() if case.merged_into} - held.keys()
        if not further:
            break
        pipe.watch(*(keys.case(id) for id in further))
        held |= _read(pipe, sorted(further))
    return held


def _queue_report(pipe: Pipe, report: Report, personal: Personal, images: Sequence[bytes]) -> None:
    pipe.set(keys.report(report.ref), coding.dump(report))
    pipe.zadd(keys.REPORTS, {report.ref: report.received_at})
    queue_personal(pipe, report.ref, personal)
    for number, image in enumerate(images):
        pipe.set(keys.image(report.ref, number), image, ex=PERSONAL_SECONDS)


def queue_personal(pipe: Pipe, ref: str, personal: Personal) -> None:
    """Queue what is personal in a report or appeal, with its end."""
    if personal != Personal():
        pipe.set(keys.personal(ref), coding.dump(personal), ex=PERSONAL_SECONDS)


def _refuse_changed(held: dict[str, Case], changes: Sequence[CaseChange]) -> None:
    for change in changes:
        case = held.get(change.before.id)
        if case is None:
            raise NoSuchCase(change.before.id)
        if case.version != change.before.version:
            raise Changed(change.before.id)


def _refuse_decided(pipe: Pipe, changes: Sequence[CaseChange]) -> None:
    for change in changes:
        for expression, decision in change.seen.items():
            row = pipe.hget(keys.DECISIONS, expression)
            if (decisions.decode(row) if row else None) != decision:
                raise Changed(change.before.id)


def _refuse_answered(pipe: Pipe, appeals: Sequence[Appeal]) -> None:
    for appeal in appeals:
        row = pipe.get(keys.appeal(appeal.ref))
        if row is None or coding.load(Appeal, row).version != appeal.version:
            raise Changed(appeal.ref)


def _watched(changes: Sequence[CaseChange]) -> list[str]:
    """The keys of what is changed; of the tokens only if a record changes, since each use of one
    writes there.
    """
    cases = [keys.case(change.before.id) for change in changes]
    appeals = [keys.appeal(appeal.ref) for change in changes for appeal in change.appeals]
    counts = any(before != after for before, after in (change.credits for change in changes))
    decided = any(change.decisions or change.seen for change in changes)
    records = [keys.TOKENS] if counts else []
    return [*cases, *appeals, *records, *(decisions.WATCHED if decided else ())]


def _next(change: CaseChange, now: float) -> Case:
    version = change.before.version + 1
    changed = {a.ref: a.proven_at is not None for a in change.appeals if a.state.is_open}
    answered = {a.ref for a in change.appeals} - changed.keys()
    waiting = change.before.open_appeals | changed
    appeals = {ref: proven for ref, proven in waiting.items() if ref not in answered}
    return replace(change.after, version=version, changed_at=int(now), open_appeals=appeals)
