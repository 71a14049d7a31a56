"""The worker is ended at the worst moment, and the extension is replaced by its next version."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright

from service.model import Category, Severity
from tests.browser.conftest import LISTED, World, launch, packaged
from tests.helpers.browsers import Tab, copy_extension
from tests.helpers.firefox import Firefox
from tests.helpers.list_service import Entry, ListService
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

NEW = [*LISTED, Entry("fresh.test/")]


def is_held_back(world: World, host: str) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host))
    tab.wait_for_warning()
    assert world.sites.contacted(host) == []


def opens(world: World, host: str) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host))
    tab.wait_for_text(host)


def asked_for(world: World, path: str) -> None:
    until(lambda: path in world.service.requests, what=f"the question for {path}")


def test_the_worker_ends_during_a_download(world: World) -> None:
    world.service.publish(NEW, deltas=False)
    hosts = next(one for one in world.service.manifest["lists"] if one["name"] == "hosts")
    path = urlsplit(hosts["url"]).path
    gate = world.service.gates[path] = threading.Event()
    page = world.browser.page("popup/popup.html#starter")
    page.run("void browser.runtime.sendMessage({name: 'update-lists'}).catch(() => {})")
    asked_for(world, path)
    world.browser.kill_background()
    gate.set()
    is_held_back(world, "listed.test")
    assert page.run(
        "browser.alarms.get('update-lists').then(Boolean)"
    )  # somebody comes back for it
    assert world.update()["outcome"] in ("updated", "unchanged")  # it may have been woken and done
    is_held_back(world, "fresh.test")


def test_the_worker_ends_between_the_store_and_the_rules(world: World) -> None:
    """As if it had: the lists are there, and Chromium's rule is not, nor any note of it."""
    if world.browser.name != "chromium":
        pytest.skip("Firefox reads the stored list at each request: there is no second place")
    page = world.browser.page("popup/popup.html#breaker")
    page.run("browser.declarativeNetRequest.updateDynamicRules({removeRuleIds: [1]})")
    page.run("browser.storage.local.remove('installed-rule')")
    world.browser.kill_background()
    assert world.update()["outcome"] == "unchanged"
    is_held_back(world, "listed.test")


@pytest.mark.parametrize("severity", [Severity.WARN, Severity.BLOCK])
def test_the_worker_ends_while_a_bucket_is_asked_for(world: World, severity: Severity) -> None:
    """The page asks again, and is not left hidden, nor open without a word."""
    world.sites.pages["/maybe"] = "<!doctype html><title>Maybe</title><p>Pay here</p>"
    world.publish([*LISTED, Entry("docs.test/maybe", severity, Category.SHOP)])
    world.service.open.clear()
    world.service.requests.clear()
    tab = world.browser.new_tab()
    tab.go(world.sites.url("docs.test", "/maybe"))
    until(lambda: any("/v1/hashes/" in path for path in world.service.requests))
    world.browser.kill_background()
    world.service.open.set()
    if severity is Severity.WARN:
        until(lambda: "eported as: a fake shop" in tab.words(), what="the bar")
        until(lambda: "Pay here" in tab.text(), what="the page")
    else:
        tab.wait_for_warning()
        tab.wait_for_text("Reported as: a fake shop")


@pytest.fixture(params=["chromium", "firefox"])
def old(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path) -> Iterator[World]:
    """A browser with the version before this one, which somebody has set up."""
    with ListService() as service, ListService(seed=bytes(32)) as other, ScamSites() as sites:
        service.publish(LISTED)
        other.publish([Entry("other.test/")])
        folder = copy_extension(tmp_path / "extension", other.url)
        give_version(folder, "0.0.9")
        browser = launch(request.param, folder, playwright)
        try:
            until(lambda: browser.ask("list-state")["held"], what="the first list")
            world = World(browser, service, sites)
            assert browser.ask("use-server", server=service.url)["outcome"] == "updated"
            yield world
        finally:
            browser.close()


def give_version(folder: Path, version: str) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"version": version}), "utf-8")


def upgrade(world: World, folder: Path) -> Tab:
    """Put the present version in the place of the old one, and return a page of it."""
    give_version(folder, "0.1.0")
    if isinstance(world.browser, Firefox):
        world.browser.install(packaged(folder))
    else:
        world.browser.restart()
    version = "browser.runtime.getManifest().version"
    page = until(lambda: _page(world, version), what="the new version")
    assert page.run(version) == "0.1.0"
    return page


def _page(world: World, version: str) -> Tab | None:
    page = world.browser.page("popup/popup.html#version")
    return page if page.run(version) == "0.1.0" else None


def test_an_upgrade_keeps_lists_keys_and_choices(old: World, tmp_path: Path) -> None:
    before = old.browser.ask("list-state")
    chosen = json.dumps({"allowedHosts": ["allowed.test"], "language": "th"})
    page = old.browser.page("popup/popup.html#setter")
    page.run(f"browser.storage.local.set({chosen})")
    old.service.go_away()  # whatever holds now was kept
    page = upgrade(old, tmp_path / "extension")
    after = old.browser.ask("list-state")
    assert (after["server"], after["pin"]) == (before["server"], before["pin"])
    assert after["held"]["lists"] == before["held"]["lists"]
    kept = page.run("browser.storage.local.get(['allowedHosts', 'language']).then(JSON.stringify)")
    assert json.loads(kept) == json.loads(chosen)
    is_held_back(old, "listed.test")
    opens(old, "other.test")
    old.service.come_back()
    old.service.publish(NEW)
    assert old.update()["outcome"] == "updated"
    is_held_back(old, "fresh.test")
