"""The queue and the case: everything needed is there, nothing that people sent can run, and each
form does what it says.
"""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote

import pytest
from flask import Flask
from redis import Redis

from service.casework import AppealState, CaseState, Loss, Personal, Role
from service.model import Category, Verb
from service.moderation.criteria import criteria
from service.names.defang import defang
from service.services import Services
from service.web.queue import PAGE_SIZE
from tests.conftest import Clock
from tests.helpers.casefile import PAGE, SITE, WALLET, CaseFile
from tests.helpers.moderators import Moderator, Page, moderator, visible
from tests.moderation.test_desk import appeal

REASON = "A false exchange"
HOSTILE = (
    '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "\u202egpj.exe\u2066\u0000",
    "</textarea></bdi></p><form action=//evil.example><button>x",
)


@pytest.fixture
def file(services: Services) -> CaseFile:
    return CaseFile(services.moderation)


@pytest.fixture
def ann(app: Flask, services: Services) -> Moderator:
    made = moderator(app, services, "Ann")
    made.sign_in()
    return made


@pytest.fixture
def ben(app: Flask, services: Services) -> Moderator:
    made = moderator(app, services, "Ben")
    made.sign_in()
    return made


def shown(ann: Moderator, id: str) -> str:
    """The words of a case's page."""
    return visible(ann.get(f"/moderation/cases/{id}").text)


# The page of a case.


def test_everything_needed_to_decide_is_on_one_screen(ann: Moderator, file: CaseFile) -> None:
    vera = file.volunteer("Vera", accepted=7)
    told = Personal("They took it all.", "me@mail.example", ("bright-profit.com/login/",))
    file.report(PAGE, WALLET, "scam.example/", token=vera, personal=told, held=True)
    file.report(PAGE, loss=Loss("1200.50", "USD"), images=(b"\x89PNG1", b"\x89PNG2"))
    file.report(SITE)
    file.report("bright-profit.com/other")
    appeal(file, PAGE)
    case = file.case(PAGE)
    words = shown(ann, case.id)
    for said in (
        "bright-profit[.]com/login/",
        "Urgent: somebody is held",
        "2 distinct reporters",
        "Fake investment or trading × 2",
        "They took it all.",
        "Sent by Vera (volunteer). Record, a fact and not a check: 7 accepted, 0 declined",
        "1200.50 USD",
        "image 1",
        "image 2",
        "May go to police no",
        "Control of the site is not proven",
        "A check says unknown",
        "no guard objects",
        "scam[.]example/ : listed",
        f"{WALLET} : unknown",
        "bright-profit[.]com/other",
    ):
        assert said in words, said
    assert "me@mail.example" not in words  # no consent to be contacted
    assert "trusted" in words


def test_the_criteria_of_what_was_reported_stand_beside_the_forms(
    ann: Moderator, file: CaseFile
) -> None:
    words = unescape(shown(ann, file.report("bets-for-all.com/", category=Category.GAMBLING).id))
    ours = criteria().of[Category.GAMBLING]
    for sentence in (ours.listed, *ours.not_listed, *ours.evidence, *criteria().never):
        assert sentence in words
    first = words.index("What is listed as: gambling")
    assert first < words.index(ours.listed) < words.index(criteria().of[Category.SHOP].listed)


@pytest.mark.parametrize("category", Category)
def test_the_forms_propose_how_strongly_the_criteria_warn(
    ann: Moderator, file: CaseFile, services: Services, category: Category
) -> None:
    severity = criteria().of[category].severity
    one, other = (file.report(f"{name}-{category}.com/", category=category) for name in "ab")
    assert Page(ann.get(f"/moderation/cases/{one.id}").text).forms["block"]["block_severity"] == (
        severity
    )
    sent = {"item": f"{other.id}.{other.version}", "reason": REASON, "action": "block"}
    ann.post("/moderation/bulk", csrf=ann.proof(), **sent)
    decision = services.decisions.get(other.expression)
    assert decision is not None
    assert (decision.category, decision.severity) == (category, severity)


