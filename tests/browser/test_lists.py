"""Lists are taken whole, signed, fresh and newer, or not at all: the last good ones stay in use."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from service.lists import manifest as manifests
from tests.browser.conftest import LISTED, World
from tests.helpers.list_service import SEED, Entry

pytestmark = pytest.mark.browser

NEW = [*LISTED, Entry("fresh.test/")]
MANY = [*LISTED, *(Entry(f"host-{number}.test/") for number in range(120))]


def tampered(world: World) -> dict[str, Any]:
    world.service.publish(NEW)
    world.service.manifest["next_update_seconds"] += 1
    return world.update()


def spoiled(world: World) -> dict[str, Any]:
    world.service.publish(NEW, deltas=False)
    hosts = next(item for item in world.service.manifest["lists"] if item["name"] == "hosts")
    world.service.bodies[hosts["url"].removeprefix(world.service.url)] = b"harmless.test\n"
    return world.update()


def signed_by_another(world: World) -> dict[str, Any]:
    world.service.publish(NEW)
    world.service.manifest = manifests.sign(world.service.manifest, SEED[::-1])
    return world.update()


REFUSED: dict[str, Callable[[World], dict[str, Any]]] = {
    "signature": tampered,
    "checksum": spoiled,
    "key": signed_by_another,
    "expired": lambda world: world.publish(NEW, valid=-1),
    "older": lambda world: world.publish(NEW, after=-100),
}


def opens(world: World, host: str) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host))
    tab.wait_for_text(host)


def is_held_back(world: World, host: str) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host))
    tab.wait_for_warning()
    assert world.sites.contacted(host) == []


@pytest.mark.parametrize("why", REFUSED)
def test_a_bad_list_is_refused_and_the_last_good_one_stays(world: World, why: str) -> None:
    outcome = REFUSED[why](world)
    assert (outcome["outcome"], outcome["code"]) == ("refused", why)
    is_held_back(world, "listed.test")
    opens(world, "fresh.test")


def test_a_list_that_lost_more_than_half_of_its_hosts_is_refused(world: World) -> None:
    world.publish(MANY)
    assert world.publish(LISTED)["code"] == "shrunk"
    is_held_back(world, "host-7.test")
    assert world.publish(MANY[:70])["outcome"] == "updated"
    opens(world, "host-100.test")


def test_a_change_is_fetched_as_a_delta_and_put_to_work(world: World) -> None:
    world.publish([*LISTED, Entry("old.test/")])
    world.service.requests.clear()
    assert world.publish(NEW)["outcome"] == "updated"
    fetched = [path for path in world.service.requests if path.startswith("/v1/lists/hosts/")]
    assert len(fetched) == 1
    assert ".." in fetched[0]
    is_held_back(world, "fresh.test")
    opens(world, "old.test")


def test_a_delta_that_does_not_fit_is_replaced_by_the_whole_list(world: World) -> None:
    world.service.publish(NEW)
    deltas = [path for path in world.service.bodies if ".." in path]
    world.service.bodies |= dict.fromkeys(deltas, b"-never-there.test\n")
    assert world.update()["outcome"] == "updated"
    is_held_back(world, "fresh.test")


def test_nothing_new_fetches_no_list(world: World) -> None:
    assert world.publish()["outcome"] == "unchanged"
    assert world.service.asked() == []


ODD = {
    "a fraction": '"next_update_seconds": 1.5',
    "a huge number": '"extra": 1e300',
    "lists in lists": f'"extra": {"[" * 200_000}{"]" * 200_000}',
}


@pytest.mark.parametrize("what", ODD)
def test_after_an_odd_answer_the_next_update_is_planned(world: World, what: str) -> None:
    """Put into the manifest on its way, as anybody on a plain connection can."""
    page = world.browser.page("options/options.html")
    page.run("browser.alarms.clearAll()")
    world.service.publish(NEW)
    manifest = json.dumps(world.service.manifest)
    world.service.bodies["/v1/lists"] = f"{manifest[:-1]}, {ODD[what]}}}".encode()
    outcome = world.update()
    assert (outcome["outcome"], outcome["code"]) == ("refused", "malformed")
    assert page.run("browser.alarms.getAll().then(alarms => alarms.length)") == 1
    is_held_back(world, "listed.test")
