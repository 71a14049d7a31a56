"""A ruling is undone: what it did is taken back, and what somebody decided since stays."""

from dataclasses import replace

import pytest

from service.casework import (
    Action,
    CaseState,
    Ruling,
    Token,
)
from service.model import Verb
from service.moderation.refusals import Refused
from service.services import Services
from tests.conftest import Clock
from tests.helpers.casefile import (
    SITE,
    CaseFile,
)
from tests.helpers.rulings import ALLOW, BLOCK, DECLINE, FALSE, UNDO

RULINGS = {
    "block": BLOCK,
    "allow": ALLOW,
    "decline": DECLINE,
    "false": FALSE,
    "ask": Ruling(Action.ASK, "Which app?"),
}


@pytest.mark.parametrize("first", RULINGS)
@pytest.mark.parametrize("second", RULINGS)
def test_each_ruling_can_be_undone_over_each_other(
    file: CaseFile, ann: Token, ben: Token, clock: Clock, first: str, second: str
) -> None:
    vera = file.volunteer("Vera")
    file.report(token=vera)
    before = file.desk.rule(file.case(), RULINGS[first], ann)
    decided, record = file.parts.decisions.all(), file.record(vera)
    clock.advance(60)
    file.desk.rule(before, RULINGS[second], ben)
    back = file.desk.rule(file.case(), UNDO, ann)
    assert back.standing == before.standing
    assert file.parts.decisions.all() == decided
    assert file.record(vera) == record
    first_again = file.desk.rule(back, UNDO, ann)
    assert first_again.state is CaseState.RECEIVED
    assert file.parts.decisions.all() == {}
    assert file.record(vera) == (5, 0, 0)
    with pytest.raises(Refused, match="nothing to undo"):
        file.desk.rule(first_again, UNDO, ann)


def test_a_merger_can_be_undone(file: CaseFile, ann: Token) -> None:
    whole, case = file.report(SITE), file.report("bright-profit.net/")
    after = file.desk.rule(case, Ruling(Action.MERGE, into=whole.id), ann)
    back = file.desk.rule(after, UNDO, ann)
    assert back.standing == case.standing
    assert file.case(SITE).merged == ()


def test_a_confirmed_block_can_be_undone_and_waits_again(
    file: CaseFile, ann: Token, ben: Token
) -> None:
    waiting = file.desk.rule(file.report("nytimes.com/"), BLOCK, ann)
    done = file.desk.confirm(waiting, ben)
    back = file.desk.rule(done, UNDO, ben)
    assert back.standing == waiting.standing
    assert file.parts.decisions.all() == {}
    assert file.desk.rule(back, UNDO, ann).proposal is None


def test_undoing_leaves_what_somebody_decided_since(
    file: CaseFile, ann: Token, services: Services, clock: Clock
) -> None:
    done = file.desk.rule(file.report(), BLOCK, ann)
    clock.advance(60)
    later = services.decisions.get(SITE)
    assert later is not None
    services.decisions.decide(later._replace(verb=Verb.ALLOW, decided_by="operator"))
    back = file.desk.rule(done, UNDO, ann)
    assert back.state is CaseState.RECEIVED
    kept = services.decisions.get(SITE)
    assert kept is not None
    assert kept.decided_by == "operator"


def test_undoing_what_has_run_out_puts_back_what_it_took_the_place_of(
    file: CaseFile, ann: Token, ben: Token, services: Services, clock: Clock
) -> None:
    blocked = file.desk.rule(file.report(), BLOCK, ann)
    before = services.decisions.get(SITE)
    clock.advance(60)
    file.desk.rule(blocked, replace(ALLOW, expires_at=int(clock()) + 3600), ben)
    clock.advance(7200)
    assert services.decisions.expire() == [SITE]
    back = file.desk.rule(file.case(), UNDO, ben)
    assert back.state is CaseState.LISTED
    assert services.decisions.get(SITE) == before


def test_undoing_what_has_run_out_and_took_no_place_logs_nothing(
    file: CaseFile, ann: Token, services: Services, clock: Clock
) -> None:
    file.desk.rule(file.report(), replace(BLOCK, expires_at=int(clock()) + 3600), ann)
    clock.advance(7200)
    services.decisions.expire()
    length = services.log.page(None, 1)[1].length
    assert file.desk.rule(file.case(), UNDO, ann).state is CaseState.RECEIVED
    assert services.log.page(None, 1)[1].length == length


def test_whoever_reported_reads_no_reason_that_was_undone(
    file: CaseFile, ann: Token, services: Services
) -> None:
    file.desk.rule(file.report(), FALSE, ann)
    file.desk.rule(file.case(), UNDO, ann)
    after = file.desk.rule(file.case(), ALLOW, ann)
    (report,) = file.parts.cases.reports_of([after.id], 2)
    (target,) = services.reports.status_of_report(report).targets
    assert target.reason == ALLOW.reason
