"""Real browsers behind one small interface, so that the same tests run in both."""

import json
import shutil
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from tests.helpers.waiting import until

EXTENSION = Path(__file__).parents[2] / "extension"
WARNING = "warning/warning.html"


class Tab(ABC):
    """One tab. Questions about a page that is just being left are answered with nothing."""

    @abstractmethod
    def go(self, url: str) -> None:
        """Begin to open the address, as if typed; it may be blocked."""

    @abstractmethod
    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page (a promise is awaited)."""

    @abstractmethod
    def click(self, selector: str) -> None:
        """Click on the element as a person would."""

    @abstractmethod
    def click_at(self, x: float, y: float) -> None:
        """Click on a point of the page."""

    @abstractmethod
    def show(self) -> None:
        """Bring the tab to the front and give it the focus."""

    @abstractmethod
    def press(self, *keys: str) -> None:
        """Press keys together, such as "Control" and "c", where the focus is."""

    @abstractmethod
    def plant(self, script: str) -> None:
        """Run the script in each page of this tab before the page, as another extension would."""

    @abstractmethod
    def back(self) -> None:
        """Press the browser's back button."""

    @abstractmethod
    def words(self) -> str:
        """All text of the page, that in closed shadow roots included."""

    @abstractmethod
    def picture(self, target: Path, width: int, height: int) -> None:
        """Save what a window of that size shows."""

    def url(self) -> str:
        """The address of the page now shown."""
        return str(self.run("location.href"))

    def place(self) -> str:
        """The same without its fragment."""
        return self.url().partition("#")[0]

    def text(self) -> str:
        """What a person reads, details that are closed left out."""
        return str(self.run("document.body ? document.body.innerText : ''"))

    def wait_for_url(self, part: str, seconds: float = 30) -> None:
        """Wait until the page's address holds `part` and the page is there.

        What stands behind "#" does not count: the warning page has the whole target there.
        """
        until(
            lambda: part in self.place() and self.run("document.readyState") == "complete",
            seconds,
            f"opening {part}, from {self.url()},",
        )

    def wait_for_text(self, part: str, seconds: float = 30) -> None:
        """Wait until the page says `part`."""
        until(lambda: part in self.text(), seconds, f"the words {part!r} in {self.text()!r}")

    def wait_for_warning(self, seconds: float = 30) -> None:
        """Wait until the tab shows the warning page, with its words filled in."""
        self.wait_for_url(WARNING, seconds)
        until(lambda: self.run("document.getElementById('title').textContent"), seconds)


class Browser(ABC):
    """One running browser with the extension in it, and a profile of its own."""

    name: str
    root: str  # where the extension's pages lie, such as "moz-extension://…/"

    def __init__(self) -> None:
        self._desk: Tab | None = None  # a page of the extension, from which its worker is asked

    @abstractmethod
    def new_tab(self) -> Tab:
        """Open an empty tab."""

    @abstractmethod
    def popup_over(self, tab: Tab) -> Tab:
        """Open the popup as a tab behind this one: no tool reaches the real one."""

    @abstractmethod
    def tidy(self) -> None:
        """Let go of the tabs that were opened since the last time."""

    @abstractmethod
    def stop_background(self) -> None:
        """End the extension's worker, as browsers do with idle ones."""

    @abstractmethod
    def kill_background(self) -> None:
        """End the extension's worker at once, whatever it is doing."""

    def restart(self) -> None:
        """End the browser, and start it with the same profile."""
        self._desk = None
        self._stop()
        self._start()

    @abstractmethod
    def _start(self) -> None:
        """Start the browser with its profile."""

    @abstractmethod
    def _stop(self) -> None:
        """End the browser."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    def page(self, path: str) -> Tab:
        """Open one of the extension's pages in a tab."""
        return self._opened(self.new_tab(), path)

    def ask(self, name: str, **body: object) -> Any:
        """Send the worker a message, from the extension's options page."""
        message = json.dumps({"name": name, **body})
        self._desk = self._desk or self._opened(self.new_tab(), "options/options.html")
        return self._desk.run(f"browser.runtime.sendMessage({message})")

    @abstractmethod
    def tabs(self) -> list[tuple[str, Tab]]:
        """All tabs with their addresses, asked of no page; those in own windows too."""

    def question(self) -> Tab:
        """Wait for the window in which the extension asks something, with its words filled in."""
        return until(self._question, what="the question")

    def asks(self) -> bool:
        """Say whether the extension asks something now."""
        return self._question() is not None

    def stop_asking(self) -> None:
        """Close every window with a question, as a test may leave one open."""
        for tab in self._asking():
            tab.run("void window.close()")
        until(lambda: not self._asking(), what="the end of all questions")

    def _question(self) -> Tab | None:
        shown = "!['waiting', 'ended', undefined].includes(document.body?.dataset.state)"
        return next((tab for tab in self._asking() if _shows(tab, shown)), None)

    def _asking(self) -> list[Tab]:
        return [tab for url, tab in self.tabs() if url.startswith(f"{self.root}ask/ask.html")]

    def _opened(self, tab: Tab, path: str) -> Tab:
        tab.go(self.root + path)
        tab.wait_for_url(path.partition("#")[0])
        return tab


def _shows(tab: Tab, condition: str) -> bool:
    """Say whether a condition holds in a tab; not in one that is being closed meanwhile."""
    try:
        return tab.run(condition) is True
    except Exception:  # each browser's own
        return False


def copy_extension(target: Path, server: str, public_key: str | None = None) -> Path:
    """Copy the extension's folder, set to another service, and return it."""
    shutil.copytree(EXTENSION, target, ignore=shutil.ignore_patterns("tools"))
    settings = {"server": server, "public_key": public_key}
    (target / "options" / "server.json").write_text(json.dumps(settings), "utf-8")
    return target
