"""Chromium by Playwright, with the extension's folder loaded unpacked."""

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.helpers.browsers import Browser, Tab
from tests.helpers.waiting import until

PROGRAM = "/usr/bin/chromium"
# A real feed can list no `.test` name (the guards hold them), so one other name is ours as well.
_HOSTS = (
    "MAP *.test 127.0.0.1, MAP *.mynah-sample.com 127.0.0.1, MAP [::ffff:7f00:9] 127.0.0.1, "
    "MAP *.localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
)


class ChromiumTab(Tab):
    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, url: str) -> None:
        try:
            self.page.goto(url, wait_until="commit")
        except Error as error:  # a blocked page ends the navigation that was asked for
            if not any(word in error.message for word in ("ERR_", "interrupted")):
                raise

    def run(self, expression: str) -> Any:
        try:
            return self.page.evaluate(f"async () => ({expression})")
        except Error as error:
            if any(word in error.message for word in ("was destroyed", "navigat", "been closed")):
                return ""
            raise

    def click(self, selector: str) -> None:
        try:
            self.page.click(selector)
        except Error as error:  # what was clicked may close its own window
            if "has been closed" not in error.message:
                raise

    def click_at(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)

    def show(self) -> None:
        self.page.bring_to_front()

    def press(self, *keys: str) -> None:
        self.page.keyboard.press("+".join(keys))

    def plant(self, script: str) -> None:
        self.page.add_init_script(script)

    def back(self) -> None:
        self.run("history.back()")

    def words(self) -> str:
        session = self.page.context.new_cdp_session(self.page)
        root = session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
        session.detach()
        return " ".join(_texts(root))

    def picture(self, target: Path, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.screenshot(path=target)


class Chromium(Browser):
    name = "chromium"

    def __init__(
        self, playwright: Playwright, extension: Path | None, proxy: int | None = None
    ) -> None:
        """`extension` None: without one. `proxy`: the port of one for everything."""
        super().__init__()
        self._playwright, self._extension, self._proxy = playwright, extension, proxy
        self._profile = tempfile.TemporaryDirectory(prefix="mynah-chromium-")
        self._start()

    def new_tab(self) -> Tab:
        return ChromiumTab(self._context.new_page())

    def popup_over(self, tab: Tab) -> Tab:
        assert isinstance(tab, ChromiumTab)
        self.ask("list-state")  # so that there is a page of ours to open it from
        assert self._desk is not None
        with self._context.expect_page() as opening:
            address = f"{{url: '{self.root}popup/popup.html', active: false}}"
            tab.page.bring_to_front()
            self._desk.run(f"browser.tabs.create({address}).then(() => true)")
        popup = ChromiumTab(opening.value)
        popup.wait_for_url("popup/popup.html")
        return popup

    def tabs(self) -> list[tuple[str, Tab]]:
        self._context.cookies("http://nobody.test")  # what happened is heard of with an answer only
        pages = [page for page in self._context.pages if not page.is_closed()]
        return [(page.url, ChromiumTab(page)) for page in pages]

    def tidy(self) -> None:
        """Leave them open: Playwright can hang for good on closing a page that was redirected."""

    def stop_background(self) -> None:
        page = self._context.new_page()
        page.goto(f"{self.root}popup/popup.html")
        session = self._context.new_cdp_session(page)
        states: list[str] = []
        session.on(
            "ServiceWorker.workerVersionUpdated", lambda event: states.extend(_states(event))
        )
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        until(lambda: page.evaluate("1") and "stopped" in states, what="the worker's end")

    def kill_background(self) -> None:
        """Its end is the same, idle or not."""
        self.stop_background()

    def close(self) -> None:
        self._stop()
        self._profile.cleanup()

    @property
    def context(self) -> BrowserContext:
        """What Playwright drives."""
        return self._context

    @property
    def profile(self) -> str:
        """The folder of the profile."""
        return self._profile.name

    def begin_anew(self) -> None:
        """Forget the page from which the worker was asked: the extension was loaded again."""
        self._desk = None

    def _start(self) -> None:
        self._context = self._launch()

    def _stop(self) -> None:
        self._context.close()

    def _launch(self) -> BrowserContext:
        context = self._playwright.chromium.launch_persistent_context(
            self._profile.name,
            executable_path=PROGRAM,
            chromium_sandbox=False,
            headless=True,
            ignore_default_args=["--disable-back-forward-cache"],  # people have it on
            args=[
                *("--no-first-run", "--disable-quic", "--disable-gpu", "--disable-sync"),
                *("--disable-background-networking", "--disable-component-update"),
                "--remote-debugging-port=0",  # for private windows, which Playwright cannot see
                f"--host-resolver-rules={_HOSTS}",
                *(_through(self._proxy) if self._proxy else ()),
                *(_loading(self._extension) if self._extension else ()),
            ],
        )
        context.set_default_timeout(15_000)
        if self._extension is None:
            return context
        workers = context.service_workers or [context.wait_for_event("serviceworker")]
        self.root = workers[0].url.removesuffix("background/service-worker.js")
        return context


def _through(port: int) -> list[str]:
    """Flags that send everything through the proxy, what is for this machine as well."""
    return [f"--proxy-server=127.0.0.1:{port}", "--proxy-bypass-list=<-loopback>"]


def _loading(extension: Path) -> list[str]:
    """Flags that load this extension and no other."""
    return [f"--disable-extensions-except={extension}", f"--load-extension={extension}"]


def _states(event: dict[str, Any]) -> list[str]:
    return [version["runningStatus"] for version in event["versions"]]


def _texts(node: dict[str, Any]) -> list[str]:
    """The text nodes of a document as the debugger sees it."""
    own = [node["nodeValue"]] if node["nodeType"] == 3 else []  # Node.TEXT_NODE
    for child in [*node.get("shadowRoots", []), *node.get("children", [])]:
        own += _texts(child)
    return own
