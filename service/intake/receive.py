"""Taking a report: what is kept of it, and the id that opens its page.

The id is a capability: whoever has it may read what became of the report, and nobody can guess it.
Only its hash is kept, so that the store, a copy of it or a moderator opens no sender's page.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from service.casework import Case, Personal, Report, Token
from service.intake.allowance import Allowance, Sender, Work, refuse_unfit
from service.intake.forms import Fault, Form, fingerprint
from service.intake.status import ReportStatus, status_of
from service.language.said import Said
from service.store.cases import Cases, ReportTaken, case_id, ref_of
from service.store.errors import StoreError
from service.store.joining import HOPS
from service.store.quotas import Quotas

IMPORTED: Final = "import"
"""The reporter of a file that was read in under no token's name."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)  # of 16 random bytes
_ID_BYTES: Final = 16

Cleaner = Callable[[bytes], bytes]
"""Writes an image anew, without what the camera added. Raises ValueError with a sentence."""

Look = Callable[[Case], None]
"""Looks at a case that a report with a token has joined: do volunteers agree? Raises nothing."""


def _nothing(case: Case) -> None:
    """Look at nothing."""


class BadImages(Exception):
    """Images that cannot be taken; `faults` says why of each."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(len(faults))
        self.faults = faults


@dataclass(frozen=True)
class Receipt:
    """What whoever sent a report gets, once."""

    id: str
    status: ReportStatus


class Reports:
    """The reports that are sent in; `clock` gives unix seconds."""

    def __init__(
        self,
        cases: Cases,
        quotas: Quotas,
        clock: Callable[[], float],
        clean: Cleaner,
        look: Look = _nothing,
    ) -> None:
        self._cases, self._quotas, self._clock, self._clean = cases, quotas, clock, clean
        self._look = look
        self._allowance = Allowance(quotas, clock)

    def receive(
        self,
        form: Form,
        sender: Sender,
        images: Sequence[bytes] = (),
        proof: Work | None = None,
        once: str = "",
    ) -> Receipt:
        """Take a report. What is sent again with the same `once` within a day is taken once.

        Raises `WrongRole`, `Struck`, `TooMany`, `ProofNeeded`, `BadImages`, `NotDurable`,
        `StoreAway`.
        """
        refuse_unfit(sender.token)
        ids = self._ids(form, sender, images, once)
        for id in ids if once else ():
            if status := self.status_of(id):
                return Receipt(id, status)
        try:
            with self._allowance.counted(sender, proof, held=form.held):
                written = self._cleaned(images)  # takes a processor, so only of who may send
                report = self._report(form, sender, ref_of(ids[0]), len(written))
                cases = self._cases.receive(
                    report, _personal(form), written, self._day_marks(form, sender)
                )
        except ReportTaken as taken:  # the same one, sent several times at once
            report, cases = taken.report, taken.cases
        self._look_at(report, cases)
        return Receipt(ids[0], self._status_after(report, cases))

    def take_row(self, form: Form, token: Token | None, *, dry_run: bool = False) -> bool:
        """Take a report from a file; False when the same one from the same token was taken before.

        Raises `WrongRole`, `Struck`, `NotDurable`, `StoreAway`.
        """
        refuse_unfit(token)
        # No id has this shape, so that no page shows it to whoever knows the file.
        ref = ref_of(f"row {token.id if token else ''} {fingerprint(form)}")
        if self._cases.report(ref):
            return False
        if dry_run:
            return True
        report = self._report(form, Sender(token=token), ref, 0)
        try:
            self._look_at(report, self._cases.receive(report, _personal(form), []))
        except ReportTaken:  # by another import of the same file, at this moment
            return False
        return True

    def status_of(self, id: str) -> ReportStatus | None:
        """Return what became of a report, or None when there is none of that id."""
        report = self._cases.report(ref_of(id)) if _ID.fullmatch(id) else None
        return self.status_of_report(report) if report else None

    def status_of_report(self, report: Report) -> ReportStatus:
        """Return what became of a report that was read already."""
        cases: dict[str, Case] = {}
        wanted = [case_id(target.expression) for target in report.targets]
        for _ in range(HOPS):
            cases |= {case.id: case for case in self._cases.many(wanted)}
            merged = {case.merged_into for case in cases.values() if case.merged_into}
            wanted = sorted(merged - cases.keys())
        return status_of(report, cases, self._cases.in_force(cases.values()))

    def _status_after(self, report: Report, cases: Sequence[Case]) -> ReportStatus:
        """The same as is read later: what it joined may have been merged or decided before.

        The report is kept by now, and nobody shall hear that it was not. So a store that goes away
        in this moment only makes the answer poorer.
        """
        try:
            return self.status_of_report(report)
        except StoreError:
            known = {case.id: case for case in cases}
            return status_of(report, known, known)  # what does not hold was opened again

    def _look_at(self, report: Report, cases: Sequence[Case]) -> None:
        for case in cases if report.token else ():
            self._look(case)

    def _ids(self, form: Form, sender: Sender, images: Sequence[bytes], once: str) -> list[str]:
        """The id of this report: random, or those that follow from what must not be sent twice.
        What is reported is part of it: who guesses a neighbour's `once` still opens nobody's page.
        """
        if not once:
            return [secrets.token_urlsafe(_ID_BYTES)]
        pictures = [hashlib.sha256(image).hexdigest() for image in images]
        about = "\n".join(["once", sender.name, once, fingerprint(form), *pictures])
        return self._quotas.ids(about, _ID_BYTES)

    def _cleaned(self, images: Sequence[bytes]) -> list[bytes]:
        written, faults = [], []
        for number, image in enumerate(images):
            try:
                written.append(self._clean(image))
            except ValueError as problem:
                faults.append(
                    Fault(
                        f"evidence[{number}]",
                        Said(
                            "image %(number)s: %(problem)s",
                            number=number + 1,
                            problem=Said(str(problem)),
                        ),
                    )
                )
        if faults:
            raise BadImages(faults)
        return written

    def _report(self, form: Form, sender: Sender, ref: str, images: int) -> Report:
        """Only the marks say anything of the sender. Each is about one target: nobody can see that
        one person stands behind two cases, unless one report names both.
        """
        marks = {} if sender.token else self._day_marks(form, sender)
        name = sender.token.id if sender.token else IMPORTED
        targets = tuple(
            replace(target, mark=marks.get(target.expression, name)) for target in form.targets
        )
        return Report(
            ref=ref,
            received_at=int(self._clock()),
            targets=targets,
            category=form.category,
            language=form.language,
            reporter=targets[0].mark,
            token=sender.token.id if sender.token else None,
            channel=form.channel,
            loss=form.loss,
            held=form.held,
            may_contact=form.may_contact,
            may_share=form.may_share,
            images=images,
        )

    def _day_marks(self, form: Form, sender: Sender) -> dict[str, str]:
        """The marks of today of where a report comes from, by expression."""
        if sender.network is None:
            return {}
        expressions = [target.expression for target in form.targets]
        return {text: self._quotas.mark(sender.network, about=text) for text in expressions}


def _personal(form: Form) -> Personal:
    return Personal(form.story, form.contact, form.typed)
