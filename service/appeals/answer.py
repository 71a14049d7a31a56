"""A moderator's answer to an appeal. `of_ruling` and `answered` are for whoever rules on the case;
`Answering` answers one appeal by itself: the appeal, its case, the decision and the log change in
one transaction.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from service.casework import Action, Appeal, AppealState, Case, CaseState
from service.model import Decision, Verb
from service.store.appeals import Appeals
from service.store.cases import CaseChange, Cases, Changed, NoSuchCase

REASON_CHARACTERS: Final = 500
_TRIES: Final = 5
_OF_RULINGS: Final = {
    Action.ALLOW: AppealState.REMOVED,
    Action.BLOCK: AppealState.KEPT,
    Action.DECLINE: AppealState.KEPT,
    Action.ASK: AppealState.IN_REVIEW,
}


def of_ruling(action: Action) -> AppealState | None:
    """Return what a ruling on a case makes of its open appeals; None: they stay as they are.

    A case with an open appeal that is declined stays as it is listed. Undoing a ruling makes the
    appeals that it answered what they were: the step names them.
    """
    return _OF_RULINGS.get(action)


def is_open(appeal: Appeal) -> bool:
    """Whether somebody still has to answer."""
    return appeal.state.is_open


def answered(appeal: Appeal, state: AppealState, reason: str, now: int) -> Appeal:
    """Return the appeal with its answer, for `CaseChange.appeals`; `now` in unix seconds."""
    if state.is_open:
        return replace(appeal, state=state, reason=reason, decided_at=None)
    return replace(appeal, state=state, reason=reason, decided_at=now)


class AlreadyAnswered(Exception):
    """Somebody has answered the appeal."""


class Answering:
    """Answers appeals; `clock` gives unix seconds."""

    def __init__(self, cases: Cases, appeals: Appeals, clock: Callable[[], float]) -> None:
        self._cases = cases
        self._appeals = appeals
        self._clock = clock

    def answer(
        self, appeal: Appeal, state: AppealState, reason: str, by: str, role: str = "operator"
    ) -> Appeal:
        """Answer `removed` or `kept`, and return the appeal.

        `removed` decides to allow the entry, which answers every open appeal of its case. The case
        is closed with the last of them. Raises `AlreadyAnswered`, `NoSuchCase`, `Changed`,
        `NotDurable`, `StoreAway`.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._answer(appeal.ref, state, reason, by, role)
            except Changed:  # another appeal or report came in: look again
                continue
        return self._answer(appeal.ref, state, reason, by, role)

    def _answer(self, ref: str, state: AppealState, reason: str, by: str, role: str) -> Appeal:
        appeal = self._appeals.get(ref)
        case = self._cases.get(appeal.case) if appeal else None
        if appeal is None or case is None:
            raise NoSuchCase(ref)
        if not is_open(appeal):
            raise AlreadyAnswered(ref)
        now = int(self._clock())
        waiting = [one for one in self._appeals.many(case.appeals) if is_open(one)]
        removed = state is AppealState.REMOVED
        chosen = waiting if removed else [appeal]
        allow = Decision(appeal.target.expression, Verb.ALLOW, reason, now, by, role=role)
        self._cases.change(
            CaseChange(
                before=case,
                after=_closed(case, state, reason) if len(chosen) == len(waiting) else case,
                decisions=(allow,) if removed else (),
                appeals=tuple(answered(one, state, reason, now) for one in chosen),
            )
        )
        return self._appeals.get(ref) or appeal


def _closed(case: Case, state: AppealState, reason: str) -> Case:
    """The case after the last of its appeals was answered."""
    if not case.state.is_open:
        return case
    closed = CaseState.DECLINED if state is AppealState.REMOVED else CaseState.LISTED
    return replace(case, state=closed, reason=reason)
