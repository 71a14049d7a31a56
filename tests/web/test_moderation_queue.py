"""The queue: in order, by filter, and many decided at once, each on its own."""

import re
from dataclasses import replace

import pytest

from service.casework import CaseState
from service.model import Category
from service.names.defang import defang
from service.services import Services
from service.store.cases import case_id
from service.web.queue import PAGE_SIZE
from tests.conftest import Clock
from tests.helpers.casefile import PAGE, SITE, WALLET, CaseFile
from tests.helpers.moderators import REASON, Moderator, Page, shown, visible
from tests.moderation.test_desk import appeal


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
    for far in ("999999999999", "9" * 5000):  # Python refuses to read a number of so many digits
        assert ann.get(f"/moderation?page={far}").status_code == 200


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


@pytest.mark.parametrize(
    ("typed", "other", "id"),
    [
        ("+60 12-345 6789", "tel:+60123456789", case_id("tel:+60123456789")),
        ("Telegram: @Lucky_Group", "https://t.me/lucky_group/7", case_id("t.me/lucky_group")),
        ("Anna/7@Evil-Mail.com", "anna/7@evil-mail.com", case_id("mailto:anna/7@evil-mail.com")),
    ],
)
def test_a_contact_is_reported_as_it_is_written_decided_and_found(
    ann: Moderator, typed: str, other: str, id: str
) -> None:
    body = {"targets": [typed], "category": "investment"}
    assert ann.client.post("/v1/reports", json=body).status_code == 201
    assert ann.rule(id, "block", block_reason=REASON).status_code == 303
    (result,) = ann.client.post("/v1/check", json={"targets": [other]}).json["results"]
    assert result["status"] == "listed"
    assert "A check says listed" in visible(ann.get(f"/moderation/cases/{id}").text)


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


def test_of_very_many_appeals_those_that_wait_and_are_proven_are_shown(
    ann: Moderator, file: CaseFile, clock: Clock
) -> None:
    first = appeal(file, SITE, "a0")
    for number in range(1, 60):
        clock.advance(60)
        appeal(file, SITE, f"a{number}")
    proven = {"proven_at": int(clock()), "proven_by": "dns"}
    file.parts.appeals.change(first, lambda one: replace(one, **proven))
    words = shown(ann, case_id(SITE))
    assert "Appeals (60)" in words
    assert "20 of them are shown" in words
    assert words.count("by the owner") == 20
    assert words.count("Control of the site is proven") == 1
    assert ann.rule(case_id(SITE), "allow", allow_reason=REASON).status_code == 303
    assert not any(one.state.is_open for one in file.parts.appeals.newest(0, 99))


def test_an_appeal_that_nobody_reported_is_called_one_in_the_queue(
    ann: Moderator, file: CaseFile
) -> None:
    appeal(file, "appealed-it.com/")
    words = visible(ann.get("/moderation").text).partition("appealed-it[.]com/")[2]
    row = words.partition("Decide on all")[0]
    assert "only an appeal, no report" in row
    assert "Scam" not in row
    assert "0 reporters" not in row


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
