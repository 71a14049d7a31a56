"""The main job: a feed on disk, one command, and a warning in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import launch
from tests.helpers.browsers import Browser, copy_extension
from tests.helpers.running import Installation
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

SCAM = "profits.mynah-sample.com"
LATER = "shop.mynah-sample.com"


@pytest.fixture(params=["chromium", "firefox"])
def installed(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path
) -> Iterator[tuple[Installation, Browser]]:
    """The service with a refreshed list, and a browser that knows only its address."""
    installation = Installation(tmp_path)
    installation.feed_lists(SCAM)
    done = installation.run("refresh")
    assert done.returncode == 0, done.stderr
    with installation.serving() as address:
        browser = launch(request.param, copy_extension(tmp_path / "extension", address), playwright)
        try:
            until(lambda: browser.ask("list-state")["held"], what="the first list")
            yield installation, browser
        finally:
            browser.close()


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
