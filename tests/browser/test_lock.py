"""The lock, for someone who must not go past a warning."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import World
from tests.browser.test_choices import at_the_warning
from tests.browser.test_pages import violations
from tests.helpers.browsers import Tab
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

PIN = "2468"


@pytest.fixture
def locked(world: World) -> Iterator[World]:
    """The browser with the lock on, set as a person would."""
    tab = world.browser.page("options/options.html")
    tab.wait_for_text("The lock is off.")
    enter(tab, "lock-new", PIN)
    enter(tab, "lock-again", PIN)
    tab.click("#lock-save")
    tab.wait_for_text("The lock is on.")
    yield world
    world.browser.ask("lock-open", pin=PIN)
    assert world.browser.ask("lock-drop") is True


def enter(tab: Tab, field: str, text: str) -> None:
    tab.run(f"void (document.getElementById('{field}').value = '{text}')")


def go_on_with(tab: Tab, pin: str) -> None:
    enter(tab, "pin", pin)
    until(lambda: not tab.run("document.getElementById('go-on').disabled"), what="the choice")
    tab.click("#go-on")


def test_no_warning_is_passed_without_the_pin(locked: World) -> None:
    tab = at_the_warning(locked)
    tab.click("#further summary")
    tab.wait_for_text("Somebody you trust locked this with a PIN.")
    for wrong in ("", "0000"):
        go_on_with(tab, wrong)
        tab.wait_for_text("That is not the PIN.")
    assert locked.sites.contacted("listed.test") == []
    go_on_with(tab, PIN)
    tab.wait_for_url(locked.sites.url("listed.test"))
    at_the_warning(locked)  # in another tab it is asked for again


def test_the_worker_itself_refuses_what_the_lock_guards(locked: World) -> None:
    for name, body in (("use-server", {"server": "http://evil.test"}), ("forget-key", {})):
        answer = locked.browser.ask(name, **body)
        assert (answer["outcome"], answer["code"]) == ("refused", "locked")
    assert locked.browser.ask("lock-drop") is False
    assert locked.browser.ask("lock-use", pin="1111") is False
    assert locked.browser.ask("list-state")["server"] == locked.service.url


def test_the_options_ask_for_the_pin_before_anything_is_changed(locked: World) -> None:
    tab = locked.browser.page("options/options.html")
    tab.wait_for_text("The lock is on.")
    until(lambda: tab.run("document.getElementById('server').value"), what="the address")
    tab.click("#save")
    until(lambda: tab.run("document.activeElement.id") == "confirm-title", what="the question")
    tab.click("#use")
    tab.wait_for_text("Locked with a PIN")
    assert violations(tab) == []
    assert tab.run("document.activeElement.id") == "lock-pin"
    enter(tab, "lock-pin", "0000")
    tab.press("Enter")
    tab.wait_for_text("That is not the PIN.")
    enter(tab, "lock-pin", PIN)
    tab.press("Enter")
    tab.wait_for_text("nothing new")
    tab.click("#lock-shut")
    until(lambda: locked.browser.ask("lock-state")["open"] is False, what="the lock, shut again")


def test_leaving_the_question_for_the_pin_changes_nothing(locked: World) -> None:
    tab = locked.browser.page("options/options.html")
    tab.wait_for_text("The lock is on.")
    tab.click("#lock-off")
    tab.wait_for_text("Locked with a PIN")
    tab.click("dialog button[type=button]")
    until(lambda: tab.run("document.querySelector('dialog') === null"), what="the box, gone")
    assert locked.browser.ask("lock-state")["on"] is True


def test_wrong_pins_have_to_wait_also_after_a_restart(locked: World) -> None:
    for _ in range(3):
        assert locked.browser.ask("lock-open", pin="0000")["outcome"] == "wrong"
    locked.browser.restart()
    answer = locked.browser.ask("lock-open", pin=PIN)
    assert answer["outcome"] == "wait"
    tab = at_the_warning(locked)
    tab.click("#further summary")
    go_on_with(tab, PIN)
    tab.wait_for_text("It can be tried again in ")
    desk = locked.browser.page("options/options.html")
    desk.run("browser.storage.local.set({'lock-tries': {failed: 0, until: 0}})")  # time goes by


def test_the_pin_is_set_only_if_it_is_one_and_typed_twice_alike(world: World) -> None:
    tab = world.browser.page("options/options.html")
    tab.wait_for_text("The lock is off.")
    assert "remove the extension or use another browser" in tab.text()
    for first, second, says in (("1234", "1235", "differ"), ("123", "123", "too short")):
        enter(tab, "lock-new", first)
        enter(tab, "lock-again", second)
        tab.click("#lock-save")
        tab.wait_for_text(says)
    assert world.browser.ask("lock-state")["on"] is False
