"""Copying or pasting a listed address asks first, and so does one that only looks like the one just copied."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import BITCOIN, World
from tests.browser.test_addresses import MARK, UNLISTED
from tests.helpers.browsers import Tab
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

MINE = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
POISON = "0x5aae7777777777777777777777777777777beaed"
FIELDS = "<input id=to><textarea id=note></textarea><div id=editor contenteditable>Dear </div>"


@pytest.fixture(autouse=True)
def _fresh(world: World) -> Iterator[None]:
    """Nothing was copied before, and no question is open."""
    tab = opened(world, "<input id=to value='plain words'>")
    copy(tab, "#to")
    yield
    if world.browser.asks():
        world.browser.question().click("#stop")


def opened(world: World, html: str, host: str = "127.0.0.1") -> Tab:
    """Open a page; 127.0.0.1 is a secure place, as https is."""
    world.sites.pages["/shop"] = f"<!doctype html><meta charset=utf-8><title>Shop</title>{html}"
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host, "/shop"))
    tab.wait_for_url("/shop")
    tab.show()
    return tab


def select(tab: Tab, selector: str) -> None:
    """Select all text of an element, as by a triple click."""
    tab.run(f"""(() => {{
      const element = document.querySelector('{selector}');
      if ('select' in element) return element.focus(), element.select();
      getSelection().selectAllChildren(element);
    }})()""")


def copy(tab: Tab, selector: str) -> None:
    select(tab, selector)
    tab.press("Control", "c")


def paste(tab: Tab, selector: str) -> None:
    tab.show()
    tab.click(selector)
    tab.press("Control", "v")


def held(tab: Tab, selector: str) -> str:
    return str(tab.run(f"(e => e.value ?? e.textContent)(document.querySelector('{selector}'))"))


def go_on(world: World) -> None:
    question = world.browser.question()
    question.show()
    question.click("#why summary")
    until(lambda: question.run("!document.getElementById('go-on').disabled"))
    question.click("#go-on")
    until(lambda: not world.browser.asks(), what="the question's end")


def stop(world: World) -> None:
    world.browser.question().click("#stop")
    until(lambda: not world.browser.asks(), what="the question's end")


def put_on_clipboard(world: World, text: str) -> None:
    """Have another program put a text on the clipboard: a page without our content scripts."""
    tab = world.browser.page("options/options.html")
    tab.show()
    tab.run(f"""(() => {{
      const field = document.createElement('textarea');
      field.id = 'other-program';
      field.value = {text!r};
      document.body.prepend(field);
    }})()""")
    copy(tab, "#other-program")


def test_copying_a_listed_address_asks_first_and_stop_leaves_the_clipboard(world: World) -> None:
    tab = opened(world, f"<p id=address>{BITCOIN}</p>{FIELDS}")
    until(lambda: MARK in tab.words(), what="the mark")
    copy(tab, "#address")
    assert "You are about to copy this address:" in world.browser.question().text()
    stop(world)
    paste(tab, "#note")
    until(lambda: held(tab, "#note"), what="the text that was copied before")
    assert held(tab, "#note") == "plain words"


def test_a_page_that_writes_itself_anew_is_listened_to_as_before(world: World) -> None:
    anew = f"<p id=address>{BITCOIN}</p>{FIELDS}"
    script = f"onload = () => {{ document.open(); document.write('{anew}'); document.close() }}"
    tab = opened(world, f"<script>{script}</script>")
    until(lambda: MARK in tab.words(), what="the mark")
    copy(tab, "#address")
    assert "You are about to copy this address:" in world.browser.question().text()
    stop(world)
    put_on_clipboard(world, BITCOIN)
    paste(tab, "#note")
    assert "You are about to paste this address:" in world.browser.question().text()
    stop(world)


def test_copying_it_all_the_same_copies_all_that_was_selected(world: World) -> None:
    tab = opened(world, f"<p id=address>Pay to {BITCOIN} now</p>{FIELDS}")
    until(lambda: MARK in tab.words(), what="the mark")
    copy(tab, "#address")
    go_on(world)
    paste(tab, "#note")
    assert "You are about to paste this address:" in world.browser.question().text()
    go_on(world)
    until(lambda: held(tab, "#note"), what="the pasted text")
    assert held(tab, "#note").strip().startswith(f"Pay to {BITCOIN}")


@pytest.mark.parametrize("answer", ["stop", "go on"])
def test_cutting_a_listed_address_leaves_the_text_unless_a_person_says_so(
    world: World, answer: str
) -> None:
    tab = opened(world, f"<input id=to value='{BITCOIN}'>")
    until(lambda: MARK in tab.words(), what="the mark")
    select(tab, "#to")
    tab.press("Control", "x")
    world.browser.question()
    assert held(tab, "#to") == BITCOIN
    if answer == "stop":
        stop(world)
        assert held(tab, "#to") == BITCOIN
    else:
        go_on(world)
        until(lambda: held(tab, "#to") == "", what="the cut")


@pytest.mark.parametrize(
    "button",
    [
        f"navigator.clipboard.writeText('{BITCOIN}')",
        f"navigator.clipboard.write([new ClipboardItem({{'text/plain': '{BITCOIN}'}})])",
    ],
    ids=["writeText", "write"],
)
def test_a_copy_button_of_the_page_asks_first(world: World, button: str) -> None:
    script = f"{button}.then(() => window.said = 'copied', (error) => window.said = error.name)"
    tab = opened(
        world, f'<button onclick="{script.replace(chr(34), chr(39))}">Copy</button>{FIELDS}'
    )
    tab.click("button")
    assert "You are about to copy this address:" in world.browser.question().text()
    assert tab.run("window.said") is None
    stop(world)
    until(lambda: tab.run("window.said") == "NotAllowedError", what="the page's answer")
    paste(tab, "#note")
    until(lambda: held(tab, "#note") == "plain words", what="what was copied before")


def test_a_copy_button_that_makes_a_copy_event_asks_first(world: World) -> None:
    script = f"""<script>
      addEventListener('copy', (event) => {{
        event.clipboardData.setData('text/plain', '{BITCOIN}');
        event.preventDefault();
      }});
    </script>"""
    tab = opened(
        world,
        f"<p>{BITCOIN}</p><button onclick=\"document.execCommand('copy')\">Copy</button>{script}{FIELDS}",
    )
    until(lambda: MARK in tab.words(), what="the mark")
    tab.click("button")
    world.browser.question()
    stop(world)
    paste(tab, "#note")
    until(lambda: not world.browser.asks())
    assert BITCOIN not in held(tab, "#note")


def test_a_copy_button_for_anything_else_is_not_held_up(world: World) -> None:
    script = f"navigator.clipboard.writeText('{UNLISTED}').then(() => window.said = 'copied')"
    tab = opened(world, f'<button onclick="{script}">Copy</button>{FIELDS}')
    tab.click("button")
    until(lambda: tab.run("window.said") == "copied", what="the page's answer")
    paste(tab, "#to")
    until(lambda: held(tab, "#to") == UNLISTED, what="the pasted address")
    assert not world.browser.asks()


@pytest.mark.parametrize("field", ["#to", "#note", "#editor"])
@pytest.mark.parametrize("answer", ["stop", "go on"])
def test_pasting_a_listed_address_anywhere_asks_first(
    world: World, field: str, answer: str
) -> None:
    put_on_clipboard(world, BITCOIN)
    tab = opened(world, FIELDS, "bank.test")
    before = held(tab, field)
    paste(tab, field)
    text = world.browser.question().text()
    assert "You are about to paste this address:" in text
    assert "bank.test" in text
    assert held(tab, field) == before
    if answer == "stop":
        stop(world)
        assert held(tab, field) == before
    else:
        go_on(world)
        until(lambda: BITCOIN in held(tab, field), what="the pasted address")


def test_pasting_goes_where_the_cursor_was_and_can_be_undone(world: World) -> None:
    put_on_clipboard(world, UNLISTED)
    tab = opened(world, "<input id=to value='from-to'>", "bank.test")
    tab.run("(to.focus(), to.setSelectionRange(5, 5))")
    tab.press("Control", "v")
    until(lambda: held(tab, "#to") == f"from-{UNLISTED}to", what="the pasted address")
    tab.press("Control", "z")
    until(lambda: held(tab, "#to") == "from-to", what="the undoing")


def test_a_page_with_its_own_way_of_pasting_keeps_it(world: World) -> None:
    put_on_clipboard(world, UNLISTED)
    own = """<script>to.addEventListener('paste', (event) => {
      event.preventDefault();
      to.value = `<${event.clipboardData.getData('text/plain')}>`;
    })</script>"""
    tab = opened(world, f"{FIELDS}{own}", "bank.test")
    paste(tab, "#to")
    until(lambda: held(tab, "#to") == f"<{UNLISTED}>", what="the page's own pasting")


def test_plain_words_are_pasted_by_the_browser_itself(world: World) -> None:
    seen = "<script>addEventListener('paste', (e) => window.trusted = e.isTrusted, true)</script>"
    tab = opened(world, f"{seen}{FIELDS}", "bank.test")
    paste(tab, "#to")
    until(lambda: held(tab, "#to") == "plain words", what="the pasted text")
    assert tab.run("window.trusted") is True


def test_a_swapped_address_is_pointed_out_with_what_differs_in_bold(world: World) -> None:
    tab = opened(world, f"<p id=mine>{MINE}</p>")
    copy(tab, "#mine")
    until(lambda: world.browser.ask("list-state")["held"])
    put_on_clipboard(world, POISON)
    bank = opened(world, FIELDS, "bank.test")
    paste(bank, "#to")
    question = world.browser.question()
    assert "This is not the address you copied." in question.text()
    bold = "[...document.querySelectorAll('#{} strong')].map((e) => e.textContent).join('')"
    assert question.run(bold.format("address")) == POISON[6:-5]
    assert question.run(bold.format("copied")) == MINE[6:-5]
    assert question.run("document.activeElement.id") == "stop"
    stop(world)
    assert held(bank, "#to") == ""


def test_the_address_that_was_copied_is_pasted_unasked_and_by_the_browser_itself(
    world: World,
) -> None:
    tab = opened(world, f"<p id=mine>{MINE}</p>")
    copy(tab, "#mine")
    seen = "<script>addEventListener('paste', (e) => window.trusted = e.isTrusted, true)</script>"
    bank = opened(world, f"{seen}{FIELDS}", "bank.test")
    paste(bank, "#to")
    until(lambda: held(bank, "#to") == MINE, what="the pasted address")
    assert not world.browser.asks()


def test_a_page_cannot_answer_or_swallow(world: World) -> None:
    hostile = f"""<p id=address>{BITCOIN}</p><script>
      for (const type of ['copy', 'paste', 'mynah:clipboard', 'mynah:clipboard-wanted'])
        for (const target of [window, document]) target.addEventListener(type, (event) => {{
          event.stopImmediatePropagation();
          (window.caught ??= []).push([type, event.relatedTarget !== undefined]);
        }}, true);
      document.dispatchEvent(new MouseEvent('mynah:clipboard', {{relatedTarget: new EventTarget()}}));
      document.dispatchEvent(new Event('mynah:clipboard-wanted'));
      Clipboard.prototype.writeText.call = Clipboard.prototype.writeText.apply = () => 'mine';
    </script>{FIELDS}"""
    tab = opened(world, hostile)
    until(lambda: MARK in tab.words(), what="the mark")
    copy(tab, "#address")
    world.browser.question()
    assert tab.run("(window.caught ?? []).some(([type]) => type === 'copy')") is False
    tab.run("document.dispatchEvent(new ClipboardEvent('copy', {bubbles: true}))")
    tab.run(f"""document.querySelector('#to').dispatchEvent(
      new ClipboardEvent('paste', {{data: '{BITCOIN}', dataType: 'text/plain', bubbles: true}}))""")
    assert world.browser.asks()
    stop(world)
    tab.run(
        f"void navigator.clipboard.writeText('{BITCOIN}').catch((error) => window.said = error.name)"
    )
    world.browser.question()
    stop(world)
    until(lambda: tab.run("window.said") == "NotAllowedError", what="the page's answer")


def test_nothing_of_what_is_copied_or_pasted_is_sent_but_a_bucket(world: World) -> None:
    put_on_clipboard(world, f"My secret is 42, pay {BITCOIN} or {MINE}")
    tab = opened(world, FIELDS, "bank.test")
    world.service.requests.clear()
    paste(tab, "#note")
    world.browser.question()
    stop(world)
    assert all(path.startswith("/v1/hashes/") for path in world.service.asked())
    assert len(world.service.asked()) <= 1
