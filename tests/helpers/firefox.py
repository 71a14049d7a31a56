"""Firefox ESR by WebDriver BiDi, with the extension installed from its packaged zip."""

import base64
import contextlib
import json
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

from tests.helpers.bidi import Bidi, BidiError, plain
from tests.helpers.browsers import Browser, Tab
from tests.helpers.waiting import until

_PROGRAM = "firefox-esr"
_GECKO_ID = "mynah@extension.example"
_UUID = "11111111-2222-4333-8444-555555555555"
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

    def __init__(self, package: Path) -> None:
        super().__init__()
        self._profile = tempfile.TemporaryDirectory(prefix="mynah-firefox-")
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in _PREFS.items()]
        (Path(self._profile.name) / "user.js").write_text("\n".join(lines), "utf-8")
        self._start()
        data = {"type": "archivePath", "path": str(package)}
        install = {"extensionData": data, "moz:permanent": True}
        self._bidi.send("webExtension.install", **install)

    def new_tab(self) -> Tab:
        opened = self._bidi.send("browsingContext.create", type="tab")
        return FirefoxTab(self._bidi, opened["context"])

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

    def close(self) -> None:
        self._stop()
        self._profile.cleanup()

    def _start(self) -> None:
        command = [_PROGRAM, "--headless", "--no-remote", "--remote-allow-system-access"]
        command += ["--profile", self._profile.name, "--remote-debugging-port", "0", "about:blank"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
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


def _texts(node: dict[str, Any]) -> list[str]:
    """The text nodes of a document as BiDi writes it, closed shadow roots included."""
    value = node.get("value", {})
    own = [value["nodeValue"]] if value.get("nodeType") == 3 else []  # Node.TEXT_NODE
    for child in [value.get("shadowRoot"), *value.get("children", [])]:
        own += _texts(child) if child else []
    return own
