"""The first page: opened once, by an installation and by nothing else."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import LISTED, launch
from tests.helpers.browsers import Tab, copy_extension
from tests.helpers.list_service import ListService
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser


def first_pages(page: Tab) -> int:
    urls = page.run("browser.tabs.query({}).then(tabs => tabs.map(tab => `${tab.url}`).join())")
    return str(urls).count("welcome/welcome.html")


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_it_is_opened_once_and_leads_to_the_options(
    name: str, playwright: Playwright, tmp_path: Path
) -> None:
    with ListService() as service:
        service.publish(LISTED)
        browser = launch(name, copy_extension(tmp_path / "extension", service.url), playwright)
        try:
            page = browser.page("options/options.html")
            # Chromium tells of policies, which may forbid the page, once it has nothing else to do.
            until(lambda: first_pages(page) == 1, what="the first page")
            browser.stop_background()
            browser.ask("update-lists")
            assert first_pages(page) == 1
            browser.restart()
            until(lambda: browser.ask("list-state")["held"], what="the lists")
            assert first_pages(browser.page("options/options.html")) == 0
            page = browser.page("welcome/welcome.html")
            page.wait_for_text("A site without a warning is not always safe.")
            page.click("#options")
            until(lambda: service.requests)
            assert [path for path in service.requests if path.startswith("/v1/reports")] == []
        finally:
            browser.close()
