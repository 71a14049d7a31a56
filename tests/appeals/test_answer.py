"""A moderator's answer changes the appeal, the case, the decision and the log together."""

from dataclasses import replace
from typing import Any

import pytest
from redis import Redis

from service.appeals.status import AppealStatuses
from service.casework import Action, Appeal, AppealState, Case, CaseState, Role, Ruling
from service.model import Status, Verb
from service.moderation.desk import AlreadyAnswered
from service.services import Services
from service.store.cases import CaseChange, ref_of
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.appealing import send
from tests.helpers.casefile import CaseFile


def answer(services: Services, appeal: Appeal, state: AppealState) -> Appeal:
    return services.desk.answer(appeal.ref, state, "We looked", "ada")


def report(services: Services) -> Case:
    """Somebody reports what the appeals of these tests are about."""
    return CaseFile(services.moderation).report("scam.example/")


def case_of(services: Services, appeal: Appeal) -> Case:
    case = services.cases.get(appeal.case)
    assert case is not None
    return case


def state_of(services: Services, appeal: Appeal) -> CaseState:
    return case_of(services, appeal).state


def test_removed_allows_the_entry_at_once_and_says_so_in_the_log(
    services: Services, clock: Clock
) -> None:
    appeal = send(services).appeal
    clock.advance(60)
    after = answer(services, appeal, AppealState.REMOVED)
    assert (after.state, after.reason) == (AppealState.REMOVED, "We looked")
    assert after.decided_at == int(clock())
    (verdict,) = services.checker.check(["scam.example"]).verdicts
    assert (verdict.status, verdict.explanation) == (Status.ALLOWED, "We looked")
    decision = services.decisions.get("scam.example/")
    assert decision is not None
    assert (decision.verb, decision.decided_by) == (Verb.ALLOW, "ada")
    (line,) = services.log.newest(None, 10)
    assert (line["action"], line["expression"], line["role"]) == (
        *("allow", "scam.example/", "operator"),
    )
    assert "ada" not in str(line)
    assert services.cases.waiting() == 0
    assert state_of(services, appeal) is CaseState.DECLINED


def test_removed_answers_everybody_who_appealed_against_the_entry(services: Services) -> None:
    first, second = send(services).appeal, send(services, "login.scam.example").appeal
    answer(services, second, AppealState.REMOVED)
    other = services.appeals.get(first.ref)
    assert other is not None
    assert other.state is AppealState.REMOVED
    assert len(services.log.newest(None, 10)) == 1


def test_kept_decides_nothing_and_leaves_other_appeals_open(services: Services) -> None:
    first, second = send(services).appeal, send(services).appeal
    assert answer(services, first, AppealState.KEPT).state is AppealState.KEPT
    assert services.cases.waiting() == 1
    answer(services, second, AppealState.KEPT)
    assert services.cases.waiting() == 0
    assert state_of(services, second) is CaseState.LISTED
    assert services.decisions.all() == {}
    (verdict,) = services.checker.check(["scam.example"]).verdicts
    assert verdict.status is Status.LISTED


@pytest.mark.parametrize("state", [AppealState.REMOVED, AppealState.KEPT])
def test_the_answer_is_a_step_of_the_case_which_a_moderator_can_undo(
    services: Services, state: AppealState
) -> None:
    appeal, ann = send(services).appeal, services.tokens.create("Ann", Role.MODERATOR)[1]
    before = case_of(services, appeal)
    answer(services, appeal, state)
    (step,) = case_of(services, appeal).steps
    assert (step.by, step.appeals, step.ruling.reason) == ("ada", (appeal.ref,), "We looked")
    back = services.desk.rule(case_of(services, appeal), Ruling(Action.UNDO), ann)
    assert (back.standing, back.open_appeals) == (before.standing, before.open_appeals)
    assert services.decisions.all() == {}
    again = services.appeals.get(appeal.ref)
    assert again is not None
    assert (again.state, again.reason) == (AppealState.IN_REVIEW, "")


def test_kept_leaves_open_what_was_reported_and_not_decided(services: Services) -> None:
    report(services)
    appeal = send(services).appeal
    answer(services, appeal, AppealState.KEPT)
    assert state_of(services, appeal).is_open


