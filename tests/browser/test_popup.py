"""What the popup says of a page, and what a person does there: pausing and reporting."""

import hashlib
import json
from typing import Any

import pytest

from service.model import Category, Severity
from tests.browser.conftest import BITCOIN, LISTED, World
from tests.helpers.browsers import Tab
from tests.helpers.forms import fill, is_shown, press, text_of
from tests.helpers.list_service import Entry
from tests.helpers.report_desk import problem
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

OTHER = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
NOTE = "They asked for more each week."


def opened(world: World, host: str, path: str = "/") -> Tab:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host, path))
    tab.wait_for_text(host)
    return tab


def popup(world: World, tab: Tab) -> Tab:
    made = world.browser.popup_over(tab)
    until(lambda: text_of(made, "list-age"), what="the popup's words")
    until(lambda: text_of(made, "status"), what="the popup's words on the site")
    return made


@pytest.fixture(autouse=True)
def no_reports(world: World) -> None:
    world.service.desk.forget()
    world.browser.ask("forget-reports")


def report_form(world: World, host: str = "shop.test", path: str = "/pay?name=me#x") -> Tab:
    made = popup(world, opened(world, host, path))
    press(made, "#report-open")
    until(lambda: is_shown(made, "report"), what="the form")
    until(lambda: text_of(made, "report-server"), what="the service's name")
    return made


def send(tab: Tab, category: str = "shop", note: str = NOTE) -> None:
    fill(tab, "report-category", category)
    fill(tab, "report-note", note)
    press(tab, "#report-send")
    until(lambda: is_shown(tab, "here"), what="the way back")


def kept(world: World) -> dict[str, Any]:
    answer: dict[str, Any] = world.browser.ask("my-reports", ask=False)
    return answer


def test_who_reported_a_site_since_when_and_that_it_is_held_back(world: World) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url("listed.test"))
    tab.wait_for_warning()
    said = popup(world, tab)
    said.wait_for_text("Reported as: a fake investment")
    for words in (
        "listed.test",
        "Mynah holds it back.",
        "Reported by A public feed.",
        "First reported: October 5, 2026.",
    ):
        said.wait_for_text(words)
    assert not is_shown(said, "pause")


def test_a_site_that_is_opened_with_a_bar_is_said_to_be(world: World) -> None:
    said = popup(world, opened(world, "casino.test"))
    said.wait_for_text("Reported as: gambling")
    assert "Mynah opens it with a warning bar." in said.text()


def test_what_only_volunteers_reported_is_said_to_be_unchecked(world: World) -> None:
    volunteers = (("Volunteers", "2026-11-01T00:00:00Z"),)
    entry = Entry("new.test/", Severity.WARN, Category.SHOP, volunteers, unchecked=True)
    world.publish([*LISTED, entry])
    said = popup(world, opened(world, "new.test"))
    said.wait_for_text("Reported as: a fake shop")
    assert "not yet been checked by a moderator" in said.text()


def test_an_unlisted_site_is_not_called_safe(world: World) -> None:
    said = popup(world, opened(world, "honest.test"))
    assert "Not on our list. That is not the same as safe." in said.text()
    assert not is_shown(said, "evidence")


def test_addresses_on_the_page_are_counted_with_the_listed_first(world: World) -> None:
    frame = world.sites.url("framed.test", "/frame")
    world.sites.pages["/frame"] = f"<p>Or to {BITCOIN}, please.</p>"
    world.sites.pages["/pay"] = (
        f"<h1>shop.test</h1><p>Pay to {OTHER}.</p><iframe src='{frame}'></iframe>"
    )
    tab = opened(world, "shop.test", "/pay")
    said = popup(world, tab)

    def shows_both() -> bool:
        press(said, "#update")
        return "Found: 2. Reported: 1." in said.text()

    until(shows_both, what="both addresses")
    first = str(said.run("document.querySelector('#found-list li').textContent"))
    assert BITCOIN in first
    assert "Reported as: holding stolen funds" in first
    press(said, "#found-list button")
    until(lambda: is_shown(said, "report"))
    assert said.run("document.getElementById('report-target').value") == OTHER


def test_a_report_says_what_the_form_shows_and_nothing_else(world: World) -> None:
    form = report_form(world)
    assert form.run("document.getElementById('report-target').value") == world.sites.url(
        "shop.test", "/pay"
    )
    assert text_of(form, "report-server") == world.service.url
    send(form)
    until(lambda: world.service.desk.taken, what="the report")
    [sent] = world.service.desk.sent
    assert sent.fields == {
        "targets": [world.sites.url("shop.test", "/pay")],
        "category": "shop",
        "story": NOTE,
        "language": "en",
    }
    assert sent.image is None
    form.wait_for_text("Received. Nobody has looked at it yet.")
    assert "hxxp://shop[.]test" in form.text()


