"""Firefox ESR by WebDriver BiDi, with the extension installed from its packaged zip."""

import base64
import contextlib
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.helpers.bidi import Bidi, BidiError, plain
from tests.helpers.browsers import Browser, Tab
from tests.helpers.waiting import until

_PROGRAM = "firefox-esr"
_GECKO_ID = "mynah@extension.example"
_UUID = "11111111-2222-4333-8444-555555555555"
_KILL = f"""WebExtensionPolicy.getByID({json.dumps(_GECKO_ID)}).extension.terminateBackground(
  {{ignoreDevToolsAttached: true, disableResetIdleForTest: true}})"""
_READY = "WebDriver BiDi listening on "
_PREFS: dict[str, object] = {
    "network.dns.forceResolve": "127.0.0.1",  # every host is this machine
    "extensions.webextensions.uuids": json.dumps({_GECKO_ID: _UUID}),
    "extensions.background.idle.timeout": 2000,  # ms: the event page ends often, as it may
    "xpinstall.signatures.required": False,  # ours is unsigned, and has to outlive a restart
    "extensions.autoDisableScopes": 0,
    "app.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "captivedetect.canonicalURL": "",
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.security.https_first": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
_KEYS = {"Control": "\ue009", "Tab": "\ue004", "Enter": "\ue007"}  # as WebDriver writes them
_MOUSE = {"type": "pointer", "id": "mouse"}
# What a person sees of an element may lie below the window's edge.
_SEEN = """(() => {{ const element = document.querySelector({selector});
  element?.scrollIntoView({{block: 'center'}}); return element; }})()"""


class FirefoxTab(Tab):
    def __init__(self, bidi: Bidi, context: str) -> None:
        self.bidi, self.context = bidi, context

    def go(self, url: str) -> None:
        with contextlib.suppress(BidiError):  # a blocked page ends the navigation asked for
            self.bidi.send("browsingContext.navigate", context=self.context, url=url, wait="none")

    def run(self, expression: str) -> Any:
        try:
            result = self._evaluate(f"(async () => ({expression}))()")
        except BidiError as error:
            if "no such frame" in str(error) or "unknown error" in str(error):
                return ""  # the page is just being left
            raise
        if result["type"] == "exception":
            text = result["exceptionDetails"]["text"]
            if "document.body is null" in text or "closed" in text:
                return ""
            raise BidiError(text)
        return plain(result["result"])

    def click(self, selector: str) -> None:
        find = _SEEN.format(selector=json.dumps(selector))
        node = until(lambda: self._evaluate(find)["result"].get("sharedId"), what=selector)
        self._press(0, 0, origin={"type": "element", "element": {"sharedId": node}})

    def click_at(self, x: float, y: float) -> None:
        self._press(round(x), round(y), origin="viewport")

    def _press(self, x: int, y: int, origin: object) -> None:
        move = {"type": "pointerMove", "x": x, "y": y, "origin": origin}
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        actions = [{**_MOUSE, "actions": [move, *press]}]
        self.bidi.send("input.performActions", context=self.context, actions=actions)

    def show(self) -> None:
        self.bidi.send("browsingContext.activate", context=self.context)

    def press(self, *keys: str) -> None:
        values = [_KEYS.get(key, key) for key in keys]
        down = [{"type": "keyDown", "value": value} for value in values]
        up = [{"type": "keyUp", "value": value} for value in reversed(values)]
        actions = [{"type": "key", "id": "keys", "actions": [*down, *up]}]
        self.bidi.send("input.performActions", context=self.context, actions=actions)

    def plant(self, script: str) -> None:
        declared = f"() => {{ {script} }}"
        self.bidi.send(
            "script.addPreloadScript", functionDeclaration=declared, contexts=[self.context]
        )

    def back(self) -> None:
        self.run("history.back()")

    def words(self) -> str:
        options = {"maxDomDepth": None, "includeShadowTree": "all"}
        result = self._evaluate("document.documentElement", serializationOptions=options)
        return " ".join(_texts(result["result"]))

    def picture(self, target: Path, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self.bidi.send("browsingContext.setViewport", context=self.context, viewport=size)
        shot = self.bidi.send("browsingContext.captureScreenshot", context=self.context)
        target.write_bytes(base64.b64decode(shot["data"]))

    def _evaluate(self, expression: str, **more: object) -> Any:
        target = {"context": self.context}
        return self.bidi.send(
            "script.evaluate", expression=expression, target=target, awaitPromise=True, **more
        )


class Firefox(Browser):
    name = "firefox"
    root = f"moz-extension://{_UUID}/"

    def __init__(
        self,
        package: Path | None,
        proxy: int | None = None,
        policy: dict[str, Any] | None = None,
        *,
        private: bool = False,
        more: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """`package` None: without the extension. `proxy` is the port of one for everything;
        `policy` is for the extension.

        `private`: whether the extension is let into private windows; `more`: other preferences.
        """
        super().__init__()
        self._profile = tempfile.TemporaryDirectory(prefix="mynah-firefox-")
        prefs = _PREFS | (_through(proxy) if proxy else {}) | dict(more)
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in prefs.items()]
        (Path(self._profile.name) / "user.js").write_text("\n".join(lines), "utf-8")
        self._home = _home_with(Path(self._profile.name), policy) if policy else None
        self._private = private
        self._start()
        if package:
            self.install(package)

    def install(self, package: Path) -> None:
        """Install a package, over the one that is there if there is one."""
        data = {"type": "archivePath", "path": str(package)}
        more = {"moz:permanent": True, "moz:allowPrivateBrowsing": self._private}
        self._bidi.send("webExtension.install", extensionData=data, **more)
        self._desk = None

    @property
    def pid(self) -> int:
        """The browser's first process."""
        return int(self._process.pid)

    @property
    def bidi(self) -> Bidi:
        """The session by which it is driven."""
        return self._bidi

    def contexts(self) -> list[dict[str, Any]]:
        """Every tab of every window."""
        tree = self._bidi.send("browsingContext.getTree", maxDepth=0)
        contexts: list[dict[str, Any]] = tree["contexts"]
        return contexts

    def new_tab(self) -> Tab:
        opened = self._bidi.send("browsingContext.create", type="tab")
        return FirefoxTab(self._bidi, opened["context"])

    def popup_over(self, tab: Tab) -> Tab:
        assert isinstance(tab, FirefoxTab)
        self._bidi.send("browsingContext.activate", context=tab.context)
        opened = self._bidi.send("browsingContext.create", type="tab", background=True)
        return self._opened(FirefoxTab(self._bidi, opened["context"]), "popup/popup.html")

    def tabs(self) -> list[tuple[str, Tab]]:
        tree = self._bidi.send("browsingContext.getTree", maxDepth=0)["contexts"]
        return [(one["url"], FirefoxTab(self._bidi, one["context"])) for one in tree]

    def tidy(self) -> None:
        tree = self._bidi.send("browsingContext.getTree", maxDepth=0)["contexts"]
        for old in tree[1:]:  # the last tab would take the window along
            self._bidi.send("browsingContext.close", context=old["context"])
        self._desk = None

    def stop_background(self) -> None:
        tab = self.page("options/options.html")
        is_gone = "browser.extension.getBackgroundPage() === null"
        until(lambda: tab.run(is_gone), what="the event page's end")

    def kill_background(self) -> None:
        """From within the browser itself, which no page may do."""
        self.run_inside(_KILL)

    def run_inside(self, expression: str) -> Any:
        """Evaluate with the rights of the browser itself."""
        scope = {"moz:scope": "chrome"}
        tree = self._bidi.send("browsingContext.getTree", maxDepth=0, **scope)
        window = {"context": tree["contexts"][0]["context"]}
        return self._bidi.send(
            "script.evaluate", expression=expression, target=window, awaitPromise=True
        )

    def close(self) -> None:
        self._stop()
        self._profile.cleanup()

    def _start(self) -> None:
        command = [_PROGRAM, "--headless", "--no-remote", "--remote-allow-system-access"]
        command += ["--profile", self._profile.name, "--remote-debugging-port", "0", "about:blank"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=self._home
        )
        assert self._process.stderr is not None
        address = next(line for line in self._process.stderr if _READY in line)
        self._drain = threading.Thread(target=self._process.stderr.read, daemon=True)
        self._drain.start()  # or the browser would wait for somebody to read its complaints
        self._bidi = Bidi(address.split(_READY)[1].strip())

    def _stop(self) -> None:
        with contextlib.suppress(BidiError):
            self._bidi.send("browser.close")
        self._bidi.close()
        self._process.wait(timeout=20)
        self._drain.join()
        assert self._process.stderr is not None
        self._process.stderr.close()


def _home_with(profile: Path, policy: dict[str, Any]) -> dict[str, str]:
    """An environment whose home has a policy for the extension: of this browser's, and no other."""
    folder = profile / "home" / ".mozilla" / "managed-storage"
    folder.mkdir(parents=True)
    named = {"name": _GECKO_ID, "description": "A test's", "type": "storage", "data": policy}
    (folder / f"{_GECKO_ID}.json").write_text(json.dumps(named), "utf-8")
    return {**os.environ, "HOME": str(profile / "home")}


def _through(port: int) -> dict[str, object]:
    """Preferences that send everything through the proxy, what is for this machine as well."""
    sides = {f"network.proxy.{side}": "127.0.0.1" for side in ("http", "ssl")}
    ports = {f"network.proxy.{side}_port": port for side in ("http", "ssl")}
    rest: dict[str, object] = {"network.proxy.type": 1, "network.proxy.no_proxies_on": ""}
    return {**rest, **sides, **ports, "network.proxy.allow_hijacking_localhost": True}


def _texts(node: dict[str, Any]) -> list[str]:
    """The text nodes of a document as BiDi writes it, closed shadow roots included."""
    value = node.get("value", {})
    own = [value["nodeValue"]] if value.get("nodeType") == 3 else []  # Node.TEXT_NODE
    for child in [value.get("shadowRoot"), *value.get("children", [])]:
        own += _texts(child) if child else []
    return own
