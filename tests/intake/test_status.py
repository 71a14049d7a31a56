"""What whoever reported reads came of it, and what nobody may read there."""

from dataclasses import replace

import pytest
from redis import Redis

from service.casework import Action, CaseState, Declined, Ruling, Step
from service.intake.receive import Reports
from service.model import Decision, Verb
from service.store.cases import CaseChange, Cases, case_id
from service.store.decisions import Decisions
from service.store.errors import StoreAway
from tests.conftest import Clock
from tests.helpers.reporting import AWAY, HOME, form


def rule(cases: Cases, host: str, state: CaseState, ruling: Ruling, *decisions: Decision) -> None:
    case = cases.get(case_id(f"{host}/"))
    assert case is not None
    step = Step(case.changed_at, "t", ruling, case.standing)
    after = replace(case, state=state, reason=ruling.reason, steps=(step,), question="Which page?")
    after = replace(after, merged_into=ruling.into)
    cases.change(CaseChange(case, after, decisions=decisions))


def block(cases: Cases, host: str, clock: Clock, expires_at: int | None = None) -> None:
    """Block a host, as a moderator does."""
    decision = Decision(f"{host}/", Verb.BLOCK, "A fake shop.", int(clock()), "t")
    decision = decision._replace(expires_at=expires_at)
    ruling = Ruling(Action.BLOCK, "A fake shop.", f"{host}/")
    rule(cases, host, CaseState.LISTED, ruling, decision)


def test_what_came_of_each_target_is_told_in_words(
    reports: Reports, cases: Cases, clock: Clock
) -> None:
    receipt = reports.receive(form("a.com", "b.com", "c.com", "d.com", "e.com"), HOME)
    block(cases, "a.com", clock)
    declined = Ruling(Action.DECLINE, declined=Declined.UNREACHABLE)
    rule(cases, "b.com", CaseState.DECLINED, declined)
    merge = Ruling(Action.MERGE, into=case_id("a.com/"))
    rule(cases, "c.com", CaseState.DUPLICATE, merge)
    rule(cases, "d.com", CaseState.IN_REVIEW, Ruling(Action.ASK))
    status = reports.status_of(receipt.id)
    assert status is not None
    assert status.state is CaseState.IN_REVIEW
    a, b, c, d, e = status.targets
    assert a.reason == "Browsers with Mynah warn of it. A fake shop."
    assert b.reason == "It was not there any more when we looked."
    assert (c.state, c.duplicate_of) == (CaseState.DUPLICATE, CaseState.LISTED)
    assert c.reason == a.reason
    assert (d.question, e.question, a.question) == ("Which page?", "", "")
    rule(cases, "d.com", CaseState.DECLINED, declined)
    rule(cases, "e.com", CaseState.DECLINED, declined)
    assert reports.status_of(receipt.id).state is CaseState.LISTED  # type: ignore[union-attr]


def test_a_report_of_what_was_merged_is_answered_as_it_reads_later(
    reports: Reports, cases: Cases, clock: Clock
) -> None:
    reports.receive(form("a.com", "b.com", "c.com"), HOME)
    block(cases, "a.com", clock)
    for host, into in (("b.com", "a.com/"), ("c.com", "b.com/")):
        rule(cases, host, CaseState.DUPLICATE, Ruling(Action.MERGE, into=case_id(into)))
    clock.advance(1)
    receipt = reports.receive(form("c.com"), AWAY)
    assert receipt.status.targets[0].state is CaseState.LISTED
    assert "warn of it" in receipt.status.targets[0].reason
    assert reports.status_of(receipt.id) == receipt.status


def test_what_is_listed_no_more_is_not_called_listed(
    reports: Reports, cases: Cases, clock: Clock, redis: Redis
) -> None:
    """Its block has ended, was withdrawn or gave way to an allow, and nobody reported it again."""
    receipt = reports.receive(form("a.com", "b.com", "c.com", "d.com"), HOME)
    block(cases, "a.com", clock, int(clock()) + 60)
    block(cases, "b.com", clock)
    block(cases, "c.com", clock)
    rule(cases, "d.com", CaseState.DUPLICATE, Ruling(Action.MERGE, into=case_id("a.com/")))
    decisions = Decisions(redis, clock)
    decisions.withdraw("b.com/")
    decisions.decide(Decision("c.com/", Verb.ALLOW, "Its owner changed.", int(clock()), "t"))
    told = reports.status_of(receipt.id)
    assert told is not None
    assert [target.state for target in told.targets] == [
        *(CaseState.LISTED, CaseState.ENDED, CaseState.ENDED, CaseState.DUPLICATE)
    ]
    clock.advance(60)
    told = reports.status_of(receipt.id)
    assert told is not None
    assert told.state is CaseState.ENDED
    assert told.targets[3].duplicate_of is CaseState.ENDED
    for target in told.targets:
        assert "warn of it" not in target.reason
        assert "has ended" in target.reason


def test_nobody_can_ask_here_whether_somebody_else_reported_it(
    reports: Reports, cases: Cases, clock: Clock
) -> None:
    """A scammer may send reports of himself: what moderators did before is not for his eyes."""
    first = reports.receive(form("a.com", "b.com", "c.com"), HOME)
    rule(cases, "a.com", CaseState.IN_REVIEW, Ruling(Action.ASK, "Which page?"))
    rule(cases, "b.com", CaseState.DUPLICATE, Ruling(Action.MERGE, into=case_id("a.com/")))
    rule(cases, "c.com", CaseState.DECLINED, Ruling(Action.DECLINE, "It is honest."))
    clock.advance(1)
    later = reports.receive(form("a.com", "b.com", "c.com"), AWAY)
    fresh = reports.receive(form("x.com", "y.com", "z.com"), AWAY)
    assert [
        (target.state, target.question, target.reason, target.duplicate_of)
        for target in later.status.targets
    ] == [
        (target.state, target.question, target.reason, target.duplicate_of)
        for target in fresh.status.targets
    ]
    told = reports.status_of(first.id)
    assert told is not None
    assert told.targets[0].question == "Which page?"


def test_a_report_that_is_kept_is_answered_though_the_store_goes_away(
    reports: Reports, cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> None:
        raise StoreAway

    monkeypatch.setattr(cases, "many", away)
    assert reports.receive(form(), HOME).status.state is CaseState.RECEIVED
