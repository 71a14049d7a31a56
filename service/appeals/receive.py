"""Taking an appeal: who may send how much, which entry it is about, and what is kept of it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from service.appeals.forms import Form
from service.casework import Action, Appeal, Case, Personal, ReportTarget
from service.check import Checker, Verdict
from service.model import Decision, Kind, Status, Target
from service.store.appeals import Appeals, AppealTaken
from service.store.cases import Cases, case_id, ref_of
from service.store.quotas import Quotas

QUOTAS: Final = ((3_600, 5), (86_400, 20))
"""How many appeals one sender may make, in so many seconds."""

_ID_BYTES: Final = 18
_CODE_BYTES: Final = 16
_ABOUT: Final = "appeals"


class NotListed(Exception):
    """What the appeal names is not on our list, and never was: there is nothing to take off."""


class OverQuota(Exception):
    """The sender has made enough appeals for now."""

    def __init__(self, retry_in: int) -> None:
        super().__init__(retry_in)
        self.retry_in = retry_in  # seconds


@dataclass(frozen=True)
class Received:
    """An appeal that was taken. The id is told once, to whoever sent it, and not kept."""

    id: str
    appeal: Appeal


class AppealIntake:
    """Takes appeals; `clock` gives unix seconds."""

    def __init__(
        self,
        checker: Checker,
        cases: Cases,
        appeals: Appeals,
        quotas: Quotas,
        clock: Callable[[], float],
    ) -> None:
        self._checker = checker
        self._cases = cases
        self._appeals = appeals
        self._quotas = quotas
        self._clock = clock

    def receive(self, form: Form, sender: str) -> Received:
        """Take an appeal from a network address, of which only a mark is counted. The same one sent
        again within a day is answered with the first.

        Raises `NotListed`, `OverQuota`, `NotDurable` or `StoreAway`: then nothing is kept.
        """
        expression, sources = self._entry(form.target)
        if expression is None:
            raise NotListed
        ids = self._quotas.ids(_about(form, sender), _ID_BYTES)
        for id in ids:
            if known := self._appeals.get(ref_of(id)):
                return Received(id, known)
        self._count(sender)
        appeal = self._appeal(form, ids[0], expression, sources)
        personal = Personal(form.statement, form.contact, (form.target.text,))
        try:
            self._appeals.receive(appeal, personal)
        except AppealTaken as taken:  # the same one, sent twice at once
            self._give_back(sender)
            return Received(ids[0], taken.appeal)
        return Received(ids[0], appeal)

    def _appeal(self, form: Form, id: str, expression: str, sources: tuple[str, ...]) -> Appeal:
        return Appeal(
            ref=ref_of(id),
            received_at=int(self._clock()),
            target=_kept(form.target, expression),
            appellant=form.appellant,
            language=form.language,
            case=case_id(expression),
            code=secrets.token_hex(_CODE_BYTES),
            listed_by=sources,
        )

    def _entry(self, target: Target) -> tuple[str | None, tuple[str, ...]]:
        """Return the expression that lists the target, or once did, and who lists it now."""
        answer = self._checker.check([target.text])
        (verdict,) = answer.verdicts
        found = _entry_of(verdict, answer.reading.decisions) or self._once_listed(target)
        sources = verdict.fact.sources if verdict.fact else ()
        return found, tuple(source.feed for source in sources)

    def _once_listed(self, target: Target) -> str | None:
        found = self._cases.many([case_id(expression) for expression in target.expressions])
        return next((case.expression for case in found if _was_public(case)), None)

    def _count(self, sender: str) -> None:
        mark = self._quotas.mark(sender, _ABOUT)
        for seconds, most in QUOTAS:
            number, retry_in = self._quotas.count(mark, seconds)
            if number > most:
                raise OverQuota(retry_in)

    def _give_back(self, sender: str) -> None:
        mark = self._quotas.mark(sender, _ABOUT)
        for seconds, _ in QUOTAS:
            self._quotas.give_back(mark, seconds)


def _about(form: Form, sender: str) -> str:
    """What makes two appeals the same one; another contact is a reason to send it again."""
    said = (form.target.canonical, form.appellant, form.contact, form.statement)
    return "\n".join([_ABOUT, sender, *said])


def _entry_of(verdict: Verdict, decisions: Mapping[str, Decision]) -> str | None:
    if verdict.status is Status.LISTED:
        return verdict.matched
    target = verdict.target
    if verdict.status is not Status.ALLOWED or target is None:
        return None
    return next((text for text in target.expressions if text in decisions), None)


def _was_public(case: Case) -> bool:
    """Whether anybody could know of the case. A case that only reports made must not show: else a
    scammer could ask here whether somebody has reported him.
    """
    decided = {step.ruling.action for step in case.steps}
    return bool(case.appeals) or bool(decided & {Action.BLOCK, Action.ALLOW})


def _kept(target: Target, expression: str) -> ReportTarget:
    """What is kept for good: a URL without its query, which may hold what is personal."""
    canonical = target.canonical
    if target.kind is Kind.URL and "?" not in expression:
        canonical = canonical.partition("?")[0]
    return ReportTarget(target.kind, canonical, expression, target.chain)
