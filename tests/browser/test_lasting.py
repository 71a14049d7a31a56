"""What must not change the protection: ends and restarts of every part."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import LISTED, World, launch
from tests.browser.test_choices import go_on
from tests.helpers.browsers import copy_extension
from tests.helpers.list_service import Entry, ListService
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser


def assert_held_back(world: World, host: str = "listed.test") -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host))
    tab.wait_for_warning()
    assert world.sites.contacted(host) == []


def test_the_end_of_the_worker_changes_nothing(world: World) -> None:
    world.browser.stop_background()
    assert_held_back(world)


def test_a_restart_of_the_browser_changes_nothing(world: World) -> None:
    world.service.go_away()
    world.browser.restart()
    assert_held_back(world)
    world.service.come_back()


def test_a_restart_of_the_browser_forgets_who_went_on(world: World) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url("listed.test"))
    tab.wait_for_warning()
    go_on(tab)
    tab.wait_for_url(world.sites.url("listed.test"))
    tab.wait_for_text("listed.test")
    world.browser.restart()
    world.sites.contacts.clear()
    assert_held_back(world)


def test_the_service_gone_changes_nothing_and_the_warning_says_how_old_the_list_is(
    world: World,
) -> None:
    world.publish([*LISTED, Entry("offline.test/")])
    world.service.go_away()
    assert world.update()["outcome"] == "unreachable"
    assert_held_back(world, "offline.test")
    tab = world.browser.new_tab()
    tab.go(world.sites.url("offline.test"))
    tab.wait_for_warning()
    tab.click("#why summary")
    tab.wait_for_text("Who reported it could not be looked up now.")
    tab.wait_for_text("The list on this computer was last confirmed this minute.")
    world.service.come_back()


def test_a_page_that_cannot_be_checked_is_opened_and_said_to_be_so(world: World) -> None:
    world.publish([*LISTED, Entry("docs.test/fraud/")])
    world.service.go_away()
    tab = world.browser.new_tab()
    tab.go(world.sites.url("docs.test", "/fraud/"))
    tab.wait_for_text("docs.test")
    badge = "browser.tabs.query({url: '*://docs.test/*'}).then(([tab]) => "
    badge += "browser.action.getBadgeText({tabId: tab.id}))"
    page = world.browser.page("options/options.html")
    until(lambda: page.run(badge) == "?", what="the mark on the button")
    world.service.come_back()


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_packaged_lists_protect_before_any_service_has_answered(
    name: str, playwright: Playwright, tmp_path: Path
) -> None:
    with ListService() as service, ScamSites() as sites:
        service.publish(LISTED)
        folder = copy_extension(tmp_path / "extension", "http://127.0.0.1:9")  # nobody is there
        service.package(folder / "lists")
        world = World(launch(name, folder, playwright), service, sites)
        until(lambda: world.browser.ask("list-state")["held"], what="the packaged list")
        assert_held_back(world)
        assert service.requests == []
        world.browser.close()