def test_many_reports_are_shown_page_by_page_those_of_what_was_merged_too(
    ann: Moderator, file: CaseFile, clock: Clock
) -> None:
    for number in range(45):
        clock.advance(1)
        about = PAGE if number % 3 == 0 else SITE
        file.report(about, personal=Personal(f"Told in {number}."))
    into, merged = file.case(SITE), file.case(PAGE)
    ann.rule(merged.id, "merge", merge_into=into.id)
    path, told = f"/moderation/cases/{into.id}", []
    while path:
        page = ann.get(path).text
        words = visible(page)
        assert "Reports (45)" in words
        assert "30 distinct reporters, and 15 of what is merged into it" in words
        told.append([int(number) for number in re.findall(r"Told in (\d+)\.", page)])
        assert ("Newest reports" in words) == (len(told) > 1)
        path = next((link for link in Page(page).links if "?before=" in link), "")
    assert told == [list(range(44, 24, -1)), list(range(24, 4, -1)), list(range(4, -1, -1))]


@pytest.mark.parametrize("before", ["x", "9" * 5000, "\x00", "(", "00000000000.r1\n"])
def test_a_place_that_is_none_begins_with_the_newest_report(
    ann: Moderator, file: CaseFile, before: str
) -> None:
    case = file.report(personal=Personal("Told."))
    answer = ann.get(f"/moderation/cases/{case.id}?before={quote(before)}")
    assert answer.status_code == 200
    assert "Told." in answer.text


def test_a_contact_is_shown_where_it_was_agreed_to(ann: Moderator, file: CaseFile) -> None:
    case = file.report(personal=Personal("x", "me@mail.example"))
    report = file.parts.cases.reports_of([case.id], 1)[0]
    file.parts.cases.receive(
        replace(report, ref="agreed", may_contact=True), Personal("y", "you@mail.example"), []
    )
    words = shown(ann, case.id)
    assert "you@mail.example" in words
    assert "me@mail.example" not in words


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


def test_feeds_that_list_it_and_guards_that_object_are_named_in_words(
    ann: Moderator, file: CaseFile
) -> None:
    words = shown(ann, file.report("scam.example/").id)
    assert "A check says listed , block" in words
    assert "Anti-Scam, since" in words
    words = shown(ann, file.report("medium.com/@bright/join").id)
    assert "medium[.]com/ : two moderators" in words
    words = shown(ann, file.report("google.com/").id)
    assert "google[.]com/ : never" in words


