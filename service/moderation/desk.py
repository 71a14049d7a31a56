"""Carries out rulings: a moderator's word on a case becomes a decision, a line of the log, what the
reporter reads, the answer to an appeal and the volunteers' records, all in one transaction.

Whoever rules names the version of the case that they saw; if somebody was faster, `Changed` is
raised and nothing was done. A guard's objection makes a block a proposal, which only another
moderator's token can confirm. What no list may ever hold is refused whoever asks.
"""

from dataclasses import replace
from typing import Final

from service.casework import (
    Action,
    Appeal,
    AppealState,
    Case,
    CaseState,
    Declined,
    Outcome,
    Proposal,
    Role,
    Ruling,
    Token,
)
from service.model import Verb
from service.moderation.changes import Changes, Decider
from service.moderation.parts import Parts
from service.moderation.refusals import Refused, expiry, expression_for, reason_of, required
from service.moderation.undoing import undo
from service.store.cases import CaseChange, Changed, NoSuchCase

OPERATOR: Final = "operator"
"""How the log names whoever keeps the server."""
_TRIES: Final = 5


class AlreadyAnswered(Exception):
    """Somebody has answered the appeal."""


class Desk:
    """Where moderators decide."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._changes = Changes(parts)

    def seen(self, id: str, version: int) -> Case:
        """Return a case as a moderator saw it. Raises `NoSuchCase`, `Changed`."""
        case = self._parts.cases.get(id)
        if case is None:
            raise NoSuchCase(id)
        if case.version != version:
            raise Changed(id)
        return case

    def rule(self, case: Case, ruling: Ruling, moderator: Token) -> Case:
        """Carry out a ruling and return the case; one with a `proposal` waits for somebody else.

        Raises `Refused`, `Changed`, `NotDurable`, `StoreAway`: then nothing was done.
        """
        by = _decider(moderator)
        _refuse_merged(case, ruling)
        match ruling.action:
            case Action.BLOCK:
                changes = [self._block(case, self._worded(case, ruling), by)]
            case Action.ALLOW:
                ruling = self._worded(case, ruling)
                changes = [self._changes.deciding(case, ruling, by)]
            case Action.DECLINE:
                changes = [self._decline(case, ruling, by)]
            case Action.MERGE:
                changes = self._merge(case, ruling, by)
            case Action.ASK:
                changes = [self._ask(case, ruling, by)]
            case Action.KEEP:
                raise Refused("action", "Only the answer to an appeal keeps.")
            case Action.UNDO:
                changes = undo(case, by, self._parts, self._changes)
        return self._parts.cases.change(*changes)[0]

    def confirm(self, case: Case, moderator: Token) -> Case:
        """Carry out what another moderator proposed. Raises as `rule` does."""
        by = _decider(moderator)
        proposal = case.proposal
        if proposal is None:
            raise Refused("confirm", "Nothing waits to be confirmed here.")
        if by.id == proposal.by or moderator.name == self._name_of(proposal.by):
            raise Refused("confirm", "You proposed this: another moderator has to confirm it.")
        self._refuse_canary(proposal.ruling.expression)
        ruling = replace(
            proposal.ruling, expires_at=expiry(proposal.ruling.expires_at, self._parts.clock())
        )
        change = self._changes.deciding(case, ruling, by, proposal.by)
        return self._parts.cases.change(change)[0]

    def answer(self, ref: str, state: AppealState, reason: str, account: str) -> Appeal:
        """Answer an appeal `removed` or `kept`, as whoever keeps the server; return it.

        `removed` allows the entry, which answers every open appeal of its case. `kept` decides
        nothing, and closes the case with the last of them unless its reports still wait. Raises
        `AlreadyAnswered`, `NoSuchCase`, and as `rule` does.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._answer(ref, state, reason, account)
            except Changed:  # another appeal or report came in: look again
                continue
        return self._answer(ref, state, reason, account)

    def _answer(self, ref: str, state: AppealState, reason: str, account: str) -> Appeal:
        appeal = self._parts.appeals.get(ref)
        case = self._parts.cases.get(appeal.case) if appeal else None
        if appeal is None or case is None:
            raise NoSuchCase(ref)
        if not appeal.state.is_open:
            raise AlreadyAnswered(ref)
        by = Decider(account, OPERATOR)
        if state is AppealState.REMOVED:
            ruling = self._worded(case, Ruling(Action.ALLOW, reason))
            change = self._changes.deciding(case, ruling, by)
        else:
            change = self._keep(case, appeal, reason, by)
        self._parts.cases.change(change)
        return self._parts.appeals.get(ref) or appeal

    def _keep(self, case: Case, appeal: Appeal, reason: str, by: Decider) -> CaseChange:
        ruling = Ruling(Action.KEEP, required("reason", reason, "Say in a sentence why."))
        others = [one for one in self._changes.open_appeals(case) if one.ref != appeal.ref]
        listed = replace(case, state=CaseState.LISTED)
        rests = not case.reports or self._parts.cases.in_force([listed])
        to = {"state": CaseState.LISTED} if rests and not others and case.state.is_open else {}
        return self._changes.step(case, ruling, by, to, appeals=[appeal])

    def _worded(self, case: Case, ruling: Ruling) -> Ruling:
        """A block or allow with all that it must say."""
        return replace(
            ruling,
            expression=expression_for(case, ruling),
            reason=reason_of(ruling),
            expires_at=expiry(ruling.expires_at, self._parts.clock()),
        )

    def _block(self, case: Case, ruling: Ruling, by: Decider) -> CaseChange:
        self._refuse_canary(ruling.expression)
        objection = self._parts.guarding.judge(ruling.expression).objection
        if objection is None:
            return self._changes.deciding(case, ruling, by)
        proposal = Proposal(int(self._parts.clock()), by.id, ruling, objection)
        to = {"state": CaseState.IN_REVIEW, "proposal": proposal}
        return self._changes.step(case, ruling, by, to)

    def _decline(self, case: Case, ruling: Ruling, by: Decider) -> CaseChange:
        """The reports are turned down; what was in force because of them is withdrawn."""
        if ruling.declined is None:
            raise Refused("declined", "Choose why it is declined.")
        if self._changes.open_appeals(case):
            said = "There is an appeal: allow the target, or block it to keep it listed."
            raise Refused("declined", said)
        ruling = replace(ruling, reason=reason_of(ruling))
        earlier = self._changes.decided(case, case.expression).values()
        over = [one.expression for one in earlier if one and one.verb is Verb.BLOCK]
        made_up = ruling.declined is Declined.FALSE_REPORT
        to = {
            "state": CaseState.DECLINED,
            "reason": ruling.reason,
            "proposal": None,
            "credit": self._changes.credit(case, Outcome.STRIKE if made_up else Outcome.DECLINED),
        }
        why = dict.fromkeys(over, "the reports were declined")
        return self._changes.step(case, ruling, by, to, over=why)

    def _merge(self, case: Case, ruling: Ruling, by: Decider) -> list[CaseChange]:
        into = self._parts.cases.get(ruling.into) if ruling.into else None
        if into is None:
            raise Refused("into", "There is no such case to merge into.")
        if into.id == case.id:
            raise Refused("into", "A case cannot be merged into itself.")
        if into.state is CaseState.DUPLICATE:
            raise Refused("into", "That case is itself merged into another one.")
        if self._changes.open_appeals(case):
            raise Refused("into", "There is an appeal: answer it first, by allow or block.")
        to = {
            "state": CaseState.DUPLICATE,
            "merged_into": into.id,
            "proposal": None,
            "credit": self._changes.credit(case, into.credit.outcome) if into.credit else None,
        }
        ruling = replace(ruling, reason=reason_of(ruling))
        own = self._changes.step(case, ruling, by, to)
        return [own, CaseChange(into, replace(into, merged=(*into.merged, case.id)))]

    def _ask(self, case: Case, ruling: Ruling, by: Decider) -> CaseChange:
        question = required("question", ruling.reason, "Write the question.")
        to = {"state": CaseState.IN_REVIEW, "question": question}
        return self._changes.step(case, replace(ruling, reason=question), by, to)

    def _name_of(self, id: str) -> str | None:
        """Whose token it is or was: a new one in place of a lost one makes nobody a second."""
        return next((one.name for one in self._parts.tokens.all() if one.id == id), None)

    def _refuse_canary(self, expression: str) -> None:
        if self._parts.guarding.judge(expression).canary:
            said = "This may never be listed, whoever decides: too many people depend on it."
            raise Refused("expression", said)


def _decider(token: Token) -> Decider:
    if token.revoked_at is not None or not token.role.covers(Role.MODERATOR):
        raise Refused("action", "Only moderators decide.")
    return Decider(token.id, token.role)


def _refuse_merged(case: Case, ruling: Ruling) -> None:
    if case.state is CaseState.DUPLICATE and ruling.action is not Action.UNDO:
        raise Refused("into", "This case is merged into another one. Undo that first.")
