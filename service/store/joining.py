"""How a report joins the cases of its targets: it opens them or counts in them, and brings back to
the queue what was closed but does not hold any more. Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from service.casework import Action, Case, CaseState, Report, ReportTarget

HOPS: Final = 5
"""How far is followed what was merged into something that was merged in turn."""

MOST_LINKED: Final = 50  # of one case: more says nothing, and would be kept for ever
LONGEST_LINKED: Final = 500  # characters


def joined(
    report: Report,
    ids: Sequence[str],
    held: Mapping[str, Case],
    in_force: Callable[[Case], bool],
) -> list[Case]:
    """Return every case that a report changes: those of its targets, in their order, then those
    that they were merged into.

    `ids` are those of the targets' cases, `held` the cases there are, with what they were merged
    into. `in_force` says whether what a case was closed with still holds.
    """
    changed: dict[str, Case] = {}
    for id, target in zip(ids, report.targets, strict=True):
        changed[id] = _counted(held.get(id), id, target, report)
    for id, target in zip(ids, report.targets, strict=True):
        end = end_of(changed[id], {**held, **changed})
        mark = target.mark or report.reporter
        known = held.get(end.id)
        is_new = known is None or mark not in known.reporters
        changed[end.id] = _heard(end, mark, report, is_new=is_new, holds=in_force(end))
    return [
        replace(case, version=held[id].version + 1 if id in held else 1)
        for id, case in changed.items()
    ]


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


def _counted(case: Case | None, id: str, target: ReportTarget, report: Report) -> Case:
    """The case of a target with one more report."""
    now = report.received_at
    known = case or Case(id, target.expression, target.kind, now, now)
    others = {other.expression for other in report.targets} - {known.expression}
    linked = [*known.linked, *sorted(one for one in others if len(one) <= LONGEST_LINKED)]
    count = known.categories.get(report.category, 0) + 1
    return replace(
        known,
        changed_at=now,
        reports=(*known.reports, report.ref),
        categories={**known.categories, str(report.category): count},
        linked=tuple(dict.fromkeys(linked))[:MOST_LINKED],
    )


def _heard(case: Case, mark: str, report: Report, *, is_new: bool, holds: bool) -> Case:
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
        reporters=tuple(dict.fromkeys((*case.reporters, mark))),
    )
