"""A service, or a mirror of one, that means harm: what it sends does none in a real browser."""

import gzip
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from service.model import Category
from service.names.hashing import digest
from tests.browser.conftest import LISTED, World
from tests.helpers.list_service import Entry, ListService
from tests.helpers.local_server import Reply
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

NEW = [*LISTED, Entry("fresh.test/")]
SCRIPT = "\"'><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"


def path_of(world: World, name: str) -> str:
    info = next(one for one in world.service.manifest["lists"] if one["name"] == name)
    return urlsplit(info["url"]).path


def bucket_path(expression: str) -> str:
    return f"/v1/hashes/{digest(expression).hex()[:4]}"


def is_held_back(world: World, host: str, path: str = "/") -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host, path))
    tab.wait_for_warning()
    assert world.sites.contacted(host) == []


class Flood:
    """A gigabyte, counted as it goes out."""

    def __init__(self) -> None:
        self.sent = 0
        self.ended = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            for _ in range(1000):
                yield b"harmless.test\n" * 70_000
                self.sent += 980_000
        finally:
            self.ended = True  # the browser hung up


def test_a_list_of_a_gigabyte_is_not_read(world: World) -> None:
    flood = Flood()
    world.service.publish(NEW, deltas=False)
    world.service.replies[path_of(world, "hosts")] = Reply(flood, "text/plain")
    assert world.update()["code"] == "size"
    until(lambda: flood.ended, what="the end of the line")
    assert flood.sent < 100_000_000
    is_held_back(world, "listed.test")


def test_a_list_that_unpacks_to_a_gigabyte_is_not_unpacked(world: World) -> None:
    bomb = gzip.compress(bytes(200_000_000))
    world.service.publish(NEW, deltas=False)
    packed = Reply(bomb, "text/plain", headers=(("Content-Encoding", "gzip"),))
    world.service.replies[path_of(world, "hosts")] = packed
    assert world.update()["code"] == "size"
    is_held_back(world, "listed.test")


@pytest.mark.parametrize("what", ["manifest", "list", "bucket"])
def test_nobody_is_sent_on_to_another_place(world: World, what: str) -> None:
    world.publish([*LISTED, Entry("docs.test/fraud/")])
    to = world.sites.url("elsewhere.test", "/told")
    away = Reply(b"", status=302, headers=(("Location", to),))
    if what == "bucket":
        world.service.replies[bucket_path("docs.test/fraud/")] = away
        tab = world.browser.new_tab()
        tab.go(world.sites.url("docs.test", "/fraud/"))
        tab.wait_for_text("docs.test")
    else:
        world.service.publish(NEW, deltas=False)
        path = "/v1/lists" if what == "manifest" else path_of(world, "hosts")
        world.service.replies[path] = away
        assert world.update()["outcome"] == "unreachable"
    assert world.sites.contacted("elsewhere.test") == []


def test_script_in_every_text_is_shown_as_text(world: World) -> None:
    expression = "docs.test/fraud/"
    world.publish([*LISTED, Entry(expression)])
    source = {"id": SCRIPT, "name": SCRIPT, "homepage": "javascript:document.title='taken'"}
    match = {
        "hash": digest(expression).hex(),
        "severity": "block",
        "category": SCRIPT,
        "first_seen": SCRIPT,
        "sources": [{**source, "first_seen": SCRIPT, "last_seen": SCRIPT}],
    }
    answer = {"prefix": SCRIPT, "ttl_seconds": SCRIPT, "generation": SCRIPT, "matches": [match]}
    answered = Reply(json.dumps(answer).encode(), "text/html")
    world.service.replies[bucket_path(expression)] = answered
    tab = world.browser.new_tab()
    tab.go(world.sites.url("docs.test", "/fraud/"))
    tab.wait_for_warning()
    tab.wait_for_text("Reported as: a scam")
    until(lambda: SCRIPT[:60] in tab.run("document.body.textContent"), what="the source's name")
    assert tab.run("document.title") != "taken"
    assert tab.run("document.querySelectorAll('script:not([src]), img[src=x]').length") == 0
    assert tab.run("[...document.links].filter(({protocol}) => protocol[0] === 'j').length") == 0


@pytest.mark.parametrize("broad", ["com/", "co.uk/", "github.io/"])
def test_a_list_that_blocks_all_names_of_a_kind_blocks_none_of_them(
    world: World, broad: str
) -> None:
    assert world.publish([*LISTED, Entry(broad)])["outcome"] == "updated"
    tab = world.browser.new_tab()
    host = f"shop.mynah-sample.{broad.rstrip('/')}"
    tab.go(world.sites.url(host))
    if broad == "com/":  # Chromium finds no other host here
        tab.wait_for_text(host)
    page = world.browser.page("popup/popup.html#asker")
    asked = {"name": "warning-subject", "url": f"http://{host}/"}
    found = page.run(f"browser.runtime.sendMessage({json.dumps(asked)})")
    assert found["finding"]["status"] == "unlisted"
    is_held_back(world, "listed.test")


def test_a_list_that_blocks_the_service_itself_ends_no_updates(world: World) -> None:
    assert world.publish([*LISTED, Entry("127.0.0.1/")])["outcome"] == "updated"
    assert world.publish(NEW)["outcome"] == "updated"
    is_held_back(world, "fresh.test")


@pytest.mark.parametrize("severity", ["block", "warn", "obliterate"])
def test_a_category_and_a_severity_that_do_not_exist_have_words(
    world: World, severity: str
) -> None:
    """What is not known to block only warns."""
    expression = "docs.test/fraud/"
    world.publish([*LISTED, Entry(expression, category=Category.SHOP)])
    match = {
        "hash": digest(expression).hex(),
        "severity": severity,
        "category": "made-up",
        "sources": [],
    }
    answer = {"ttl_seconds": 300, "matches": [match]}
    answered = Reply(json.dumps(answer).encode(), "application/json")
    world.service.replies[bucket_path(expression)] = answered
    tab = world.browser.new_tab()
    tab.go(world.sites.url("docs.test", "/fraud/"))
    if severity == "block":
        tab.wait_for_warning()
    until(lambda: "eported as: a scam" in tab.words(), what="the words")


def test_a_mirror_can_change_nothing_and_is_asked_for_no_bucket(world: World) -> None:
    with ListService(seed=bytes(32)) as mirror:
        mirror.publish([Entry("harmless.test/")])
        world.service.publish(NEW)
        assert world.browser.ask("use-mirror", mirror=mirror.url)["outcome"] == "updated"
        # Now it passes the true one on, with lists of its own.
        world.service.publish([*NEW, Entry("later.test/")])
        mirror.manifest = world.service.manifest
        mirror.bodies = dict.fromkeys(world.service.bodies, b"harmless.test\n")
        assert world.update()["outcome"] == "updated"
        is_held_back(world, "later.test")
        tab = world.browser.new_tab()
        tab.go(world.sites.url("harmless.test"))
        tab.wait_for_text("harmless.test")
        assert [path for path in mirror.requests if "/v1/hashes" in path] == []
        assert world.browser.ask("use-mirror", mirror="")["outcome"] == "unchanged"
