"""What is different on a telephone: thumbs, a narrow screen, nothing to hover with, and less of the browser's interface."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import BITCOIN, World, launch
from tests.browser.conftest import LISTED as USUAL
from tests.browser.test_bar import BAR, START, WORDS
from tests.browser.test_comfort import PLACES, SMALL
from tests.browser.test_languages import choose
from tests.browser.test_wallet_calls import opened, outcome, start
from tests.helpers.browsers import EXTENSION, WARNING, Tab, copy_extension
from tests.helpers.fake_wallet import LISTED, page
from tests.helpers.list_service import Entry, ListService
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

SIZES = [(412, 915), (360, 640)]
NARROW = SIZES[-1]
TALL = ["km", "my", "vi"]  # the tallest letters, and the longest words
WALLET = f"evm:{LISTED}"
FITS = "document.documentElement.scrollWidth <= innerWidth"
# What Firefox for Android lacks, or may lack, taken away before any module of ours looks at it.
_LESS = """
for (const name of ['windows', 'menus', 'contextMenus', 'commands', 'sidebarAction'])
  Object.defineProperty(browser, name, { value: undefined, configurable: true });
for (const name of ['setBadgeText', 'setBadgeBackgroundColor'])
  Object.defineProperty(browser.action, name, { value: undefined, configurable: true });
Object.defineProperty(browser.storage, 'managed', { value: undefined, configurable: true });
"""


def at(path: str) -> Callable[[World], Tab]:
    """How to open one of our pages that needs nothing more."""

    def open_page(world: World) -> Tab:
        tab = world.browser.page(path)
        until(lambda: tab.run("document.querySelector('h1, h2').textContent.trim()"))
        return tab

    return open_page


def question(world: World) -> Tab:
    start(opened(world, page()), f"ethereum.request(pay('{LISTED}'))")
    return world.browser.question()


VIEWS: dict[str, Callable[[World], Tab]] = {
    **PLACES,
    "warning": at(f"{WARNING}#http://login.listed.test/"),
    "unlisted": at(f"{WARNING}#http://honest.test/"),
    "left": at("warning/left.html"),
    "question": question,
}


@pytest.fixture
def paying(world: World) -> Iterator[World]:
    world.publish([*USUAL, Entry(WALLET)])
    yield world
    choose(world.browser.page("options/options.html"), "")
    world.browser.stop_asking()


def small(tab: Tab) -> list[Any]:
    found: list[Any] = json.loads(tab.run(SMALL))
    return found


def unfold(tab: Tab) -> None:
    tab.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_fits_a_telephone_and_a_thumb(paying: World, view: str, tmp_path: Path) -> None:
    tab = VIEWS[view](paying)
    until(lambda: tab.run("document.querySelector('#language') !== null"), what="the languages")
    for width, height in SIZES:
        tab.picture(tmp_path / "phone.png", width, height)
        unfold(tab)
        assert small(tab) == [], width
        assert tab.run(FITS), width


@pytest.mark.parametrize("view", ["popup", "options", "welcome", "warning", "left", "question"])
def test_a_view_fits_in_every_kind_of_letters(paying: World, view: str, tmp_path: Path) -> None:
    paths = {name: f"{name}/{name}.html" for name in ("popup", "options", "welcome")}
    tab = (at(paths[view]) if view in paths else VIEWS[view])(paying)
    for tag in TALL:
        choose(tab, tag)
        until(lambda: tab.run("document.querySelector('#language')?.value") == tag)  # noqa: B023
        tab.picture(tmp_path / "phone.png", *NARROW)
        unfold(tab)
        assert small(tab) == [], tag
        assert tab.run(FITS), tag


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_bar_fits_a_thumb(world: World, width: int, height: int, tmp_path: Path) -> None:
    world.sites.pages["/open"] = START + "<h1>A page</h1>"
    tab = world.browser.new_tab()
    tab.go(world.sites.url("shop.test", "/open"))
    tab.wait_for_text("A page")
    source = (EXTENSION / "content" / "warn-bar.js").read_text("utf-8")
    source = source.replace("mode: 'closed'", "mode: 'open'")
    tab.run(f"(() => {{ {source}; MYNAH_BAR({json.dumps(WORDS)}, () => {{}}).show(); }})()")
    tab.picture(tmp_path / "bar.png", width, height)
    root = f"{BAR}.shadowRoot"
    tab.run(f"{root}.querySelector('details').open = true")
    heights = f"[...{root}.querySelectorAll('a, button, summary')].map((one) => one.getBoundingClientRect().height)"
    lowest = tab.run(f"Math.min(...{heights})")
    assert lowest >= 44
    assert tab.run(FITS)


@pytest.fixture(params=["chromium", "firefox"])
def android(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path
) -> Iterator[World]:
    """A browser without what Firefox for Android lacks, as far as the extension can see."""
    with ListService() as service, ScamSites() as sites:
        service.publish([*USUAL, Entry(WALLET)])
        folder = copy_extension(tmp_path / "extension", service.url)
        worker = folder / "background" / "service-worker.js"
        worker.with_name("less.js").write_text(_LESS, "utf-8")
        worker.write_text(f"import './less.js';\n{worker.read_text('utf-8')}", "utf-8")
        browser = launch(request.param, folder, playwright)
        try:
            until(lambda: browser.ask("list-state")["held"], what="the first list")
            yield World(browser, service, sites)
        finally:
            browser.close()


def test_without_a_sign_on_the_button_addresses_are_marked_all_the_same(android: World) -> None:
    android.sites.pages["/pay"] = f"<!doctype html><title>Pay</title><p>Pay to {BITCOIN} now</p>"
    tab = android.browser.new_tab()
    tab.go(android.sites.url("shop.test", "/pay"))
    until(lambda: "eported as" in tab.words(), what="the mark")
    bar = android.browser.new_tab()
    bar.go(android.sites.url("casino.test", "/pay"))
    until(lambda: "Take care here" in bar.words(), what="the bar")


def test_without_windows_a_question_is_a_tab_and_leads_back(android: World) -> None:
    android.browser.stop_background()  # it comes up again, as it does all day
    tab = opened(android, page())
    tab.show()
    call = f"ethereum.request(pay('{LISTED}'))"
    start(tab, call)
    asked = android.browser.question()
    where = "Promise.all([browser.tabs.getCurrent(), browser.tabs.query({active: true})])"
    shown = asked.run(f"{where}.then(([own, all]) => all.some((one) => one.id === own.id))")
    assert shown is True
    assert asked.run("outerWidth") == tab.run("outerWidth"), "no window of its own"
    asked.click("#stop")
    assert outcome(tab)["code"] == 4001
    until(lambda: tab.run("document.visibilityState") == "visible", what="the way back")
    start(tab, call)
    android.browser.question().run(
        "void browser.tabs.getCurrent().then(({id}) => browser.tabs.remove(id))"
    )
    assert outcome(tab)["code"] == 4001
    assert tab.run("reached.length") == 0
