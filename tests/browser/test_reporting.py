"""The report form in a real browser: with scripts and without, on a phone, read by axe."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from service.app import create_app
from service.intake.allowance import FREE_AN_HOUR
from service.services import Services
from tests.browser.test_pages import AXE
from tests.helpers import web_service

pytestmark = pytest.mark.browser

PROGRAM = "/usr/bin/chromium"
PHONE: Any = {"width": 360, "height": 740}


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    with web_service.served(create_app(services)) as url:
        yield url


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[Any]:
    launched = playwright.chromium.launch(
        executable_path=PROGRAM, chromium_sandbox=False, args=["--disable-gpu"]
    )
    yield launched
    launched.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def context(browser: Any, request: pytest.FixtureRequest) -> BrowserContext:
    made: BrowserContext = browser.new_context(java_script_enabled=request.param, viewport=PHONE)
    made.set_default_timeout(15_000)
    return made


@pytest.fixture
def scripted(browser: Any) -> Page:
    page: Page = browser.new_page(viewport=PHONE)
    page.set_default_timeout(15_000)
    return page


def fill(page: Page, targets: str = "shop.example.com") -> None:
    page.fill("#targets", targets)
    page.select_option("#category", "shop")
    page.fill("#story", "They asked for more.\nThen they were gone.")


def send(page: Page) -> None:
    page.click("text=Send the report")


def violations(page: Page) -> list[str]:
    page.evaluate(f"(() => {{ {AXE.read_text('utf-8')}; window.axe = axe; }})()")
    found = "axe.run().then(({violations}) => JSON.stringify(violations.map(v => v.help)))"
    problems: list[str] = json.loads(page.evaluate(found))
    return problems


def test_an_error_is_mended_and_the_report_followed(
    context: BrowserContext, address: str, services: Services
) -> None:
    page = context.new_page()
    contacted: list[str] = []
    page.on("request", lambda request: contacted.append(request.url))
    page.goto(f"{address}/report")
    fill(page, "shop.example.com\nnot a site")
    page.check("#held")
    send(page)
    assert "Line 2: " in page.inner_text("#errors")
    assert page.is_checked("#held")
    assert page.input_value("#story").startswith("They asked")
    page.fill("#targets", "shop.example.com")
    send(page)
    page.wait_for_url("**/report/*")
    assert "shop[.]example[.]com" in page.inner_text("main")
    assert page.url in page.inner_text("main"), "the address to keep"
    assert services.cases.queue(0, 1)[0].urgent
    assert all(url.startswith(address) for url in contacted), "nothing comes from elsewhere"
    assert context.cookies() == []


def test_everybody_can_read_and_use_the_pages(scripted: Page, address: str, tmp_path: Path) -> None:
    long = "https://shop.example.com/" + "x" * 900
    scripted.goto(f"{address}/report")
    for step in ("form", "error", "status", "missing"):
        for scheme in ("light", "dark"):
            scripted.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(scripted) == [], (step, scheme)
        scripted.screenshot(path=tmp_path / f"{step}.png", full_page=True)
        assert scripted.evaluate("document.documentElement.scrollWidth <= innerWidth"), step
        if step == "form":
            fill(scripted, "not a site")
            send(scripted)
            scripted.wait_for_selector("#errors")
        elif step == "error":
            scripted.fill("#targets", long)
            send(scripted)
            scripted.wait_for_url("**/report/*")
        elif step == "status":
            scripted.goto(f"{address}/report/{'A' * 22}")


def test_the_quick_exit_leaves_and_back_does_not_return(scripted: Page, address: str) -> None:
    scripted.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="elsewhere"))
    scripted.goto(f"{address}/")
    scripted.goto(f"{address}/report")
    scripted.click("a.leave-now")
    scripted.wait_for_url("https://www.wikipedia.org/")
    scripted.go_back()
    assert scripted.url == f"{address}/"


def test_a_burst_is_solved_in_the_page(scripted: Page, address: str, services: Services) -> None:
    for _ in range(FREE_AN_HOUR + 1):
        scripted.goto(f"{address}/report")
        fill(scripted)
        send(scripted)
        scripted.wait_for_url("**/report/*")
    assert len(services.cases.newest_reports(0, 10)) == FREE_AN_HOUR + 1


def test_without_scripts_a_burst_is_told_when_to_go_on(browser: Any, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    for _ in range(FREE_AN_HOUR + 1):
        page.goto(f"{address}/report")
        fill(page)
        send(page)
    assert "minutes" in page.inner_text("#wait")
    assert "JavaScript" in page.inner_text("#wait")
    assert page.input_value("#story").startswith("They asked")
