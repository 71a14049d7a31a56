"""Each form of a case does what it says, and says why where it cannot."""

import pytest
from redis import Redis

from service.casework import AppealState, CaseState
from service.model import Verb
from service.services import Services
from tests.helpers.casefile import CaseFile
from tests.helpers.moderators import REASON, Moderator, Page, shown, visible
from tests.moderation.test_desk import appeal


def test_an_answer_that_was_given_at_the_prompt_is_shown_and_can_be_undone(
    ann: Moderator, file: CaseFile
) -> None:
    file.report()
    ref = appeal(file).ref
    file.desk.answer(ref, AppealState.KEPT, "Many were paid nothing", "ada")
    case = file.case()
    words = shown(ann, case.id)
    assert "whoever keeps the server: appeal answered: stays" in words
    assert "ada" not in words.split()
    assert ann.rule(case.id, "undo").status_code == 303
    again = file.parts.appeals.get(ref)
    assert again is not None
    assert again.state is AppealState.IN_REVIEW
    assert ann.post(f"/moderation/cases/{case.id}", **keep(ann, case.id)).status_code == 400


def keep(ann: Moderator, id: str) -> dict[str, str]:
    """A form that asks for what only the prompt offers."""
    return ann.case(id)["block"] | {"action": "keep", "keep_reason": "x"}


def test_each_form_does_what_it_says_and_leads_to_the_next_case(
    ann: Moderator, file: CaseFile, services: Services
) -> None:
    names = [f"profit-{n}.com/" for n in range(6)]
    for name in names:
        file.report(name)
    ids = [file.case(name).id for name in names]
    queue = [case.id for case in file.parts.cases.queue(0, 9)]
    place = ann.rule(queue[0], "block", block_reason=REASON, block_expires="7")
    assert place.headers["Location"] == f"/moderation/cases/{queue[1]}?done={queue[0]}"
    assert "blocked" in visible(ann.get(place.headers["Location"]).text)
    ann.rule(queue[1], "allow", allow_reason="It is licensed")
    ann.rule(queue[2], "decline", decline_declined="no-evidence", decline_reason="Only a name")
    target = file.parts.cases.get(queue[0])
    assert target is not None
    ann.rule(queue[3], "merge", merge_into=f"hxxps://{target.expression.replace('.', '[.]')}")
    ann.rule(queue[4], "ask", ask_question="Which app?")
    cases = [file.parts.cases.get(id) for id in queue]
    assert [case.state for case in cases if case] == [
        *(CaseState.LISTED, CaseState.DECLINED, CaseState.DECLINED, CaseState.DUPLICATE),
        *(CaseState.IN_REVIEW, CaseState.RECEIVED),
    ]
    decided = services.decisions.all()
    assert sorted(d.verb for d in decided.values()) == [Verb.ALLOW, Verb.BLOCK]
    undone = ann.rule(queue[0], "undo")
    assert undone.headers["Location"] == f"/moderation/cases/{queue[0]}"
    assert [d.verb for d in services.decisions.all().values()] == [Verb.ALLOW]
    assert set(ids) == set(queue)


@pytest.mark.parametrize(
    ("action", "fields", "said"),
    [
        ("block", {"block_reason": ""}, "Say in a sentence why"),
        ("block", {"block_reason": "x" * 501}, "up to 500 characters"),
        ("block", {"block_reason": REASON, "block_category": "nice"}, "one of the list"),
        ("block", {"block_reason": REASON, "block_severity": ""}, "one of the list"),
        ("block", {"block_reason": REASON, "block_expires": "-1"}, "one of the list"),
        ("block", {"block_reason": REASON, "block_expression": "com/"}, "what was reported"),
        ("allow", {"allow_reason": ""}, "Say in a sentence why"),
        ("decline", {"decline_declined": ""}, "Choose why"),
        ("decline", {"decline_declined": "mood"}, "one of the list"),
        ("merge", {"merge_into": "nobody-reported-it.com"}, "no such case"),
        ("merge", {"merge_into": "\x00 what?"}, "no such case"),
        ("ask", {"ask_question": " "}, "Write the question"),
        ("block", {"action": "destroy"}, "Choose what to do"),
    ],
)
def test_a_form_with_a_mistake_says_which_and_keeps_the_rest(
    ann: Moderator, file: CaseFile, action: str, fields: dict[str, str], said: str
) -> None:
    case = file.report()
    typed = {"ask_question": "kept?"} if action != "ask" else {"block_reason": "kept?"}
    answer = ann.rule(case.id, action, **{**typed, **fields})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="kept?"' in answer.text
    assert file.case() == case


