"""A moderator at work in a real Chromium: with scripts and without, by keyboard, on a phone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from redis import Redis

from service.casework import Action, CaseState, Loss, Personal, Role, Ruling
from service.services import Services
from tests.browser.test_pages import AXE
from tests.conftest import Clock
from tests.helpers.casefile import PAGE, WALLET, CaseFile
from tests.helpers.desk_service import serving
from tests.helpers.waiting import until
from tests.moderation.test_desk import appeal

pytestmark = pytest.mark.browser

MANY = 20
PHONE = {"width": 360, "height": 740}


@dataclass
class Workplace:
    """The service, a browser, and a token to sign in with."""

    services: Services
    file: CaseFile
    address: str
    browser: Browser
    secret: str

    def open(self, **how: Any) -> Page:
        """A window of its own, signed in."""
        context: BrowserContext = self.browser.new_context(base_url=self.address, **how)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto("/moderation/sign-in")
        page.fill("#token", self.secret)
        page.click("button.main")
        page.wait_for_url("**/moderation")
        return page

    def fill_up(self) -> None:
        """Send a report of each of many sites."""
        for number in range(MANY):
            self.file.report(f"bright-profit-{number}.com/")


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium", chromium_sandbox=False, args=["--disable-gpu"]
    )
    yield browser
    browser.close()


@pytest.fixture
def work(
    redis: Redis, redis_server: str, tmp_path: Path, clock: Clock, chromium: Browser
) -> Iterator[Workplace]:
    with serving(redis, redis_server, tmp_path, clock) as (services, address):
        secret, _ = services.tokens.create("Ann", Role.MODERATOR)
        yield Workplace(services, CaseFile(services.moderation), address, chromium, secret)
        for context in chromium.contexts:
            context.close()


def violations(page: Page) -> list[str]:
    """What axe finds, with the place of each."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run().then(r => JSON.stringify(r.violations.map("
        "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))))"
    )
    problems: list[str] = json.loads(found)
    return problems


def rich_case(work: Workplace) -> str:
    """A case with something in every part of the page; its id."""
    file = work.file
    vera = file.volunteer("Vera", accepted=7)
    told = Personal("They took it all.\nThen they " + "x" * 300, "", ("bright-profit.com/login",))
    file.report(PAGE, WALLET, "scam.example/", token=vera, personal=told, held=True)
    file.report(PAGE, loss=Loss("1200", "USD"), images=(b"\x89PNG1", b"\x89PNG2"))
    file.report("bright-profit.com/" + "very-long-path-" * 20)
    appeal(file, PAGE)
    ben = file.person("Ben")
    file.desk.rule(file.case(PAGE), Ruling(Action.ASK, "Which app was it?"), ben)
    return file.case(PAGE).id


def proposed_case(work: Workplace) -> str:
    """A case that waits for a second moderator; its id."""
    cara = work.file.person("Cara")
    ruling = Ruling(Action.BLOCK, "It was taken over")
    return work.file.desk.rule(work.file.report("nytimes.com/"), ruling, cara).id


def states(work: Workplace) -> set[CaseState]:
    """In which states the many cases are."""
    return {work.file.case(f"bright-profit-{n}.com/").state for n in range(MANY)}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_twenty_cases_are_cleared_one_after_the_other(work: Workplace, scripts: bool) -> None:
    work.fill_up()
    page = work.open(java_script_enabled=scripts)
    page.click(".queue .open >> nth=0")
    for _ in range(MANY):
        page.fill("#block_reason", "A false exchange")
        page.click("#block button")
        page.wait_for_selector("#done")
    assert states(work) == {CaseState.LISTED}
    assert page.inner_text("h1") == "0 open cases"
    page.click("#done button")  # the last one was a mistake
    page.wait_for_selector("#block")
    assert CaseState.RECEIVED in states(work)


def test_twenty_cases_are_cleared_by_keyboard_alone(work: Workplace) -> None:
    work.fill_up()
    page = work.open()
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('keys').open")
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_selector("#block")
    for number in range(MANY):
        page.keyboard.press("bad"[number % 2])
        if number % 2:  # allow
            page.keyboard.type("The owner showed its licence")
        else:
            page.keyboard.type("A false exchange")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_selector("#done")
    assert work.file.parts.cases.waiting() == 0
    assert len(work.services.decisions.all()) == MANY