def test_kept_closes_again_what_a_moderator_has_blocked(services: Services) -> None:
    ann, ben = (services.tokens.create(name, Role.MODERATOR)[1] for name in ("Ann", "Ben"))
    proposed = services.desk.rule(report(services), Ruling(Action.BLOCK, "It cheats"), ann)
    services.desk.confirm(proposed, ben)
    appeal = send(services).appeal
    assert state_of(services, appeal).is_open
    answer(services, appeal, AppealState.KEPT)
    assert state_of(services, appeal) is CaseState.LISTED


def test_removed_counts_in_the_records_of_those_who_reported(services: Services) -> None:
    file = CaseFile(services.moderation)
    vera = file.volunteer("Vera", accepted=0)
    file.report("scam.example/", token=vera)
    answer(services, send(services).appeal, AppealState.REMOVED)
    assert file.record(vera) == (0, 1, 0)


def test_an_appeal_is_answered_once(services: Services) -> None:
    appeal = send(services).appeal
    answer(services, appeal, AppealState.KEPT)
    with pytest.raises(AlreadyAnswered):
        answer(services, appeal, AppealState.REMOVED)
    assert services.decisions.all() == {}


def test_an_appeal_that_comes_meanwhile_makes_it_look_again(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeal = send(services).appeal
    real, others = services.cases.change, []

    def change(*changes: CaseChange) -> Any:
        if not others:
            others.append(send(services).appeal)
        return real(*changes)

    monkeypatch.setattr(services.cases, "change", change)
    answer(services, appeal, AppealState.REMOVED)
    late = services.appeals.get(others[0].ref)
    assert late is not None
    assert late.state is AppealState.REMOVED


def test_the_status_names_the_list_that_holds_it_no_more(
    services: Services, redis: Redis, clock: Clock
) -> None:
    received = send(services, "login.scam.example")
    found = services.appeal_statuses.of(received.appeal)
    assert (found.listed, found.removal) == (True, None)
    assert [(source.name, source.dropped) for source in found.sources] == [
        ("Anti-Scam", False),
        ("gone", True),
    ]
    removed = answer(services, received.appeal, AppealState.REMOVED)
    found = services.appeal_statuses.of(removed)
    assert not found.listed
    assert found.sources == ()
    assert [source.id for source in found.listed_by] == [web_service.FEED, "gone"]
    assert found.listed_by[0].homepage == "https://www.globalantiscam.org/"
    assert found.removal is not None
    assert not found.removal.done
    clock.advance(60)
    entries = {text: n for text, n in web_service.ENTRIES.items() if text != "scam.example/"}
    version = web_service.publish(redis, clock, entries)
    found = services.appeal_statuses.of(removed)
    assert found.removal is not None
    assert (found.removal.done, found.removal.version) == (True, version)
    assert found.removal.published_at == int(clock())
    assert ref_of(received.id) == removed.ref


def test_a_source_that_takes_disputes_is_named_with_its_address(services: Services) -> None:
    known = services.catalogue
    feed = known.get(web_service.FEED)
    assert feed is not None
    taking = replace(feed, disputes="https://one.example/disputes")
    others = tuple(one for one in known.feeds if one.id != feed.id)
    catalogue = replace(known, feeds=(taking, *others))
    statuses = AppealStatuses(services.checker, services.reader, catalogue)
    found = statuses.of(send(services).appeal)
    wanted = ["https://one.example/disputes", None]
    assert [source.disputes for source in found.sources] == wanted
    assert [source.disputes for source in found.listed_by] == wanted


def test_another_entry_over_the_target_is_named(
    services: Services, redis: Redis, clock: Clock
) -> None:
    entries = {**web_service.ENTRIES, "login.scam.example/": 0}
    web_service.publish(redis, clock, entries)
    appeal = send(services, "login.scam.example").appeal
    assert appeal.target.expression == "login.scam.example/"
    web_service.publish(redis, clock, web_service.ENTRIES)
    assert services.appeal_statuses.of(appeal).also == "scam.example/"