def test_no_target_is_a_link_and_no_address_is_written_whole(
    ann: Moderator, file: CaseFile
) -> None:
    file.report(PAGE, "scam.example/", personal=Personal(typed=("https://bright-profit.com/x",)))
    text = ann.get(f"/moderation/cases/{file.case(PAGE).id}").text
    outside = [link for link in Page(text).links if not link.startswith(("/", "#"))]
    assert outside == []
    assert "bright-profit.com" not in visible(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_send_is_shown_and_never_runs(
    ann: Moderator, file: CaseFile, text: str
) -> None:
    told = Personal(text, text, (text,))
    case = file.report(personal=told, loss=Loss(text, text))
    appeal(file)
    report = file.parts.cases.reports_of([case.id], 1)[0]
    file.parts.cases.receive(
        replace(report, ref="again", may_contact=True, language=text), told, []
    )
    calm = Page(ann.get(f"/moderation/cases/{file.report('calm-site.com/').id}").text)
    answers = [
        ann.get(f"/moderation/cases/{case.id}"),
        ann.rule(case.id, "block", block_reason=text + "\x07", block_category=text),
        ann.post("/moderation/bulk", csrf="", item=text, reason=text, category=text, action=text),
        ann.get(f"/moderation?kind={text}&category={text}&page={text}&done={text}"),
    ]
    for answer in answers:
        assert answer.status_code in (200, 400, 403)
        page = Page(answer.text)
        assert "img" not in page.tags
        assert page.tags.count("script") == calm.tags.count("script")
        assert not [name for name in page.attributes if name.startswith("on")]
        assert not [link for link in page.links if not link.startswith(("/", "#"))]
        assert not [place for place in page.forms if "evil" in place]
    assert "49" not in visible(answers[0].text).partition("Reports")[2][:200]


def test_ten_megabytes_and_odd_bodies_are_refused_with_nothing_done(
    ann: Moderator, file: CaseFile
) -> None:
    case = file.report()
    path = f"/moderation/cases/{case.id}"
    form = ann.case(case.id)["block"]
    assert ann.post(path, **{**form, "block_reason": "x" * 10_000_000}).status_code == 413
    for kind in ("application/json", "text/plain", "multipart/form-data", "x/y"):
        answer = ann.client.post(path, data=b'{"action": "block"}', content_type=kind)
        assert answer.status_code in (400, 403)
    assert file.case().steps == ()


@pytest.mark.parametrize(
    "path",
    [
        *("/moderation/cases/none", "/moderation/cases/0123456789abcdef", "/moderation/cases/%00"),
        *("/moderation/images/r1/7", "/moderation/images/..%2Fcase/0", "/moderation/images/a:b/0"),
        *("/moderation/images/r1/-1", "/moderation/images/r1/100", "/moderation/images/r1/x"),
    ],
)
def test_guessed_ids_find_nothing(ann: Moderator, file: CaseFile, path: str) -> None:
    file.report()
    assert ann.get(path).status_code == 404


# Images.


@pytest.mark.parametrize(
    ("body", "ending"),
    [(b"\x89PNG\r\n", "png"), (b"\xff\xd8\xff\xe0", "jpg"), (b"<svg onload=alert(1)>", "bin")],
)
def test_an_image_is_a_file_to_keep_that_no_page_can_run(
    ann: Moderator, file: CaseFile, body: bytes, ending: str
) -> None:
    case = file.report(images=(body,))
    (link,) = [
        link
        for link in ann.page(f"/moderation/cases/{case.id}").links
        if link.startswith("/moderation/images/")
    ]
    answer = ann.get(link)
    assert answer.data == body
    assert answer.mimetype == "application/octet-stream"
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert headers["Content-Disposition"].endswith(f'.{ending}"')
    assert headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; sandbox; frame-ancestors 'none'"
    ]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


# Deciding.


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


# The queue.


def test_the_queue_has_the_most_urgent_first_in_pages(
    ann: Moderator, file: CaseFile, clock: Clock
) -> None:
    for number in range(PAGE_SIZE + 3):
        clock.advance(60)
        file.report(f"profit-{number}.com/", held=number == PAGE_SIZE + 2)
    first, second = (visible(ann.get(f"/moderation?page={n}").text) for n in (1, 2))
    assert first.index(f"profit-{PAGE_SIZE + 2}[.]com/") < first.index("profit-0[.]com/")
    assert "profit-1[.]com/" not in second
    assert f"profit-{PAGE_SIZE}[.]com/" in second
    assert "More" in first
    assert "More" not in second
    assert ann.get("/moderation?page=999999999999").status_code == 200


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=url", {"bright-profit[.]com/login/"}),
        ("kind=address", {WALLET}),
        ("category=gambling", {"bets-for-all[.]com/"}),
        ("urgent=yes", {"held-there[.]com/"}),
        ("appealed=yes", {"appealed-it[.]com/"}),
        ("waiting=yes", {"nytimes[.]com/"}),
        ("kind=url&urgent=yes", set()),
    ],
)
def test_the_queue_can_be_filtered(
    ann: Moderator, file: CaseFile, query: str, names: set[str]
) -> None:
    file.report(PAGE)
    file.report(WALLET)
    file.report("bets-for-all.com/", category=Category.GAMBLING)
    file.report("held-there.com/", held=True)
    file.report("appealed-it.com/")
    appeal(file, "appealed-it.com/")
    ann.rule(file.report("nytimes.com/").id, "block", block_reason=REASON)
    page = ann.page(f"/moderation?{query}")
    cases = [link for link in page.links if link.startswith("/moderation/cases/")]
    found = [file.parts.cases.get(link.rpartition("/")[2]) for link in cases]
    assert {defang(case.expression) for case in found if case} == names