@pytest.mark.parametrize("cases", [1, 2], ids=["the-queue", "the-next-case"])
def test_the_last_ruling_is_undone_by_keyboard_from_what_follows(
    work: Workplace, cases: int
) -> None:
    for number in range(cases):
        work.file.report(f"bright-profit-{number}.com/")
    page = work.open()
    page.goto(f"/moderation/cases/{work.file.parts.cases.queue(0, 1)[0].id}")
    page.keyboard.press("b")
    page.keyboard.type("A false exchange")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("#done")
    assert len(work.services.decisions.all()) == 1
    page.keyboard.press("u")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("#block")
    assert work.services.decisions.all() == {}


def test_the_list_of_keys_gives_the_focus_back(work: Workplace) -> None:
    case = work.file.report()
    page = work.open()
    for key in ("j", "?", "?"):
        page.keyboard.press(key)
    assert not page.evaluate("document.getElementById('keys').open")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/moderation/cases/{case.id}")


def test_a_key_in_the_queue_leads_straight_to_that_form(work: Workplace) -> None:
    work.file.report()
    page = work.open()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("d")
    until(lambda: page.evaluate("document.activeElement.id") == "decline_declined")
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    page.keyboard.type("b? Which app?")
    assert page.input_value("#ask_question") == "b? Which app?"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_twenty_cases_are_cleared_at_once(work: Workplace, scripts: bool) -> None:
    work.fill_up()
    page = work.open(java_script_enabled=scripts, viewport=PHONE)
    for box in page.query_selector_all("input[name=item]"):
        box.check()
    page.select_option("#declined", "no-evidence")
    page.click("button[value=decline]")
    page.wait_for_selector("text=What came of each")
    assert page.locator(".result").count() == MANY
    assert states(work) == {CaseState.DECLINED}


def test_a_one_time_link_signs_in_by_a_press_and_leaves_no_trace(work: Workplace) -> None:
    code = work.services.tokens.ticket("Ann")
    page = work.browser.new_context(base_url=work.address).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/moderation/enter#{code}")
    until(lambda: page.input_value("#code") == code)
    assert "#" not in page.url
    assert work.services.tokens.ticket("Ann")  # the page alone used nothing up
    page.click("button.main")
    page.wait_for_selector("text=open cases")
    assert not [url for url in asked if str(code) in url]


def test_nothing_is_asked_of_anybody_else_and_no_script_is_stopped(work: Workplace) -> None:
    page = work.open()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"/moderation/cases/{rich_case(work)}")
    page.wait_for_selector("#block")
    assert [url for url in asked if not url.startswith(work.address)] == []
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_and_use_each_page(work: Workplace, scheme: Any, width: int) -> None:
    work.fill_up()
    rich, proposed = rich_case(work), proposed_case(work)
    page = work.open(color_scheme=scheme, viewport={"width": width, "height": 800})
    faults = {}
    for path in (
        "/moderation",
        "/moderation?urgent=yes",
        f"/moderation/cases/{rich}",
        f"/moderation/cases/{proposed}",
        "/moderation/cases/none",
        "/moderation/sign-in",
        "/moderation/enter",
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
        fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        faults[path] = [*violations(page), *([] if fits else ["too wide"])]
    page.goto(f"/moderation/cases/{rich}")
    page.click("#block button")
    page.wait_for_selector("#errors")
    faults["a mistake"] = violations(page)
    page.goto("/moderation")
    for row in (0, 5):  # one with an appeal, which is refused, and one without
        page.check(f"input[name=item] >> nth={row}")
    page.click("button[value=decline]")
    page.wait_for_selector("#errors")
    faults["a mistake in many"] = violations(page)
    page.select_option("#declined", "no-evidence")
    page.click("button[value=decline]")
    page.wait_for_selector("text=What came of each")
    assert page.locator(".result button").count() == 1
    faults["results"] = violations(page)
    assert {path: found for path, found in faults.items() if found} == {}