def test_a_replayed_form_does_nothing_and_says_so(ann: Moderator, file: CaseFile) -> None:
    case = file.report()
    form = ann.case(case.id)["block"] | {"action": "block", "block_reason": REASON}
    path = f"/moderation/cases/{case.id}"
    assert ann.post(path, **form).status_code == 303
    answer = ann.post(path, **form)
    assert answer.status_code == 409
    assert "changed since you opened it" in answer.text
    assert Page(answer.text).forms["block"]["block_reason"] == REASON
    assert len(file.case().steps) == 1


@pytest.mark.parametrize("version", ["", "-1", "0", "99999999999999999999", "1e1", "²"])
def test_a_version_that_nobody_saw_is_none(ann: Moderator, file: CaseFile, version: str) -> None:
    case = file.report()
    answer = ann.rule(case.id, "block", block_reason=REASON, version=version)
    assert answer.status_code == 409
    assert file.case() == case


def test_two_moderators_where_a_guard_objects(
    ann: Moderator, ben: Moderator, file: CaseFile, services: Services
) -> None:
    case = file.report("nytimes.com/")
    ann.rule(case.id, "block", block_reason=REASON)
    words = shown(ann, case.id)
    assert "A second moderator is needed" in words
    assert "one of the most visited sites" in words
    assert "You proposed this" in words
    form = ann.case(case.id)["undo"] | {"action": "confirm"}
    answer = ann.post(f"/moderation/cases/{case.id}", **form)
    assert (answer.status_code, "another moderator" in answer.text) == (400, True)
    assert services.decisions.all() == {}
    assert "Proposed by Ann" in shown(ben, case.id)
    form = ben.case(case.id)[f"/moderation/cases/{case.id}"] | {"action": "confirm"}
    assert ben.post(f"/moderation/cases/{case.id}", **form).status_code == 303
    assert set(services.decisions.all()) == {"nytimes.com/"}
    assert "Ben: blocked (proposed by Ann)" in shown(ann, case.id)


def test_an_appeal_is_answered_with_the_decision(ann: Moderator, file: CaseFile) -> None:
    appeal(file, "scam.example/")
    case = file.case("scam.example/")
    assert "because of an appeal" in shown(ann, case.id)
    ann.rule(case.id, "allow", allow_reason="The owner showed its licence")
    answered = file.parts.appeals.get("a1")
    assert answered is not None
    assert answered.state is AppealState.REMOVED
    assert "Answered: taken off" in shown(ann, case.id)


@pytest.mark.parametrize("many", [False, True], ids=["one", "bulk"])
def test_what_the_store_could_lose_is_refused_with_the_cause_and_stays_on_the_page(
    ann: Moderator, file: CaseFile, redis: Redis, many: bool
) -> None:
    """Signing in and looking work all the same."""
    case = file.report()
    redis.config_set("appendfsync", "everysec")
    try:
        assert ann.sign_in().status_code == 303
        if many:
            item = f"{case.id}.{case.version}"
            sent = {"csrf": ann.proof(), "item": item, "reason": REASON, "action": "block"}
            answer = ann.post("/moderation/bulk", **sent)
        else:
            answer = ann.rule(case.id, "block", block_reason=REASON)
    finally:
        redis.config_set("appendfsync", "always")
    assert answer.status_code == 503
    assert "set appendfsync always" in answer.text
    assert "nobody can sign in" not in answer.text
    filled = Page(answer.text).forms["bulk" if many else "block"]
    assert filled["reason" if many else "block_reason"] == REASON
    assert filled.get("item") == (f"{case.id}.{case.version}" if many else None)
    assert file.case() == case