def test_a_form_that_says_nothing_is_not_sent(world: World) -> None:
    form = report_form(world)
    fill(form, "report-target", " \n ")
    press(form, "#report-send")
    assert is_shown(form, "report")
    assert world.service.desk.sent == []


def test_a_picture_is_shown_before_it_is_sent_and_can_be_dropped(world: World) -> None:
    form = report_form(world)
    press(form, "#picture-take")
    until(lambda: is_shown(form, "picture"), what="the picture")
    assert form.run("document.getElementById('picture-shown').width") > 100
    press(form, "#picture-drop")
    assert not is_shown(form, "picture")
    press(form, "#picture-take")
    until(lambda: is_shown(form, "picture"), what="the picture")
    send(form)
    until(lambda: world.service.desk.taken, what="the report")
    [sent] = world.service.desk.sent
    assert sent.image is not None
    assert sent.image.startswith(b"\xff\xd8\xff")
    assert sent.fields["story"] == NOTE


def test_a_dropped_picture_stays_here(world: World) -> None:
    form = report_form(world)
    press(form, "#picture-take")
    until(lambda: is_shown(form, "picture"), what="the picture")
    press(form, "#picture-drop")
    send(form)
    until(lambda: world.service.desk.taken, what="the report")
    assert world.service.desk.sent[0].image is None


def test_what_was_typed_is_there_when_the_popup_is_opened_again(world: World) -> None:
    form = report_form(world)
    fill(form, "report-note", "half a sent")
    tab = opened(world, "other.test")
    again = popup(world, tab)
    press(again, "#report-open")
    until(lambda: is_shown(again, "report"))
    assert again.run("document.getElementById('report-note').value") == "", "another site's form"
    kept = form.run("browser.storage.session.get('report-draft')")["report-draft"]
    assert kept["note"] == "half a sent"


def test_without_a_connection_a_report_waits_and_goes_once_it_is_back(world: World) -> None:
    form = report_form(world)
    world.service.go_away()
    send(form)
    form.wait_for_text("Waiting to be sent.")
    until(lambda: kept(world)["waiting"][0]["state"] == "waiting")
    world.browser.stop_background()
    world.service.come_back()
    alarm = world.browser.page("options/options.html")
    alarm.run(
        "browser.storage.local.get('reports-waiting').then(({'reports-waiting': [report]}) => "
        "browser.storage.local.set({'reports-waiting': [{...report, nextAt: 0}]})).then(() => "
        "browser.alarms.create('send-reports', {when: Date.now()})).then(() => true)"
    )
    until(lambda: world.service.desk.taken, what="the report")
    until(lambda: kept(world)["receipts"], what="its receipt")
    assert kept(world)["waiting"] == []
    assert len(world.service.desk.taken) == 1


def test_a_report_outlives_the_browser_and_goes_when_a_person_looks(world: World) -> None:
    form = report_form(world)
    world.service.go_away()
    send(form)
    form.wait_for_text("Waiting to be sent.")
    world.browser.restart()
    world.service.come_back()
    again = popup(world, opened(world, "shop.test"))
    press(again, "#reports summary")
    until(lambda: world.service.desk.taken, what="the report")
    again.wait_for_text("Received.")
    assert len(world.service.desk.taken) == 1


def test_an_answer_that_was_lost_makes_no_second_report(world: World) -> None:
    world.service.desk.first.append(problem(500))
    form = report_form(world)
    send(form)
    until(lambda: world.service.desk.sent, what="the first attempt")
    until(lambda: kept(world)["waiting"], what="the report, waiting")
    world.browser.ask("my-reports", ask=True)
    until(lambda: world.service.desk.taken, what="the report")
    assert len({sent.key for sent in world.service.desk.sent}) == 1


def test_a_proof_of_work_is_made_without_a_word(world: World) -> None:
    challenge = {"challenge": "abc", "difficulty": 14, "algorithm": "sha-256"}
    world.service.desk.first.append(problem(429, 600, challenge=challenge))
    send(report_form(world))
    until(lambda: world.service.desk.taken, what="the report")
    fields = world.service.desk.sent[1].fields
    digest = hashlib.sha256(f"abc:{fields['nonce']}".encode()).digest()
    assert int.from_bytes(digest, "big") >> (256 - 14) == 0


def test_a_refused_report_says_why_in_the_services_words_as_text(world: World) -> None:
    said = "line 1: expected a web address <img src=x onerror=alert(1)>"
    world.service.desk.first.append(problem(400, errors=[{"field": "targets", "message": said}]))
    form = report_form(world)
    send(form)
    form.wait_for_text("The service did not take it.")
    assert said in form.text()
    assert form.run("document.querySelectorAll('#reports img').length") == 0


