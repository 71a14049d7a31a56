"""What became of a report, as whoever sent it reads it. Pure."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Final

from service.casework import Action, Case, CaseState, Report, ReportTarget
from service.language.said import Said, together
from service.model import Kind
from service.names.defang import defang
from service.store.joining import end_of
from service.wording import DECLINED

LISTED_REASON: Final = Said("Browsers with Mynah warn of it.")
ENDED_REASON: Final = Said(
    "It was on our list, and our moderators' warning of it has ended. If it is still a scam, "
    "please report it again."
)


@dataclass(frozen=True)
class TargetStatus:
    """What became of one target."""

    shown: str  # defanged
    canonical: str  # for a form, not to be shown
    kind: Kind
    state: CaseState
    reason: str = ""  # one or two sentences
    question: str = ""  # a moderator's
    duplicate_of: CaseState | None = None  # where the case stands that it was merged into
    chain: str | None = None


@dataclass(frozen=True)
class ReportStatus:
    """What became of a report."""

    received_at: int
    state: CaseState
    targets: tuple[TargetStatus, ...]


def status_of(report: Report, cases: Mapping[str, Case], in_force: Container[str]) -> ReportStatus:
    """Return where a report stands. `cases` by id: its own, and those they were merged into;
    `in_force` has the ids of those whose block holds.
    """
    own = {case.expression: case for case in cases.values()}
    targets = tuple(
        _of_target(target, own.get(target.expression), cases, in_force, report.received_at)
        for target in report.targets
    )
    state = _overall([target.state for target in targets])
    return ReportStatus(report.received_at, state, targets)


def _of_target(
    target: ReportTarget,
    case: Case | None,
    cases: Mapping[str, Case],
    in_force: Container[str],
    since: int,
) -> TargetStatus:
    """What came of a target since the report. That it is listed, anybody may know; all else that
    was done before would tell whoever asks that somebody else had reported it.
    """
    received = TargetStatus(
        defang(target.canonical), target.canonical, target.kind, CaseState.RECEIVED
    )
    received = replace(received, chain=target.chain)
    if case is None:  # no case is ever deleted; a store that was repaired by hand may lack one
        return received
    end = end_of(case, cases)
    merged = case.state is CaseState.DUPLICATE and _was_ruled(case, since)
    state = _now(end, in_force)
    if not merged and state is not CaseState.LISTED and not _was_ruled(end, since):
        return received
    asked = end.state.is_open and _was_ruled(end, since, Action.ASK)
    return replace(
        received,
        state=CaseState.DUPLICATE if merged else state,
        reason=_reason(end, state),
        question=end.question if asked else "",
        duplicate_of=state if merged else None,
    )


def _now(case: Case, in_force: Container[str]) -> CaseState:
    """Where a case stands: what was listed may have come to its end, or have been allowed since."""
    ended = case.state is CaseState.LISTED and case.id not in in_force
    return CaseState.ENDED if ended else case.state


def _was_ruled(case: Case, since: int, action: Action | None = None) -> bool:
    """Whether a moderator did something, or just this, with a case since then."""
    return any(step.at >= since and action in (None, step.ruling.action) for step in case.steps)


def _reason(case: Case, state: CaseState) -> str:
    if state is CaseState.LISTED:
        return together(*filter(None, (LISTED_REASON, case.reason)))
    if state is CaseState.ENDED:
        return ENDED_REASON
    if state is not CaseState.DECLINED:
        return ""
    why = [step.ruling.declined for step in case.standing_steps][-1:]  # of an allow: None
    words = DECLINED[why[0]] if why and why[0] else ""
    return together(*dict.fromkeys(filter(None, (words, case.reason))))


def _overall(states: list[CaseState]) -> CaseState:
    """One word for all: open while one is, then the most that came of it."""
    if len(set(states)) == 1:
        return states[0]
    if any(state.is_open for state in states):
        return CaseState.IN_REVIEW
    done = (CaseState.LISTED, CaseState.ENDED, CaseState.DUPLICATE, CaseState.DECLINED)
    return next(state for state in done if state in states)
