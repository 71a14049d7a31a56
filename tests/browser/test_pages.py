"""The extension's own pages: what they say, and that everybody can read and use them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import World
from tests.helpers.browsers import WARNING, Tab
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1] / "extension" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "warning": f"{WARNING}#http://login.listed.test/",
    "left": "warning/left.html",
    "popup": "popup/popup.html",
    "options": "options/options.html",
    "welcome": "welcome/welcome.html",
}


def violations(tab: Tab) -> list[Any]:
    """What axe finds against the Web Content Accessibility Guidelines, level AA."""
    tab.run(f"(() => {{ {AXE.read_text('utf-8')}; window.axe = axe; }})()")
    found = tab.run("axe.run().then(({violations}) => JSON.stringify(violations.map(v => v.help)))")
    problems: list[Any] = json.loads(found)
    return problems


@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_read_and_use_the_page(world: World, page: str) -> None:
    tab = world.browser.page(PAGES[page])
    until(lambda: tab.run("document.querySelector('h1').textContent.trim()"))
    tab.run("document.querySelectorAll('details').forEach(details => (details.open = true))")
    assert violations(tab) == []


def test_a_long_host_fits_a_narrow_screen(world: World, tmp_path: Path) -> None:
    host = ".".join(["very-long-label-of-a-host-name"] * 6)
    tab = world.browser.page(f"{WARNING}#http://{host}.listed.test/{'x' * 900}")
    tab.wait_for_text("Reported as")
    tab.click("#why summary")
    tab.picture(tmp_path / "narrow.png", 320, 640)
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")


def test_a_name_in_other_letters_is_shown_in_both_spellings(world: World) -> None:
    tab = world.browser.page(f"{WARNING}#http://xn--80ak6aa92e.listed.test/")
    tab.wait_for_text("Reported as")
    assert "аррӏе.listed.test" in tab.text()
    assert "xn--80ak6aa92e.listed.test" in tab.text()


def test_the_warning_can_be_left_by_keyboard_first(world: World) -> None:
    tab = world.browser.page(f"{WARNING}#http://listed.test/")
    tab.wait_for_text("Reported as")
    first = "document.querySelector('a[href], button, summary, input').id"
    assert tab.run(first) == "leave"


def test_the_sources_are_named_with_their_dates(world: World) -> None:
    tab = world.browser.page(f"{WARNING}#http://listed.test/")
    tab.wait_for_text("Reported as")
    tab.click("#why summary")
    assert "A public feed: since October 5, 2026 (last confirmed November 20, 2026)" in tab.text()


def test_the_popup_says_where_the_list_is_from_and_how_old_it_is(world: World) -> None:
    tab = world.browser.page("popup/popup.html")
    tab.wait_for_text("Sites: 2. Pages and wallet addresses: 3.")
    assert world.service.url in tab.text()
    tab.click("#update")
    tab.wait_for_text("nothing new")


@pytest.mark.parametrize(
    ("host", "status"), [("listed.test", "listed"), ("honest.test", "unlisted")]
)
def test_the_popup_knows_whether_a_site_is_listed(world: World, host: str, status: str) -> None:
    answer = world.browser.ask("site-status", url=f"http://{host}/", tabId=-1)
    assert answer["finding"]["status"] == status


def test_the_popup_says_what_a_listed_host_was_reported_as(world: World) -> None:
    """The list knows only that it is listed, so the popup has to ask."""
    tab = world.browser.page("popup/popup.html")
    tab.wait_for_text("Sites: 2.")
    tab.run("void (browser.tabs.query = async () => [{ url: 'http://www.listed.test/', id: 1 }])")
    tab.click("#update")
    tab.wait_for_text("Reported as: a fake investment")


def test_the_options_show_the_pinned_key_and_refuse_what_is_no_address(world: World) -> None:
    tab = world.browser.page("options/options.html")
    tab.wait_for_text(world.service.manifest["public_key"])
    tab.run("document.getElementById('server').value = 'javascript:alert(1)'")
    tab.click("#save")
    tab.wait_for_text("This is no address that begins with http:// or https://.")
    tab.run(f"document.getElementById('server').value = '{world.service.url}/'")
    tab.click("#save")
    tab.wait_for_text("Is this the right service?")
    tab.click("#use")
    tab.wait_for_text("nothing new")
