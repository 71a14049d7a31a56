"""How a report joins the cases of its targets: it opens them or counts in them, and brings back to
the queue what was closed but does not hold any more. Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from service.casework import Action, Case, CaseState, Report, ReportTarget

HOPS: Final = 5
"""How far is followed what was merged into something that was merged in turn."""

MOST_LINKED: Final = 50  # of one case: more says nothing, and would be kept for ever
LONGEST_LINKED: Final = 500  # characters


@dataclass(frozen=True)
class Joined:
    """What a report changes: cases, those of its targets first and in their order, and by which
    marks each case that decides knows the reporter from now on.
    """

    cases: list[Case]
    marks: dict[str, set[str]]  # by the case's id


def joined(
    report: Report,
    ids: Sequence[str],
    held: Mapping[str, Case],
    in_force: Callable[[Case], bool],
    has_counted: Callable[[str, set[str], set[str]], bool],
    day_marks: Mapping[str, str],
) -> Joined:
    """Return what a report changes.

    `ids` are those of the targets' cases, `held` the cases there are, with what they were merged
    into. `in_force` says whether what a case was closed with still holds, `has_counted` whether the
    case of an id has counted a reporter by one of these marks, or one who came from where those
    marks of the day say, which `day_marks` has by expression.
    """
    changed: dict[str, Case] = {}
    for id, target in zip(ids, report.targets, strict=True):
        changed[id] = _with_report(held.get(id), id, target, report)
    marks: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    for id, target in zip(ids, report.targets, strict=True):
        end = end_of(changed[id], {**held, **changed})
        own = target.mark or report.reporter
        marks.setdefault(end.id, set()).add(own)
        places.setdefault(end.id, set()).add(day_marks.get(target.expression, own))
    for id, own_marks in marks.items():
        end = changed.get(id) or held[id]
        is_new = not has_counted(id, own_marks, places[id])
        changed[id] = _heard(end, report, is_new=is_new, holds=in_force(end))
    cases = [
        replace(case, version=held[id].version + 1 if id in held else 1)
        for id, case in changed.items()
    ]
    return Joined(cases, marks)


def end_of(case: Case, cases: Mapping[str, Case]) -> Case:
    """Return the case that decides about this one: itself, or what it was merged into."""
    for _ in range(HOPS):
        following = cases.get(case.merged_into or "")
        if case.state is not CaseState.DUPLICATE or following is None:
            break
        case = following
    return case


def blocked_by(case: Case) -> str:
    """Return the expression that the last block of a case was about, or else its own."""
    blocks = [s.ruling for s in case.standing_steps if s.ruling.action is Action.BLOCK]
    return blocks[-1].expression if blocks else case.expression


def _with_report(case: Case | None, id: str, target: ReportTarget, report: Report) -> Case:
    """The case of a target with one more report."""
    now = report.received_at
    known = case or Case(id, target.expression, target.kind, now, now)
    others = {other.expression for other in report.targets} - {known.expression}
    linked = [*known.linked, *sorted(one for one in others if len(one) <= LONGEST_LINKED)]
    count = known.categories.get(report.category, 0) + 1
    said = {report.token: str(report.category)} if report.token else {}
    return replace(
        known,
        changed_at=now,
        reports=known.reports + 1,
        tokens={**known.tokens, **said},
        categories={**known.categories, str(report.category): count},
        linked=tuple(dict.fromkeys(linked))[:MOST_LINKED],
    )


def _heard(case: Case, report: Report, *, is_new: bool, holds: bool) -> Case:
    """The case that decides, open again where it has to be.

    What is listed stays closed only while the block is in force; what was declined, while nobody
    new reports it. Where somebody is held, a person looks in any case.
    """
    declined = case.state is CaseState.DECLINED and (is_new or report.held)
    over = case.state is CaseState.LISTED and not holds
    return replace(
        case,
        changed_at=report.received_at,
        state=CaseState.RECEIVED if declined or over else case.state,
        urgent=case.urgent or report.held,
        reporters=case.reporters + is_new,
    )