def test_many_cases_are_decided_at_once_each_on_its_own(
    ann: Moderator, file: CaseFile, services: Services
) -> None:
    cases = [
        file.report(name)
        for name in (SITE, "bets-for-all.com/", "nytimes.com/", "google.com/", "a-b-c.com/")
    ]
    items = [f"{case.id}.{case.version}" for case in cases]
    file.report("a-b-c.com/")
    answer = ann.post(
        "/moderation/bulk",
        csrf=ann.proof(),
        item=[*items, "junk"],
        reason=REASON,
        action="block",
    )
    words = visible(answer.text)
    assert set(services.decisions.all()) == {SITE, "bets-for-all.com/"}
    assert services.decisions.all()[SITE].category is Category.INVESTMENT
    assert words.count("Blocked") == 2
    assert "nytimes[.]com/ Waits for a second moderator" in words
    assert "google[.]com/ Not done This may never be listed" in words
    assert "it has changed since you saw it" in words


@pytest.mark.parametrize("lack", ["action", "item", "csrf", "reason"])
def test_a_bulk_form_with_a_mistake_keeps_what_was_chosen(
    ann: Moderator, file: CaseFile, lack: str
) -> None:
    case = file.report()
    item = f"{case.id}.{case.version}"
    sent = {"csrf": ann.proof(), "item": item, "reason": REASON, "action": "block"}
    answer = ann.post("/moderation/bulk", **{**sent, lack: ""})
    assert answer.status_code in (400, 403)
    assert answer.text.count('role="alert"') == 1
    assert (f'value="{REASON}"' in answer.text) == (lack != "reason")
    assert ("checked" in answer.text) == (lack != "item")
    assert file.parts.decisions.all() == {}


@pytest.mark.parametrize(
    ("action", "left_out", "said"),
    [
        ("decline", {"declined": ""}, "Choose why it is declined."),
        ("decline", {"reason": "x" * 501}, "up to 500 characters"),
        ("block", {"reason": " "}, "Say in a sentence why"),
        ("block", {"category": "nice"}, "Choose one of the list."),
        ("allow", {"reason": ""}, "Say in a sentence why"),
    ],
)
def test_a_field_forgotten_in_bulk_does_nothing_and_leaves_the_queue_as_it_was(
    ann: Moderator, file: CaseFile, action: str, left_out: dict[str, str], said: str
) -> None:
    """On the page and under the filter where it was sent, with each tick and all that was typed."""
    file.report("bets-for-all.com/", category=Category.GAMBLING)
    for number in range(PAGE_SIZE + 3):
        file.report(f"profit-{number}.com/")
    place = "/moderation?page=2&category=investment"
    page = ann.get(place).text
    boxes = re.findall(r'name="item" value="([^"]+)"', page)
    (sent_to,) = re.findall(r'action="(/moderation/bulk[^"]*)"', page)
    typed = {"reason": REASON, "category": "shop", "declined": "no-evidence"} | left_out
    sent = {"csrf": ann.proof(), "item": boxes[:2], "action": action}
    answer = ann.post(sent_to.replace("&amp;", "&"), **sent, **typed)
    assert answer.status_code == 400
    assert answer.text.count('role="alert"') == 1
    assert said in answer.text
    filled = Page(answer.text).forms["bulk"]
    kept = {name: value for name, value in typed.items() if value != "nice"}
    assert filled | kept == filled
    ticked = re.findall(r'name="item" value="([^"]+)"[^>]* checked', answer.text)
    assert ticked == boxes[:2]
    assert re.findall(r'name="item" value="([^"]+)"', answer.text) == boxes
    assert file.parts.cases.waiting() == PAGE_SIZE + 4


