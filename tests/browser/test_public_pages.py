"""The pages that anybody reads, in real browsers: by axe, on a phone, in both colour schemes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from service.app import create_app
from service.model import Decision, Verb
from service.services import Services
from tests.browser.test_pages import violations as violations_in
from tests.helpers.browsers import Browser
from tests.helpers.web_pages import browsing, is_narrow, violations
from tests.helpers.web_service import NOW, served

pytestmark = pytest.mark.browser

PAGES = ("/", "/check", "/feeds", "/stats", "/log", "/docs")
MESSAGE = "Guaranteed profit! Write to https://scam.example/login, or to unheard-of.example."


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    for number in range(60):  # more than a page of the log
        services.decisions.decide(
            Decision(f"host{number}.example/", Verb.BLOCK, "Seen.", NOW, "Kimsen")
        )
    with served(create_app(services)) as url:
        yield url


def shown(page: Page, name: str, folder: Path) -> None:
    """Hold a page to what everybody needs, and leave pictures to look at."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert violations(page) == [], (name, scheme)
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert is_narrow(page), f"{name} sticks out at {width}"


def test_everybody_can_read_and_use_the_pages(
    playwright: Playwright, address: str, tmp_path: Path
) -> None:
    with browsing(playwright, bypass_csp=True) as page:  # for axe, which is a script
        for path in PAGES:
            page.goto(address + path)
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            shown(page, path.strip("/") or "home", tmp_path)
            page.set_viewport_size({"width": 1280, "height": 740})


@pytest.mark.parametrize(
    ("pasted", "headline"),
    [
        (MESSAGE, "Something in this message has been reported"),
        ("unheard-of.example", "Nobody has reported it to us"),
        ("nonsense", "We could not read it"),
    ],
)
def test_a_message_is_pasted_and_answered_by_keyboard_and_without_scripts(
    playwright: Playwright, address: str, tmp_path: Path, pasted: str, headline: str
) -> None:
    contacted: list[str] = []
    with browsing(playwright, scripts=False) as page:
        page.on("request", lambda request: contacted.append(request.url))
        page.goto(f"{address}/")
        page.focus("#text")
        page.keyboard.type(pasted)
        for key in ("Tab", "Enter"):
            page.keyboard.press(key)
        page.wait_for_url("**/check")
        assert headline in page.inner_text("h1")
        assert page.context.cookies() == []
    assert all(url.startswith(address) for url in contacted)
    with browsing(playwright, bypass_csp=True) as page:
        page.goto(f"{address}/check")
        page.fill("#text", pasted)
        page.click("button.main")
        shown(page, "answer", tmp_path)


def test_the_pictures_of_the_numbers_load(playwright: Playwright, address: str) -> None:
    with browsing(playwright) as page:
        page.goto(f"{address}/stats?lang=km")
        for picture in page.query_selector_all("figure img"):
            picture.scroll_into_view_if_needed()
            page.wait_for_function("picture => picture.naturalWidth > 0", arg=picture)


def test_the_pages_in_firefox(firefox: Browser, address: str, tmp_path: Path) -> None:
    tab = firefox.new_tab()
    for path in PAGES:
        tab.go(address + path)
        tab.wait_for_url(address + path)
        for width in (1280, 360):
            name = path.strip("/") or "home"
            tab.picture(tmp_path / f"firefox-{name}-{width}.png", width, 900)
            assert tab.run("document.documentElement.scrollWidth <= innerWidth"), (path, width)
        assert violations_in(tab) == [], path


def test_a_message_is_pasted_and_answered_in_firefox(firefox: Browser, address: str) -> None:
    tab = firefox.new_tab()
    tab.go(f"{address}/check")
    tab.wait_for_text("Is it a scam?")
    tab.run(f"void (document.querySelector('#text').value = {json.dumps(MESSAGE)})")
    tab.click("button.main")
    tab.wait_for_text("Something in this message has been reported")
    assert violations_in(tab) == []
