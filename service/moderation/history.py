"""Which decisions of a case's steps are still in force. Pure."""

from service.casework import Action, Step
from service.model import Decision

DECIDING = (Action.BLOCK, Action.ALLOW)


def is_of(decision: Decision | None, step: Step) -> bool:
    """Whether a decision is the one that this step put in force."""
    if decision is None or step.ruling.action not in DECIDING:
        return False
    made = (step.ruling.expression, step.at, step.by)
    return (decision.expression, decision.decided_at, decision.decided_by) == made


def is_as_left(expression: str, decision: Decision | None, step: Step, now: float) -> bool:
    """Whether the decision on an expression is still what this step made of it: its own, or none
    where it made none, or where its own has run out (`now` in unix seconds).
    """
    if step.ruling.action not in DECIDING or step.ruling.expression != expression:
        return decision is None
    if decision is None:
        ends = step.ruling.expires_at
        return ends is not None and ends <= now
    return is_of(decision, step)