def test_what_became_of_a_report_is_asked_only_while_somebody_looks(world: World) -> None:
    form = report_form(world)
    send(form)
    until(lambda: world.service.desk.taken, what="the report")
    [id] = world.service.desk.taken
    until(lambda: kept(world)["receipts"], what="its receipt")
    world.service.desk.states[id] = {
        "status": "listed",
        "targets": [{"status": "listed", "reason": "Browsers with Mynah warn of it."}],
    }
    world.service.desk.asked.clear()
    later = popup(world, opened(world, "shop.test"))
    assert world.service.desk.asked == []
    press(later, "#reports summary")
    later.wait_for_text("Browsers with Mynah warn of it.")
    link = "document.querySelector('#reports-list a')"
    assert later.run(f"{link}.href") == f"{world.service.url}/report/{id}"
    assert later.run(f"{link}.rel") == "noopener noreferrer"
    press(later, "#reports-list button")
    until(lambda: not is_shown(later, "reports"), what="forgetting it")
    assert kept(world) == {"waiting": [], "receipts": []}


def test_a_pause_holds_in_its_tab_and_ends_when_told_to(world: World) -> None:
    tab = opened(world, "casino.test")
    until(lambda: "Take care" in tab.words(), what="the bar")
    said = popup(world, tab)
    until(lambda: is_shown(said, "pause"))
    press(said, "#pause button[value=tab]")
    said.wait_for_text("Not checked: Mynah is paused on this site.")
    tab.go(world.sites.url("casino.test", "/again"))
    tab.wait_for_url("/again")
    badge = "browser.action.getBadgeText({tabId: (await browser.tabs.query({url: '*://casino.test/again'}))[0].id})"
    until(lambda: said.run(f"(async () => {badge})()") == "–", what="the button's sign")
    assert "Take care" not in tab.words()
    other = opened(world, "casino.test", "/other")
    until(lambda: "Take care" in other.words(), what="the bar in another tab")
    press(said, "#resume")
    until(lambda: is_shown(said, "pause"), what="the end of the pause")
    tab.go(world.sites.url("casino.test", "/third"))
    until(lambda: "Take care" in tab.words(), what="the bar again")


def test_a_pause_until_the_browser_is_closed_ends_with_it(world: World) -> None:
    url = world.sites.url("shared.test", "/bad/")
    paused = world.browser.ask(
        "pause-here", url=world.sites.url("shared.test"), tabId=1, until="restart"
    )
    assert paused == {"outcome": "done"}
    tab = world.browser.new_tab()
    tab.go(url)
    tab.wait_for_text("shared.test")
    world.browser.restart()
    tab = world.browser.new_tab()
    tab.go(url)
    tab.wait_for_warning()


def test_there_is_no_pause_on_a_site_that_is_held_back_nor_while_locked(world: World) -> None:
    held = {"url": world.sites.url("listed.test"), "tabId": 1, "until": "restart"}
    assert world.browser.ask("pause-here", **held) == {"outcome": "refused", "code": "reported"}
    assert world.browser.ask("lock-use", pin="2468") is True
    try:
        free = {**held, "url": world.sites.url("casino.test")}
        assert world.browser.ask("pause-here", **free)["code"] == "locked"
        assert (
            world.browser.ask("choose-settings", changes={"allowedHosts": ["a.test"]})["code"]
            == "locked"
        )
        assert world.browser.ask("import-settings", text="{}")["code"] == "locked"
    finally:
        world.browser.ask("lock-open", pin="2468")
        world.browser.ask("lock-drop")


def test_a_page_cannot_ask_the_content_script_what_was_found(world: World) -> None:
    """Nor can it hand the popup words of its own: what is no address is left out."""
    world.sites.pages["/pay"] = f"<h1>shop.test</h1><p>{'x' * 34} and {OTHER} and 0x{'1' * 39}</p>"
    tab = opened(world, "shop.test", "/pay")
    assert tab.run("typeof browser") in ("undefined", "")
    said = popup(world, tab)

    def found() -> bool:
        press(said, "#update")
        return "Found: 1. Reported: 0." in said.text()

    until(found, what="the one address")


def test_the_worker_takes_no_report_from_a_page(world: World) -> None:
    """Only our own pages may; a content script's word is a page's word."""
    report = {
        "targets": ["http://a.test/"],
        "shown": "a",
        "category": "shop",
        "note": "",
        "language": "",
        "picture": None,
    }
    assert world.browser.ask("send-report", report={**report, "category": "murder"}) is False
    assert json.dumps(kept(world)) == json.dumps({"waiting": [], "receipts": []})
