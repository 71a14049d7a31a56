"""The window that asks a person: what counts as an answer, and what becomes of a question without one.

What is asked about stands in `test_wallet_calls.py` and `test_clipboard.py`.
"""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import BITCOIN, World
from tests.browser.conftest import LISTED as USUAL
from tests.browser.test_clipboard import FIELDS, held, paste, put_on_clipboard
from tests.browser.test_clipboard import opened as opened_shop
from tests.browser.test_languages import choose, message
from tests.browser.test_pages import violations
from tests.browser.test_wallet_calls import go_on, opened, outcome, start, stop
from tests.helpers.browsers import Tab
from tests.helpers.fake_wallet import LISTED, OTHER, page
from tests.helpers.list_service import Entry
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

REJECTED = {"code": 4001, "message": "User rejected the request."}
PAY = f"ethereum.request(pay('{LISTED}'))"
# A flood: each call is kept with what came of it.
FLOOD = f"""(() => {{
  window.outcomes = [];
  for (let at = 0; at < 50; at += 1) ethereum.request(pay('{LISTED}', '0x' + (at + 1).toString(16)))
    .then(() => outcomes.push('made'), (error) => outcomes.push(error.code));
}})()"""


@pytest.fixture
def wallets(world: World) -> Iterator[World]:
    world.publish([*USUAL, Entry(f"evm:{LISTED}")])
    yield world
    choose(world.browser.page("options/options.html"), "")
    world.browser.stop_asking()


def asked(world: World, call: str = PAY) -> tuple[Tab, Tab]:
    """Begin a call on a page, and return the page's tab and the question."""
    tab = opened(world, page())
    start(tab, call)
    return tab, world.browser.question()


def test_a_window_that_is_closed_refuses_the_call(wallets: World) -> None:
    tab, question = asked(wallets)
    question.run("void window.close()")
    assert outcome(tab) == REJECTED
    assert tab.run("reached.length") == 0


def test_a_window_that_is_closed_pastes_nothing(wallets: World) -> None:
    put_on_clipboard(wallets, BITCOIN)
    tab = opened_shop(wallets, FIELDS, "bank.test")
    paste(tab, "#to")
    wallets.browser.question().run("void window.close()")
    until(lambda: not wallets.browser.asks(), what="the question's end")
    assert held(tab, "#to") == ""


def test_a_worker_that_ends_during_the_question_lets_no_call_through(wallets: World) -> None:
    tab, question = asked(wallets)
    wallets.browser.kill_background()
    assert outcome(tab)["code"] == 4001
    question.wait_for_text(message("en", "ask_title_ended"))
    assert tab.run("reached.length") == 0
    # The worker is back, and the next call is asked about as the first was.
    start(tab, PAY)
    go_on(wallets)
    assert outcome(tab) == {"value": "one: eth_sendTransaction"}
    assert tab.run("reached.length") == 1


def test_a_worker_that_ends_during_the_question_pastes_nothing(wallets: World) -> None:
    put_on_clipboard(wallets, BITCOIN)
    tab = opened_shop(wallets, FIELDS, "bank.test")
    paste(tab, "#to")
    question = wallets.browser.question()
    wallets.browser.kill_background()
    question.wait_for_text(message("en", "ask_title_ended"))
    until(lambda: wallets.browser.ask("list-state")["held"], what="the worker's return")
    assert held(tab, "#to") == ""
    question.run("void window.close()")
    paste(tab, "#note")
    stop(wallets)
    assert held(tab, "#note") == ""


def test_a_page_that_leaves_takes_its_question_along(wallets: World) -> None:
    tab, _ = asked(wallets)
    tab.go(wallets.sites.url("elsewhere.test"))
    tab.wait_for_text("elsewhere.test")
    until(lambda: not wallets.browser.asks(), what="the question's end")


def test_a_frame_is_asked_about_and_the_page_around_it_is_named(wallets: World) -> None:
    tell = f"<script>{PAY}.then(() => top.postMessage('made', '*'), ({{code}}) => top.postMessage(code, '*'))</script>"
    wallets.sites.pages["/frame"] = page(body=tell)
    frame = wallets.sites.url("pay.test", "/frame")
    said = "<script>addEventListener('message', ({ data }) => { window.said ??= data })</script>"
    wallets.sites.pages["/shop"] = f"<!doctype html>{said}<iframe src='{frame}'></iframe>"
    tab = wallets.browser.new_tab()
    tab.go(wallets.sites.url("shop.test", "/shop"))
    question = wallets.browser.question()
    for part in ("pay.test", "shop.test"):
        assert part in question.text()
    stop(wallets)
    assert until(lambda: tab.run("window.said"), what="the frame's word") == 4001


def test_a_flood_of_calls_opens_one_window_at_a_time_and_soon_none(wallets: World) -> None:
    tab = opened(wallets, page())
    tab.run(FLOOD)
    until(lambda: tab.run("outcomes.length") == 45, what="the end of all but a few")
    for left in (4, 3):
        wallets.browser.question()
        assert windows(wallets) == 1
        stop(wallets)
        until(lambda left=left: tab.run("outcomes.length") == 50 - left, what="one answer")  # type: ignore[misc]
    stop(wallets)
    until(lambda: tab.run("outcomes.length") == 50, what="the end of the flood")
    assert set(tab.run("outcomes.join()").split(",")) == {"4001"}
    assert tab.run("reached.length") == 0
    start(tab, PAY)  # the page was told to stop three times: it is asked about no more for a while
    assert outcome(tab)["code"] == 4001
    assert windows(wallets) == 0


def windows(world: World) -> int:
    return sum("/ask/ask.html" in url for url, _ in world.browser.tabs())


def test_a_call_beside_the_question_that_names_nobody_listed_is_not_held_up(wallets: World) -> None:
    tab, _ = asked(wallets)
    start(tab, f"ethereum.request(pay('{OTHER}'))")
    assert outcome(tab) == {"value": "one: eth_sendTransaction"}
    assert wallets.browser.asks()


def test_the_question_is_put_in_another_language_and_stays_the_same_question(
    wallets: World,
) -> None:
    tab, question = asked(wallets)
    choose(question, "th")
    question.wait_for_text(message("th", "ask_title_listed"))
    assert question.run("document.getElementById('address').textContent") == LISTED
    assert question.run("document.activeElement.id") == "language"
    assert tab.run("window.outcome") is None
    choose(question, "my")
    question.wait_for_text(message("my", "ask_title_listed"))
    go_on(wallets)
    assert outcome(tab) == {"value": "one: eth_sendTransaction"}


def test_everybody_can_read_and_use_the_question(wallets: World) -> None:
    _, question = asked(wallets)
    until(lambda: question.run("document.querySelector('#language') !== null"))
    question.run("document.getElementById('why').open = true")
    assert violations(question) == []
