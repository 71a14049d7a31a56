"""The pages of help in real browsers: on paper, in a hurry, on a phone, in each language."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from service.app import create_app
from service.help.paths import Path as Way
from service.language.tags import LANGUAGES
from service.model import Category
from service.services import Services
from tests.browser.test_pages import violations as violations_in
from tests.helpers.browsers import Browser
from tests.helpers.waiting import until
from tests.helpers.web_pages import browsing, is_narrow, violations
from tests.helpers.web_service import served

pytestmark = pytest.mark.browser

# The longest of each: two places, and the kind of scam with the most steps.
FULL = {
    "overview": "/help",
    "paid": "/help/paid?country=GB&category=wallet-phishing",
    "held": "/help/held?country=VN&here=KH",
    "job-offer": "/help/job-offer?country=VN&here=KH",
    "invest": "/help/invest?country=JP&category=wallet-phishing",
    "category": "/help/wallet-phishing",
    "missing": "/help/none",
}


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    with served(create_app(services)) as url:
        yield url


def sheets(page: Page) -> int:
    """How many sheets of A4 the page takes."""
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))


def test_every_page_prints_on_one_sheet_without_scripts(
    playwright: Playwright, address: str
) -> None:
    everywhere = [*FULL.values(), *(f"/help/{category}" for category in Category)]
    with browsing(playwright, scripts=False) as page:
        for path in everywhere:
            page.goto(address + path)
            assert sheets(page) == 1, path
        page.goto(f"{address}/help/held?country=VN&here=KH")
        page.emulate_media(media="print")
        assert page.is_visible("text=+855 979 117 117")
        assert not page.is_visible("select")
        assert not page.is_visible("text=Leave this page now")


@pytest.mark.parametrize("language", [language.tag for language in LANGUAGES])
def test_the_fullest_page_prints_on_one_sheet_in_each_language(
    playwright: Playwright, address: str, language: str
) -> None:
    with browsing(playwright) as page:
        page.goto(f"{address}{FULL['held']}&lang={language}")
        assert page.get_attribute("html", "lang") == language
        assert sheets(page) == 1


def test_everybody_can_read_and_use_the_pages(
    playwright: Playwright, address: str, tmp_path: Path
) -> None:
    with browsing(playwright, bypass_csp=True) as page:  # for axe, which is a script
        for name, path in FULL.items():
            page.goto(address + path)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                assert violations(page) == [], (name, scheme)
            for width in (1280, 360, 320):
                page.set_viewport_size({"width": width, "height": 740})
                page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
                assert is_narrow(page), f"{name} sticks out at {width}"


def test_a_country_is_chosen_and_nothing_comes_from_elsewhere_or_is_kept(
    playwright: Playwright, address: str
) -> None:
    contacted: list[str] = []
    with browsing(playwright, scripts=False) as page:
        page.on("request", lambda request: contacted.append(request.url))
        page.goto(f"{address}/help/job-lure")
        page.click("text=I am held or made to work")
        page.select_option("#country", "VN")
        page.select_option("#here", "KH")
        page.click("text=Show")
        page.wait_for_url("**/help/held?*country=VN&here=KH#contacts")
        assert "+84 981 84 84 84" in page.inner_text("#contacts")
        assert page.input_value("#here") == "KH"
        assert page.context.cookies() == []
    assert all(url.startswith(address) for url in contacted)


def test_the_way_out_replaces_the_page_so_that_back_does_not_lead_to_it(
    playwright: Playwright, address: str
) -> None:
    with browsing(playwright) as page:
        page.goto(f"{address}/")
        for way in ("", *(f"/{way}" for way in Way)):
            page.goto(f"{address}/help{way}")
            page.evaluate(f"document.querySelector('.leave-now').href = '{address}/style.css'")
            page.click("text=Leave this page now")
            page.wait_for_url("**/style.css")
            page.go_back()
            assert "/help" not in page.url, way


def test_the_way_out_is_the_first_thing_after_the_languages_by_keyboard(
    playwright: Playwright, address: str
) -> None:
    with browsing(playwright) as page:
        page.goto(f"{address}/help/held")
        reached = []
        for _ in range(4):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.className"))
        assert reached[-1] == "leave-now", reached


def test_the_pages_in_firefox(firefox: Browser, address: str, tmp_path: Path) -> None:
    tab = firefox.new_tab()
    for name, path in FULL.items():
        tab.go(address + path)
        tab.wait_for_url(path.partition("?")[0])
        for width in (1280, 360):
            tab.picture(tmp_path / f"firefox-{name}-{width}.png", width, 900)
            assert tab.run("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        assert violations_in(tab) == [], name


def test_the_way_out_in_firefox(firefox: Browser, address: str) -> None:
    tab = firefox.new_tab()
    tab.go(f"{address}/")
    tab.wait_for_text("Is it a scam?")
    tab.go(f"{address}/help/held")
    tab.wait_for_text("Your safety comes first")
    place = json.dumps(f"{address}/style.css")
    tab.run(f"void (document.querySelector('.leave-now').href = {place})")
    tab.click(".leave-now")
    tab.wait_for_url("/style.css")
    tab.back()
    until(lambda: "style.css" not in tab.url())
    assert tab.place() == f"{address}/"
