"""Private windows: covered where a person allows the extension there, and forgotten when closed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import LISTED, World, launch
from tests.helpers.browsers import copy_extension
from tests.helpers.list_service import ListService
from tests.helpers.private_windows import close_private, open_private, private_tab
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

BUILD = Callable[..., World]


@pytest.fixture(params=["chromium", "firefox"])
def build(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path) -> Iterator[Any]:
    """Makes a world with the extension allowed in private windows, or not."""
    with ListService() as service, ScamSites() as sites:
        service.publish(LISTED)
        folder = copy_extension(tmp_path / "extension", service.url)
        started: list[World] = []

        def make(*, private: bool) -> World:
            browser = launch(request.param, folder, playwright, private=private)
            world = World(browser, service, sites)
            started.append(world)
            until(lambda: browser.ask("list-state")["held"], what="the first list")
            return world

        yield make
        for world in started:
            world.browser.close()


def kept(world: World) -> str:
    """All that the extension keeps, whatever its name, but for the lists."""
    page = world.browser.page("popup/popup.html#kept")
    areas = "Promise.all([browser.storage.local.get(null), browser.storage.session.get(null)])"
    rules = "browser.declarativeNetRequest?.getSessionRules() ?? []"
    return str(page.run(f"{areas}.then(async all => JSON.stringify([all, await ({rules})]))"))


def test_a_listed_site_is_not_contacted_from_a_private_window_either(build: BUILD) -> None:
    """In Chromium the browser's own page stands there: none of ours opens in a private window."""
    world = build(private=True)
    open_private(world.browser, world.sites.url("listed.test", "/login"))
    private_tab(world.browser, "warning/warning.html")
    assert world.sites.contacted("listed.test") == []
    if world.browser.name == "firefox":
        tab = private_tab(world.browser, "warning/warning.html")
        tab.wait_for_warning()
        assert "listed.test" in tab.text()


def test_what_a_private_window_caused_is_forgotten_with_it_and_not_before(build: BUILD) -> None:
    world = build(private=True)
    before = kept(world)
    open_private(world.browser, world.sites.url("shared.test", "/bad/login"))
    private_tab(world.browser, "warning/warning.html")
    until(lambda: "shared.test/bad/" in kept(world), what="the confirmed page")
    open_private(world.browser, world.sites.url("casino.test", "/play"))
    private_tab(world.browser, "casino.test")
    close_private(world.browser)
    until(lambda: "shared.test" not in kept(world), what="forgetting")
    after = kept(world)
    assert "bucket" not in after
    assert "casino" not in after
    assert before.count("until") == after.count("until") == 0


def test_where_the_extension_is_not_allowed_it_does_nothing(build: BUILD) -> None:
    """Nor can it open such a window: the test's own page asks in vain, so nothing was changed."""
    world = build(private=False)
    page = world.browser.page("popup/popup.html#asker")
    assert page.run("browser.extension.isAllowedIncognitoAccess()") is False
    tabs = "browser.tabs.query({}).then(all => all.filter(({incognito}) => incognito).length)"
    assert page.run(tabs) == 0
