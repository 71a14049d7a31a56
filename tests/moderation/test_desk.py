"""Rulings: each does the whole of what it says, or nothing."""

from dataclasses import replace

import pytest

from service.casework import (
    Action,
    AppealState,
    CaseState,
    Declined,
    Role,
    Ruling,
    Token,
)
from service.model import Severity, Status
from service.moderation.refusals import Refused
from service.moderation.scopes import scopes
from service.services import Services
from service.store.cases import Changed
from service.times import rfc3339
from tests.conftest import Clock
from tests.helpers.casefile import (
    PAGE,
    PLATFORM,
    PLATFORM_PAGE,
    SITE,
    WALLET,
    CaseFile,
)
from tests.helpers.rulings import ALLOW, BLOCK, DECLINE, FALSE, HOURS, UNDO, appeal


def test_a_block_is_in_force_at_once_logged_by_role_and_closes_the_case(
    file: CaseFile, ann: Token, services: Services, clock: Clock
) -> None:
    ends = int(clock()) + 24 * HOURS
    ruling = replace(BLOCK, severity=Severity.WARN, expires_at=ends)
    after = file.desk.rule(file.report(), ruling, ann)
    assert (after.state, after.reason) == (CaseState.LISTED, "A false exchange")
    assert file.parts.cases.waiting() == 0
    (verdict,) = services.checker.check(["bright-profit.com"]).verdicts
    assert verdict.status is Status.LISTED
    assert verdict.fact is not None
    assert verdict.fact.severity is Severity.WARN
    (line,) = services.log.newest(None, 9)
    said = (line["action"], line["role"], line["category"], line["expires_at"])
    assert said == ("block", "moderator", "investment", rfc3339(ends))
    assert ann.id not in str(line)
    assert "Ann" not in str(line)


def test_the_host_above_a_page_may_be_blocked_and_nothing_beside_it(
    file: CaseFile, ann: Token
) -> None:
    case = file.report(PAGE)
    for other in ("other-profit.com/", "com/", "bright-profit.com/else/"):
        with pytest.raises(Refused, match="what was reported"):
            file.desk.rule(case, replace(BLOCK, expression=other), ann)
    file.desk.rule(case, replace(BLOCK, expression=SITE), ann)
    assert set(file.parts.decisions.all()) == {SITE}


def test_what_lies_above_a_target_ends_below_the_public_suffix(file: CaseFile) -> None:
    deep = file.report("shop.evil.co.uk/a/b.html?x=1")
    assert scopes(deep) == (
        "shop.evil.co.uk/a/b.html?x=1",
        "shop.evil.co.uk/a/b.html",
        "shop.evil.co.uk/a/",
        "shop.evil.co.uk/",
        "evil.co.uk/",
    )
    assert scopes(file.report(WALLET)) == (WALLET,)


def test_an_allow_leaves_a_tombstone_over_what_feeds_list(
    file: CaseFile, ann: Token, services: Services
) -> None:
    after = file.desk.rule(file.report("scam.example/"), ALLOW, ann)
    assert after.state is CaseState.DECLINED
    (verdict,) = services.checker.check(["scam.example"]).verdicts
    assert verdict.status is Status.ALLOWED


def test_declining_tells_why_and_lists_nothing(file: CaseFile, ann: Token) -> None:
    with pytest.raises(Refused, match="Choose why"):
        file.desk.rule(file.report(), Ruling(Action.DECLINE), ann)
    after = file.desk.rule(file.case(), DECLINE, ann)
    assert after.state is CaseState.DECLINED
    assert after.steps[-1].ruling.declined is Declined.NO_EVIDENCE
    assert file.parts.decisions.all() == {}


def test_declining_what_was_blocked_before_takes_the_block_back(file: CaseFile, ann: Token) -> None:
    file.desk.rule(file.report(PAGE), replace(BLOCK, expression=SITE), ann)
    file.desk.rule(file.case(PAGE), DECLINE, ann)
    assert file.parts.decisions.all() == {}
    file.desk.rule(file.case(PAGE), UNDO, ann)
    assert set(file.parts.decisions.all()) == {SITE}


def test_a_narrower_block_takes_the_place_of_a_wider_one(file: CaseFile, ann: Token) -> None:
    file.desk.rule(file.report(PAGE), replace(BLOCK, expression=SITE), ann)
    file.desk.rule(file.case(PAGE), BLOCK, ann)
    assert set(file.parts.decisions.all()) == {PAGE}


