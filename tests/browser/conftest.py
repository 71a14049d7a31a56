"""A browser of each kind with the extension in it, a service it gets its lists from, and sites."""

import importlib.util
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Playwright, sync_playwright

from service.model import Category, Severity
from tests.helpers.browsers import EXTENSION, Browser, copy_extension
from tests.helpers.chromium import Chromium
from tests.helpers.firefox import Firefox
from tests.helpers.list_service import Entry, ListService
from tests.helpers.private_windows import allow
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

BITCOIN = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
LISTED = (
    Entry("listed.test/", sources=(("A public feed", "2026-10-05T00:00:00Z"),)),
    Entry("127.0.0.9/"),
    Entry("shared.test/bad/", category=Category.PHISHING),
    Entry("casino.test/", Severity.WARN, Category.GAMBLING),
    Entry(f"bitcoin:{BITCOIN}", category=Category.STOLEN_FUNDS),
)


@dataclass(frozen=True)
class World:
    """One browser, the service and the sites around it."""

    browser: Browser
    service: ListService
    sites: ScamSites

    def publish(self, entries: Sequence[Entry] = LISTED, **how: Any) -> dict[str, Any]:
        """Publish entries, have the browser fetch them, and return what it says came of it."""
        self.service.publish(entries, **how)
        return self.update()

    def update(self) -> dict[str, Any]:
        """Have the browser ask the service for lists now."""
        outcome: dict[str, Any] = self.browser.ask("update-lists")
        return outcome


def packing() -> ModuleType:
    """The packaging script, which is no part of any package."""
    spec = importlib.util.spec_from_file_location("pack", EXTENSION / "tools" / "pack.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def firefox() -> Iterator[Browser]:
    """Firefox without the extension: what most people have who read the service's pages."""
    started = Firefox(None)
    yield started
    started.close()


def launch(
    name: str,
    folder: Path,
    playwright: Playwright,
    proxy: int | None = None,
    *,
    private: bool = False,
) -> Browser:
    """Start a browser with the extension of the folder: Chromium unpacked, Firefox packaged.

    `private`: with the extension allowed in private windows.
    """
    if name == "firefox":
        return Firefox(packaged(folder), proxy, private=private)
    browser = Chromium(playwright, folder, proxy)
    if private:
        allow(browser)
    return browser


def packaged(folder: Path) -> Path:
    """Write the folder's extension as a package for Firefox; return its path."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    package = folder.with_name(f"{folder.name}-{manifest['version']}.xpi")
    pack = packing()
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    files = {
        **{name: path.read_bytes() for name, path in named.items() if pack.is_packaged(name)},
        "manifest.json": json.dumps(pack.manifest_for("firefox", manifest)).encode(),
    }
    pack.write_zip(package, files)
    return package


@pytest.fixture(params=["chromium", "firefox"], scope="session")
def shared(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One browser for many tests: starting one for each would take minutes."""
    folder = tmp_path_factory.mktemp(request.param) / "extension"
    with ListService() as service, ScamSites() as sites:
        service.publish(LISTED)
        browser = launch(request.param, copy_extension(folder, service.url), playwright)
        until(lambda: browser.ask("list-state")["held"], what="the first list")
        yield World(browser, service, sites)
        browser.close()


@pytest.fixture
def world(shared: World) -> Iterator[World]:
    """The browser, with the usual entries listed and nobody's visits remembered."""
    shared.service.come_back()  # a test that failed may have left it away
    shared.service.bodies.clear()
    shared.service.replies.clear()
    shared.service.gates.clear()
    shared.service.open.set()
    assert shared.publish()["outcome"] in ("updated", "unchanged")
    shared.service.requests.clear()
    shared.sites.contacts.clear()
    shared.sites.pages.clear()
    yield shared
    shared.browser.tidy()
