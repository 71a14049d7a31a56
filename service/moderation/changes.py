"""How a ruling changes a case: the step that is noted, and everything that goes with it in the same
transaction. `desk.py` says which ruling changes what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.casework import (
    Action,
    Appeal,
    AppealState,
    Case,
    CaseState,
    Credit,
    Outcome,
    Ruling,
    Step,
)
from service.model import Decision, Verb
from service.moderation.history import is_of
from service.moderation.parts import Parts
from service.store import decisions
from service.store.cases import CaseChange
from service.store.decisions import Withdrawal


@dataclass(frozen=True)
class Decider:
    """Who rules."""

    id: str  # a token's id, or the account of whoever keeps the server; never public
    role: str  # as the log names it


class Changes:
    """Drafts of what is to be done, from what the store holds now."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def step(
        self,
        case: Case,
        ruling: Ruling,
        by: Decider,
        to: Mapping[str, Any],  # fields of the case -> their new values
        *,
        decision: Decision | None = None,
        over: Mapping[str, str] | None = None,  # decisions to withdraw -> why
        appeals: Sequence[Appeal] = (),  # open ones that it answers
        proposed_by: str | None = None,
    ) -> CaseChange:
        """Return the change of a case by one step."""
        now = int(self._parts.clock())
        if decision:  # of the very second of its step: so undoing knows it again
            decision = decision._replace(decided_at=now)
        ends = [Withdrawal(text, why, by.role) for text, why in (over or {}).items()]
        made: list[Decision | Withdrawal] = [*ends, *([decision] if decision else [])]
        seen = {each.expression: self._parts.decisions.get(each.expression) for each in made}
        answered = [_answered(appeal, ruling, now) for appeal in appeals]
        step = Step(
            at=now,
            by=by.id,
            ruling=ruling,
            before=case.standing,
            decisions={t: decisions.encode(old) if old else None for t, old in seen.items()},
            appeals=tuple(appeal.ref for appeal in answered),
            proposed_by=proposed_by,
        )
        after = replace(case, steps=(*case.steps, step), **to)
        return CaseChange(case, after, tuple(made), seen, tuple(answered))

    def deciding(
        self, case: Case, ruling: Ruling, by: Decider, proposed_by: str | None = None
    ) -> CaseChange:
        """Put a block or allow in force; it takes the place of all that was decided on the case."""
        blocks = ruling.action is Action.BLOCK
        others = self.decided(case, ruling.expression)
        over = [text for text, old in others.items() if old and text != ruling.expression]
        to = {
            "state": CaseState.LISTED if blocks else CaseState.DECLINED,
            "reason": ruling.reason,
            "proposal": None,
            "credit": self.credit(case, Outcome.ACCEPTED if blocks else Outcome.DECLINED),
        }
        return self.step(
            case,
            ruling,
            by,
            to,
            decision=_decision(ruling, by),
            over=dict.fromkeys(over, "another decision took its place"),
            appeals=self.open_appeals(case),
            proposed_by=proposed_by,
        )

    def decided(self, case: Case, expression: str) -> dict[str, Decision | None]:
        """Return the decisions that a ruling takes the place of: on the expression, on the case's
        own, and what earlier rulings on the case put in force elsewhere.
        """
        get = self._parts.decisions.get
        found = {text: get(text) for text in (expression, case.expression)}
        for step in case.standing_steps:
            text = step.ruling.expression
            if text and text not in found and is_of(decision := get(text), step):
                found[text] = decision
        return found

    def credit(self, case: Case, outcome: Outcome) -> Credit | None:
        """Return what the case counts for from now on. A case merged into it counts by the same
        ruling, unless it was merged after an earlier one, and keeps that.
        """
        merged = [one for one in self._parts.cases.many(case.merged) if one.credit is None]
        tokens = dict.fromkeys(id for one in (case, *merged) for id in one.tokens)
        return Credit(outcome, tuple(tokens)) if tokens else None

    def open_appeals(self, case: Case) -> list[Appeal]:
        """Return the appeals that nobody has answered yet."""
        found = self._parts.appeals.many(case.appeals)
        return [appeal for appeal in found if appeal.state.is_open]


def _answered(appeal: Appeal, ruling: Ruling, now: int) -> Appeal:
    """An appeal as an allow answers it, or what lets the entry stay."""
    allows = ruling.action is Action.ALLOW
    state = AppealState.REMOVED if allows else AppealState.KEPT
    return replace(appeal, state=state, decided_at=now, reason=ruling.reason)


def _decision(ruling: Ruling, by: Decider) -> Decision:
    return Decision(
        expression=ruling.expression,
        verb=Verb.BLOCK if ruling.action is Action.BLOCK else Verb.ALLOW,
        reason=ruling.reason,
        decided_at=0,
        decided_by=by.id,
        category=ruling.category,
        severity=ruling.severity,
        role=by.role,
        expires_at=ruling.expires_at,
    )
