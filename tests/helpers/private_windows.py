"""Private windows of both browsers, opened and looked at as a test needs it."""

import json
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Error
from websockets.sync.client import connect

from tests.helpers.browsers import Browser, Tab
from tests.helpers.chromium import Chromium, ChromiumTab
from tests.helpers.firefox import Firefox, FirefoxTab
from tests.helpers.waiting import until

_OPEN = "browser.windows.create({{incognito: true, url: {url}}}).then(made => made?.id ?? null)"
_CLOSE = """browser.windows.getAll().then(all => Promise.all(
  all.filter(({incognito}) => incognito).map(({id}) => browser.windows.remove(id))))"""


def allow(browser: Browser, playwright_page: str = "chrome://extensions") -> None:
    """Let the extension into Chromium's private windows, as its page of extensions does.

    Firefox is told so when the extension is installed.
    """
    assert isinstance(browser, Chromium)
    page = browser.context.new_page()
    page.goto(playwright_page)
    page.evaluate("chrome.developerPrivate.updateProfileConfiguration({inDeveloperMode: true})")
    asked = {"extensionId": browser.root.split("/")[2], "incognitoAccess": True}
    page.evaluate(f"chrome.developerPrivate.updateExtensionConfiguration({json.dumps(asked)})")
    browser.begin_anew()
    until(lambda: _opens(page, f"{browser.root}popup/popup.html"), what="the extension's return")


def _opens(page: Any, url: str) -> bool:
    """The extension is loaded again, and is away for that moment."""
    try:
        page.goto(url)
    except Error:
        return False
    return True


def open_private(browser: Browser, url: str) -> None:
    """Open a private window with the address, from a page of the extension."""
    browser.page("popup/popup.html#opener").run(_OPEN.format(url=json.dumps(url)))


def close_private(browser: Browser) -> None:
    """Close every private window."""
    browser.page("popup/popup.html#closer").run(_CLOSE)


def private_tab(browser: Browser, part: str) -> Tab:
    """The tab, private or not, whose address holds `part`, once there is one."""
    if isinstance(browser, Firefox):
        return until(lambda: _firefox_tab(browser, part), what=f"a tab at {part}")
    assert isinstance(browser, Chromium)
    return until(lambda: _chromium_tab(browser, part), what=f"a tab at {part}")


def _firefox_tab(browser: Firefox, part: str) -> Tab | None:
    for context in browser.contexts():
        if part in context["url"]:
            return FirefoxTab(browser.bidi, context["context"])
    return None


def _chromium_tab(browser: Chromium, part: str) -> Tab | None:
    """Private windows are in no context of Playwright's: the browser's own port shows them."""
    port = (Path(browser.profile) / "DevToolsActivePort").read_text().split("\n")[0]
    with urlopen(f"http://127.0.0.1:{port}/json") as answer:
        for target in json.load(answer):
            if target["type"] == "page" and part in target["url"]:
                return _PrivateChromiumTab(target["webSocketDebuggerUrl"])
    return None


class _PrivateChromiumTab(ChromiumTab):
    """What a test asks of a tab in a private window: to look at it."""

    def __init__(self, address: str) -> None:
        self._address = address

    def run(self, expression: str) -> Any:
        asked = {"expression": f"(async () => ({expression}))()", "awaitPromise": True}
        result = self._send("Runtime.evaluate", **asked, returnByValue=True)["result"]
        return result.get("value")

    def words(self) -> str:
        return self.text()

    def _send(self, method: str, **params: Any) -> Any:
        with connect(self._address, max_size=None) as socket:
            socket.send(json.dumps({"id": 1, "method": method, "params": params}))
            while (answer := json.loads(socket.recv(20))).get("id") != 1:
                pass
        return answer["result"]
