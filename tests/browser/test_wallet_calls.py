"""A call to a wallet that names a listed address waits for an answer; any other passes untouched."""

from typing import Any

import pytest

from tests.browser.conftest import LISTED as USUAL
from tests.browser.conftest import World
from tests.helpers.browsers import Tab
from tests.helpers.fake_wallet import LISTED, OTHER, page
from tests.helpers.list_service import Entry
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def wallets(world: World) -> World:
    world.publish([*USUAL, Entry(f"evm:{LISTED}")])
    return world


def opened(world: World, html: str, host: str = "pay.test") -> Tab:
    world.sites.pages["/pay"] = html
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host, "/pay"))
    tab.wait_for_url("/pay")
    return tab


def outcome(tab: Tab) -> Any:
    return until(lambda: tab.run("window.outcome"), what="what came of the call")


def start(tab: Tab, call: str) -> None:
    """Begin a call, and do not wait for what comes of it."""
    tab.run(f"keep({call})")


def stop(world: World) -> None:
    world.browser.question().click("#stop")


def go_on(world: World) -> None:
    question = world.browser.question()
    question.click("#why summary")
    until(lambda: question.run("!document.getElementById('go-on').disabled"))
    question.click("#go-on")


def test_a_listed_address_waits_for_an_answer_and_stop_refuses(wallets: World) -> None:
    tab = opened(wallets, page())
    start(tab, f"ethereum.request(pay('{LISTED}'))")
    question = wallets.browser.question()
    assert "This wallet address has been reported" in question.text()
    assert tab.run("window.outcome") is None
    assert tab.run("reached.length") == 0
    stop(wallets)
    assert outcome(tab) == {"code": 4001, "message": "User rejected the request."}
    assert tab.run("reached.length") == 0
    until(lambda: not wallets.browser.asks(), what="the window's end")


def test_going_on_passes_the_very_same_call(wallets: World) -> None:
    tab = opened(wallets, page())
    start(tab, f"ethereum.request({{...pay('{LISTED}', '0xde'), id: 7}})")
    go_on(wallets)
    assert outcome(tab) == {"value": "one: eth_sendTransaction"}
    call = {"method": "eth_sendTransaction", "params": [{"to": LISTED, "value": "0xde"}], "id": 7}
    assert tab.run("reached") == [call]


def test_an_unlisted_address_passes_without_a_question(wallets: World) -> None:
    tab = opened(wallets, page())
    start(tab, f"ethereum.request(pay('{OTHER}'))")
    assert outcome(tab) == {"value": "one: eth_sendTransaction"}
    assert not wallets.browser.asks()