def test_a_merged_case_belongs_to_the_other_and_its_reports_count_there(
    file: CaseFile, ann: Token
) -> None:
    vera = file.volunteer("Vera", accepted=0)
    first, second = file.report(SITE), file.report("bright-profit.net/", token=vera)
    after = file.desk.rule(second, Ruling(Action.MERGE, into=first.id), ann)
    assert (after.state, after.merged_into) == (CaseState.DUPLICATE, first.id)
    assert file.case(SITE).merged == (second.id,)
    file.desk.rule(file.case(SITE), BLOCK, ann)
    assert file.record(vera) == (1, 0, 0)
    with pytest.raises(Refused, match="merged into another"):
        file.desk.rule(after, BLOCK, ann)


@pytest.mark.parametrize("into", [None, "nothing", "itself", "a duplicate"])
def test_a_case_is_merged_into_another_that_stands_by_itself(
    file: CaseFile, ann: Token, into: str | None
) -> None:
    case, whole, dup = file.report(SITE), file.report("a-b-c.com/"), file.report("d-e-f.com/")
    dup = file.desk.rule(dup, Ruling(Action.MERGE, into=whole.id), ann)
    named = {"itself": case.id, "a duplicate": dup.id}.get(into or "", into)
    with pytest.raises(Refused):
        file.desk.rule(case, Ruling(Action.MERGE, into=named), ann)


def test_a_question_stands_on_the_case_which_stays_open(file: CaseFile, ann: Token) -> None:
    after = file.desk.rule(file.report(), Ruling(Action.ASK, "Which app  was it?"), ann)
    assert (after.state, after.question) == (CaseState.IN_REVIEW, "Which app was it?")
    assert file.parts.cases.waiting() == 1


@pytest.mark.parametrize(
    "words",
    ["", "   ", "x" * 501, "look \u202egpj.exe", "bell\x07", "half \ud800"],
    ids=["none", "blank", "long", "turned", "control", "surrogate"],
)
def test_a_public_reason_is_there_short_and_plain(file: CaseFile, ann: Token, words: str) -> None:
    case = file.report()
    with pytest.raises(Refused):
        file.desk.rule(case, replace(BLOCK, reason=words), ann)
    assert file.case() == case


def test_an_end_that_is_over_is_refused(file: CaseFile, ann: Token, clock: Clock) -> None:
    with pytest.raises(Refused, match="lies ahead"):
        file.desk.rule(file.report(), replace(BLOCK, expires_at=int(clock())), ann)


@pytest.mark.parametrize("role", [Role.READER, Role.VOLUNTEER])
def test_only_moderators_decide(file: CaseFile, role: Role) -> None:
    outsider = file.person("Oz", role)
    with pytest.raises(Refused, match="Only moderators"):
        file.desk.rule(file.report(), BLOCK, outsider)


# Two moderators where a guard objects.


def test_what_a_guard_objects_to_waits_for_another_moderator(
    file: CaseFile, ann: Token, ben: Token
) -> None:
    case = file.report("nytimes.com/")
    waiting = file.desk.rule(case, BLOCK, ann)
    assert waiting.proposal is not None
    assert waiting.proposal.objection == "top-site"
    assert waiting.state is CaseState.IN_REVIEW
    assert file.parts.decisions.all() == {}
    with pytest.raises(Refused, match="another moderator"):
        file.desk.confirm(waiting, ann)
    done = file.desk.confirm(waiting, ben)
    assert (done.state, done.proposal) == (CaseState.LISTED, None)
    assert (done.steps[-1].by, done.steps[-1].proposed_by) == (ben.id, ann.id)
    assert set(file.parts.decisions.all()) == {"nytimes.com/"}


def test_a_page_on_a_platform_needs_one_moderator_and_the_platform_two(
    file: CaseFile, ann: Token
) -> None:
    page = "medium.com/@bright-profit/join"
    wide = file.desk.rule(file.report(page), replace(BLOCK, expression="medium.com/"), ann)
    assert wide.proposal is not None
    narrow = file.desk.rule(wide, BLOCK, ann)
    assert narrow.proposal is None
    assert set(file.parts.decisions.all()) == {page}


def test_a_canary_is_refused_whoever_asks(file: CaseFile, ann: Token) -> None:
    case = file.report(PLATFORM_PAGE)
    with pytest.raises(Refused, match="never be listed"):
        file.desk.rule(case, replace(BLOCK, expression="google.com/"), ann)
    assert file.case(PLATFORM_PAGE) == case
    assert PLATFORM in scopes(case)


