"""Appeals join the case of their expression, and open it again."""

from dataclasses import replace

import pytest
from redis import Redis

from service.casework import Appeal, AppealState, Appellant, CaseState, Personal, ReportTarget
from service.model import Kind
from service.store.appeals import Appeals, AppealTaken
from service.store.cases import CaseChange, Cases, Changed, case_id
from tests.conftest import Clock

TARGET = ReportTarget(Kind.HOST, "shop.example", "shop.example/")


def appeal(clock: Clock, ref: str) -> Appeal:
    id = case_id(TARGET.expression)
    return Appeal(ref, int(clock()), TARGET, Appellant.OWNER, "en", id, "code")


def test_an_appeal_opens_its_case_again(redis: Redis, clock: Clock) -> None:
    appeals, cases = Appeals(redis, clock), Cases(redis, clock)
    case = appeals.receive(appeal(clock, "a1"), Personal(contact="me@shop.example"))
    assert case.appeals == ("a1",)
    (closed,) = cases.change(CaseChange(case, replace(case, state=CaseState.LISTED)))
    assert cases.waiting() == 0
    appeals.receive(appeal(clock, "a2"), Personal())
    (again,) = cases.queue(0, 10)
    assert (again.state, again.appeals) == (CaseState.IN_REVIEW, ("a1", "a2"))
    assert again.version > closed.version
    assert appeals.many(["a1", "none", "a2"]) == [appeal(clock, "a1"), appeal(clock, "a2")]


def test_an_appeal_that_is_there_is_not_taken_again(redis: Redis, clock: Clock) -> None:
    appeals, first = Appeals(redis, clock), appeal(clock, "a1")
    case = appeals.receive(first, Personal())
    clock.advance(60)
    with pytest.raises(AppealTaken) as taken:
        appeals.receive(appeal(clock, "a1"), Personal("Another story."))
    assert taken.value.appeal == first
    cases = Cases(redis, clock)
    assert (cases.get(case.id), cases.personal("a1")) == (case, None)


def test_an_appeal_that_changed_meanwhile_is_not_changed_again(redis: Redis, clock: Clock) -> None:
    appeals = Appeals(redis, clock)
    made = appeal(clock, "a1")
    appeals.receive(made, Personal())
    kept = appeals.change(made, lambda one: replace(one, state=AppealState.KEPT))
    assert (kept.state, kept.version) == (AppealState.KEPT, 2)
    with pytest.raises(Changed):
        appeals.change(made, lambda one: replace(one, state=AppealState.REMOVED))
    assert appeals.get("a1") == kept
