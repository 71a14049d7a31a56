"""Undoing the last ruling on a case: everything it changed is put back, unless somebody has decided
otherwise since.
"""

from dataclasses import fields, replace

from service.casework import Action, AppealState, Case, Ruling, Standing, Step
from service.model import Decision
from service.moderation.changes import Changes, Decider
from service.moderation.history import is_as_left
from service.moderation.parts import Parts
from service.moderation.refusals import Refused
from service.store import decisions
from service.store.cases import CaseChange
from service.store.decisions import Withdrawal


def undo(case: Case, by: Decider, parts: Parts, changes: Changes) -> list[CaseChange]:
    """Return what puts back what the last step changed; a decision only if it still is as that step
    left it. Raises `Refused`.
    """
    steps = case.standing_steps
    if not steps:
        raise Refused("undo", "There is nothing to undo.")
    last = steps[-1]
    to = {field.name: getattr(last.before, field.name) for field in fields(Standing)}
    change = changes.step(case, Ruling(Action.UNDO), by, to)
    seen, now = {text: parts.decisions.get(text) for text in last.decisions}, parts.clock()
    put_back = [
        _restored(text, last.decisions[text], by, now)
        for text, decision in seen.items()
        if is_as_left(text, decision, last, now)
    ]
    back = [one for one in put_back if isinstance(one, Decision) or seen[one.expression]]
    appeals = [
        replace(appeal, state=AppealState.IN_REVIEW, decided_at=None, reason="")
        for appeal in parts.appeals.many(last.appeals)
        if appeal.decided_at == last.at
    ]
    whole = replace(change, decisions=tuple(back), seen=seen, appeals=tuple(appeals))
    return [whole, *_parted(case, last, parts)]


def _restored(expression: str, row: str | None, by: Decider, now: float) -> Decision | Withdrawal:
    before = decisions.decode(row) if row else None
    if before is None or not before.holds_at(now):
        return Withdrawal(expression, "an earlier decision was undone", by.role)
    return before


def _parted(case: Case, last: Step, parts: Parts) -> list[CaseChange]:
    """After a merger: the other case without this one."""
    if last.ruling.action is not Action.MERGE or case.merged_into is None:
        return []
    whole = parts.cases.get(case.merged_into)
    if whole is None:
        return []
    rest = tuple(other for other in whole.merged if other != case.id)
    return [CaseChange(whole, replace(whole, merged=rest))]