def test_nobody_but_a_moderator_confirms(file: CaseFile, ann: Token) -> None:
    waiting = file.desk.rule(file.report("nytimes.com/"), BLOCK, ann)
    with pytest.raises(Refused, match="Only moderators"):
        file.desk.confirm(waiting, file.person("Vera", Role.VOLUNTEER))


def test_a_new_token_in_place_of_a_lost_one_makes_nobody_a_second_moderator(
    file: CaseFile, ann: Token
) -> None:
    waiting = file.desk.rule(file.report("nytimes.com/"), BLOCK, ann)
    file.parts.tokens.revoke(ann.name)
    with pytest.raises(Refused, match="another moderator"):
        file.desk.confirm(waiting, file.person(ann.name))
    assert file.parts.decisions.all() == {}


def test_another_ruling_takes_the_place_of_a_proposal(
    file: CaseFile, ann: Token, ben: Token
) -> None:
    file.desk.rule(file.report("nytimes.com/"), BLOCK, ann)
    after = file.desk.rule(file.case("nytimes.com/"), DECLINE, ben)
    assert (after.state, after.proposal) == (CaseState.DECLINED, None)
    with pytest.raises(Refused, match="Nothing waits"):
        file.desk.confirm(after, ben)


def test_what_the_guards_cannot_read_counts_as_an_objection(
    file: CaseFile, ann: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarding = file.parts.guarding
    built = guarding._current()
    monkeypatch.setattr(guarding, "_current", lambda: replace(built, missing=("a/list.txt",)))
    waiting = file.desk.rule(file.report(), BLOCK, ann)
    assert waiting.proposal is not None
    assert waiting.proposal.objection == "guards-unreadable"


# Appeals, which a block or an allow answers.


@pytest.mark.parametrize(
    ("ruling", "state"), [(BLOCK, AppealState.KEPT), (ALLOW, AppealState.REMOVED)]
)
def test_a_decision_answers_the_appeals_and_undoing_takes_the_answer_back(
    file: CaseFile, ann: Token, ruling: Ruling, state: AppealState
) -> None:
    file.report()
    appeal(file)
    file.desk.rule(file.case(), ruling, ann)
    answered = file.parts.appeals.get("a1")
    assert answered is not None
    assert (answered.state, answered.reason) == (state, ruling.reason)
    file.desk.rule(file.case(), UNDO, ann)
    again = file.parts.appeals.get("a1")
    assert again is not None
    assert (again.state, again.reason, again.decided_at) == (AppealState.IN_REVIEW, "", None)


def test_a_case_with_an_appeal_is_answered_not_declined_or_merged(
    file: CaseFile, ann: Token
) -> None:
    other = file.report("a-b-c.com/")
    file.report()
    appeal(file)
    for ruling in (DECLINE, Ruling(Action.MERGE, into=other.id)):
        with pytest.raises(Refused, match="appeal"):
            file.desk.rule(file.case(), ruling, ann)


# Records and strikes.


def test_a_case_counts_once_in_each_record_however_many_reports(file: CaseFile, ann: Token) -> None:
    vera = file.volunteer("Vera", accepted=0)
    for _ in range(3):
        file.report(token=vera)
    file.desk.rule(file.case(), BLOCK, ann)
    assert file.record(vera) == (1, 0, 0)
    file.desk.rule(file.case(), FALSE, ann)
    assert file.record(vera) == (0, 1, 1)


def test_a_strike_ends_the_trust_and_three_end_the_reports(file: CaseFile, ann: Token) -> None:
    vera = file.volunteer("Vera", accepted=50)
    for number in range(3):
        file.desk.rule(file.report(f"honest-{number}.com/", token=vera), FALSE, ann)
    assert file.record(vera) == (50, 3, 3)
    (token,) = [one for one in file.parts.tokens.all() if one.id == vera.id]
    assert not token.is_trusted


def test_a_ruling_on_what_changed_meanwhile_does_nothing(
    file: CaseFile, ann: Token, ben: Token
) -> None:
    seen = file.report()
    file.report()
    with pytest.raises(Changed):
        file.desk.rule(seen, BLOCK, ann)
    file.desk.rule(file.case(), DECLINE, ben)
    assert file.parts.decisions.all() == {}