def test_each_row_of_a_bulk_ruling_can_be_undone(
    ann: Moderator, file: CaseFile, services: Services
) -> None:
    cases = [file.report(name) for name in (SITE, "bets-for-all.com/", "google.com/")]
    items = [f"{case.id}.{case.version}" for case in cases]
    sent = {"csrf": ann.proof(), "item": items, "reason": REASON, "action": "block"}
    forms = Page(ann.post("/moderation/bulk", **sent).text).forms
    undoing = {place: form for place, form in forms.items() if "/cases/" in place}
    assert set(undoing) == {f"/moderation/cases/{case.id}" for case in cases[:2]}
    place = f"/moderation/cases/{cases[0].id}"
    assert ann.post(place, **undoing[place], action="undo").status_code == 303
    assert file.case(SITE).state is CaseState.RECEIVED
    assert set(services.decisions.all()) == {"bets-for-all.com/"}


def test_the_heading_says_how_many_of_how_many_are_shown(ann: Moderator, file: CaseFile) -> None:
    for number in range(PAGE_SIZE + 1):
        file.report(f"profit-{number}.com/")
    file.report("held-there.com/", held=True)

    def heading(query: str) -> str:
        page = ann.get(f"/moderation{query}").text
        return visible(page.partition("<h1>")[2].partition("</h1>")[0])

    whole = PAGE_SIZE + 2
    assert heading("") == f"{whole} open cases"
    assert heading("?page=2") == f"{whole} open cases"
    assert heading("?urgent=yes") == f"1 of {whole} open cases"
    assert heading("?appealed=yes") == f"0 of {whole} open cases"
    assert heading("?kind=host") == f"More than {PAGE_SIZE} of {whole} open cases"
    assert heading("?kind=host&page=2") == f"{whole} of {whole} open cases"


def test_an_appeal_that_nobody_reported_is_called_one_in_the_queue(
    ann: Moderator, file: CaseFile
) -> None:
    appeal(file, "appealed-it.com/")
    words = visible(ann.get("/moderation").text).partition("appealed-it[.]com/")[2]
    row = words.partition("Decide on all")[0]
    assert "only an appeal, no report" in row
    assert "Scam" not in row
    assert "0 reporters" not in row


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


def test_bulk_survives_an_expired_session(ann: Moderator, file: CaseFile) -> None:
    case = file.report()
    proof, item = ann.proof(), f"{case.id}.{case.version}"
    ann.post("/moderation/sign-out", csrf=proof)
    sent = {"csrf": proof, "item": item, "reason": REASON, "action": "block"}
    kept = Page(ann.post("/moderation/bulk", **sent).text).forms["/moderation/sign-in"]
    again = Page(ann.post("/moderation/sign-in", **{**kept, "token": ann.secret}).text)
    answer = ann.post("/moderation/bulk", **again.forms["/moderation/bulk"])
    filled = Page(answer.text).forms["bulk"]
    assert (filled["item"], filled["reason"]) == (item, REASON)
    assert file.parts.decisions.all() == {}


def test_nothing_personal_reaches_the_log_the_metrics_or_the_program_log(
    ann: Moderator, file: CaseFile, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    told = Personal("My name is Carla", "carla@mail.example", ("bright-profit.com",))
    vera = file.person("Vera Secret", Role.VOLUNTEER)
    case = file.report(personal=told, token=vera)
    ann.rule(case.id, "block", block_reason=REASON)
    ann.get("/moderation/images/r1/0")
    outside = str(services.log.newest(None, 99)) + ann.get("/metrics").text + caplog.text
    for word in ("Carla", "carla", "Vera", "Ann", ann.secret, case.id, vera.id):
        assert word not in outside
    assert 'route="/moderation/cases/<id>"' in outside
