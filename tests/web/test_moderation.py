"""The page of a case: everything that is needed to decide is on it."""

import re
from dataclasses import replace
from html import unescape

import pytest

from service.casework import Loss, Personal
from service.model import Category
from service.moderation.criteria import criteria
from service.services import Services
from tests.conftest import Clock
from tests.helpers.casefile import PAGE, SITE, WALLET, CaseFile
from tests.helpers.moderators import REASON, Moderator, Page, shown, visible
from tests.moderation.test_desk import appeal


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


def test_a_contact_is_shown_where_it_was_agreed_to(ann: Moderator, file: CaseFile) -> None:
    case = file.report(personal=Personal("x", "me@mail.example"))
    report = file.parts.cases.reports_of([case.id], 1)[0]
    file.parts.cases.receive(
        replace(report, ref="agreed", may_contact=True), Personal("y", "you@mail.example"), []
    )
    words = shown(ann, case.id)
    assert "you@mail.example" in words
    assert "me@mail.example" not in words


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
