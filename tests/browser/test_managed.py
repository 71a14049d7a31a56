"""What a school or firm sets for the extension holds, and cannot be changed by whoever uses it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import LISTED, launch, packaged
from tests.helpers.browsers import Browser, copy_extension
from tests.helpers.firefox import Firefox
from tests.helpers.forms import is_shown
from tests.helpers.list_service import ListService
from tests.helpers.policies import chromium_policy
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture(params=["chromium", "firefox"])
def managed(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path
) -> Iterator[tuple[Browser, ListService]]:
    """A browser whose extension was packaged for a service that the policy replaces."""
    folder = copy_extension(tmp_path / "extension", "http://127.0.0.1:9")
    with ListService() as service, ExitStack() as stack:
        service.publish(LISTED)
        policy: dict[str, Any] = {
            "server": service.url,
            "publicKey": service.manifest["public_key"],
            "allowedHosts": ["intranet.listed.test"],
            "checks": {"clipboard": False},
            "pause": False,
            "lock": True,
            "welcome": False,
        }
        browser: Browser
        if request.param == "chromium":
            try:
                stack.enter_context(chromium_policy(folder, policy))
            except PermissionError:
                pytest.skip("only root can set a policy for Chromium")
            browser = launch("chromium", folder, playwright)
        else:
            browser = Firefox(packaged(folder), policy=policy)
        stack.callback(browser.close)
        until(lambda: browser.ask("settings")["managed"], what="the policy")
        browser.ask("update-lists")
        yield browser, service


def test_a_policy_holds_and_is_shown_as_one(managed: tuple[Browser, ListService]) -> None:
    browser, service = managed
    state = browser.ask("settings")
    assert state["server"] == service.url
    assert state["values"]["checks"]["clipboard"] is False
    assert state["managed"]["pause"] is False
    assert browser.ask("list-state")["pin"]["publicKey"] == service.manifest["public_key"]
    changes = {"server": "https://elsewhere.test", "allowedHosts": [], "checks": {}}
    assert browser.ask("choose-settings", changes=changes)["code"] == "locked"
    page = browser.page("options/options.html")
    until(lambda: page.run("document.getElementById('checks').dataset.ready"))
    page.wait_for_text("Set by your organisation. It cannot be changed here.")
    for id in ("server", "save", "check-clipboard", "check-pages"):
        assert page.run(f"document.getElementById('{id}').disabled"), id
    assert not is_shown(page, "hosts-form")
    assert page.run("document.getElementById('strict').disabled") is False
    with ScamSites() as sites:
        tab = browser.new_tab()
        tab.go(sites.url("listed.test"))
        tab.wait_for_warning()
        tab.go(sites.url("intranet.listed.test"))
        tab.wait_for_text("intranet.listed.test")
        tab.wait_for_url("intranet.listed.test")
    paused = {"url": "http://casino.test/", "tabId": 1, "until": "hour"}
    assert browser.ask("pause-here", **paused)["outcome"] == "refused"


def test_a_policy_can_keep_the_first_page_away(managed: tuple[Browser, ListService]) -> None:
    browser, _ = managed
    page = browser.page("options/options.html")
    urls = page.run("browser.tabs.query({}).then(tabs => tabs.map(tab => `${tab.url}`).join())")
    assert "options.html" in urls
    assert "welcome" not in urls
