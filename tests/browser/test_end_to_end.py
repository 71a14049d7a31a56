"""The main jobs, with the service as people run it: a feed on disk becomes a warning, a report is followed, a key is replaced."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import launch
from tests.helpers.browsers import Browser, Tab, copy_extension
from tests.helpers.forms import fill, is_shown, press, text_of
from tests.helpers.running import Installation
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

SCAM = "profits.mynah-sample.com"
LATER = "shop.mynah-sample.com"


class Setting:
    """An installation with a refreshed list, and a browser that knows only its address."""

    def __init__(self, name: str, playwright: Playwright, folder: Path) -> None:
        self._name, self._playwright, self._folder = name, playwright, folder
        self.installation = Installation(folder)
        self.installation.feed_lists(SCAM)
        self.run("refresh")

    def run(self, *arguments: str) -> str:
        """Run a command that is to succeed; give what it prints."""
        done = self.installation.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def browsing(self, address: str) -> Iterator[Browser]:
        """Start a browser and let it take the lists."""
        folder = copy_extension(self._folder / "extension", address)
        browser = launch(self._name, folder, self._playwright)
        try:
            until(lambda: browser.ask("list-state")["held"], what="the first list")
            yield browser
        finally:
            browser.close()


@pytest.fixture(params=["chromium", "firefox"])
def setting(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path) -> Setting:
    return Setting(request.param, playwright, tmp_path)


@pytest.fixture
def installed(setting: Setting) -> Iterator[tuple[Installation, Browser]]:
    with setting.installation.serving() as address, setting.browsing(address) as browser:
        yield setting.installation, browser


def test_a_feed_on_disk_becomes_a_warning_and_its_withdrawal_a_visit(
    installed: tuple[Installation, Browser],
) -> None:
    installation, browser = installed
    with ScamSites() as sites:
        tab = browser.new_tab()
        tab.go(sites.url(SCAM, "/register"))
        tab.wait_for_warning()
        tab.wait_for_text("Reported as: a fake investment")
        assert "A sample feed" in tab.words()
        assert sites.contacted(SCAM) == []

        installation.feed_lists(SCAM, LATER)
        assert installation.run("refresh").returncode == 0
        assert browser.ask("update-lists")["outcome"] == "updated"
        tab.go(sites.url(LATER))
        tab.wait_for_warning()
        assert sites.contacted(LATER) == []

        decided = installation.run("decide", "allow", LATER, "--reason", "The owner wrote to us.")
        assert decided.returncode == 0, decided.stderr
        assert installation.run("refresh").returncode == 0
        assert browser.ask("update-lists")["outcome"] == "updated"
        tab.go(sites.url(LATER))
        tab.wait_for_text(LATER)
        until(lambda: sites.contacted(LATER), what="the visit")


def test_a_report_from_the_popup_is_judged_listed_and_followed(setting: Setting) -> None:
    secret = setting.run("token", "create", "--role", "moderator", "--name", "Ann").split()[-1]
    with (
        ScamSites() as sites,
        setting.installation.serving() as address,
        setting.browsing(address) as browser,
    ):
        tab = browser.new_tab()
        tab.go(sites.url(LATER, "/cart?id=7"))
        tab.wait_for_text(LATER)
        popup = send_report(browser, tab)
        popup.wait_for_text("Received. Nobody has looked at it yet.")
        status = popup.run("document.querySelector('#reports-list a').href")
        block_first_case(browser.new_tab(), address, secret)
        page = browser.new_tab()
        page.go(status)
        page.wait_for_text("Listed")
        later = opened_popup(browser, tab)
        press(later, "#reports summary")
        later.wait_for_text("Listed.")
        setting.run("refresh")
        assert browser.ask("update-lists")["outcome"] == "updated"
        tab.go(sites.url(LATER, "/cart?id=8"))
        tab.wait_for_warning()
        tab.wait_for_text("Reported as: a fake shop")


def opened_popup(browser: Browser, tab: Tab) -> Tab:
    """The popup over the tab, with its words on the site."""
    popup = browser.popup_over(tab)
    until(lambda: text_of(popup, "status"), what="the popup's words on the site")
    return popup


def send_report(browser: Browser, tab: Tab) -> Tab:
    """Report the tab's site from the popup; give the popup."""
    popup = opened_popup(browser, tab)
    press(popup, "#report-open")
    until(lambda: is_shown(popup, "report"), what="the form")
    fill(popup, "report-category", "shop")
    fill(popup, "report-note", "They asked for more.")
    press(popup, "#report-send")
    until(lambda: is_shown(popup, "here"), what="the way back")
    return popup


def block_first_case(tab: Tab, address: str, secret: str) -> None:
    """Sign in as a moderator, and have the first case of the queue listed."""
    tab.go(f"{address}/moderation/sign-in")
    tab.wait_for_url("/moderation/sign-in")
    fill(tab, "token", secret)
    press(tab, "button.main")
    until(lambda: tab.run("document.querySelector('.queue .open') !== null"), what="the queue")
    press(tab, ".queue .open")
    until(lambda: tab.run("document.querySelector('#block button') !== null"), what="the case")
    fill(tab, "block_reason", "It sends nothing")
    press(tab, "#block button")
    until(lambda: tab.run("document.querySelector('#done') !== null"), what="the ruling")


def test_a_browser_follows_a_hand_over_of_the_signing_key_and_no_other_key(
    setting: Setting,
) -> None:
    installation = setting.installation
    with ScamSites() as sites, ExitStack() as stack:
        with installation.serving() as address:
            browser = stack.enter_context(setting.browsing(address))
        first = browser.ask("list-state")["pin"]["publicKey"]
        setting.run("key", "next")
        setting.run("key", "switch")
        installation.feed_lists(SCAM, LATER)
        setting.run("refresh")
        with installation.serving():
            assert browser.ask("update-lists")["outcome"] == "updated"
        second = browser.ask("list-state")["pin"]["publicKey"]
        assert second != first
        is_held_back(browser, sites.url(LATER))
        # A key that nobody handed over: as if somebody else had taken the service's name.
        for name in ("signing.key", "handovers.json"):
            (installation.data / name).unlink()
        with installation.serving():
            refused = browser.ask("update-lists")
        assert (refused["outcome"], refused["code"]) == ("refused", "key")
        assert browser.ask("list-state")["pin"]["publicKey"] == second
        is_held_back(browser, sites.url(LATER))


def is_held_back(browser: Browser, url: str) -> None:
    tab = browser.new_tab()
    tab.go(url)
    tab.wait_for_warning()
