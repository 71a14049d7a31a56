"""Listed wallet addresses on a page are marked in words, and the page's own text stays."""

import pytest

from tests.browser.conftest import BITCOIN, World
from tests.helpers.browsers import Tab
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

MARK = "1BoatS…tpyT: reported as holding stolen funds"
UNLISTED = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def opened(world: World, html: str) -> Tab:
    world.sites.pages["/pay"] = f"<!doctype html><meta charset=utf-8><title>Pay</title>{html}"
    tab = world.browser.new_tab()
    tab.go(world.sites.url("pay.test", "/pay"))
    return tab


def test_a_listed_address_is_marked_in_words_and_the_text_is_untouched(world: World) -> None:
    text = f"Send to {BITCOIN} today, or to {UNLISTED}."
    tab = opened(world, f"<p>{text}</p>")
    until(lambda: MARK in tab.words(), what="the mark")
    assert tab.run("document.querySelector('p').textContent") == text
    assert tab.run("document.querySelectorAll('mynah-mark').length") == 1
    assert tab.run("document.querySelector('p').firstChild.data") == text


def test_an_address_that_appears_later_is_marked(world: World) -> None:
    tab = opened(world, "<p>Wait</p>")
    tab.wait_for_text("Wait")
    tab.run(f"document.querySelector('p').append('Pay here: {BITCOIN}')")
    until(lambda: MARK in tab.words(), what="the mark")


def test_an_address_in_a_frame_is_marked(world: World) -> None:
    world.sites.pages["/inner"] = f"<p>{BITCOIN}</p>"
    tab = opened(world, f"<iframe src='{world.sites.url('pay.test', '/inner')}'></iframe>")
    marks = "frames[0]?.document.querySelectorAll('mynah-mark').length"
    until(lambda: tab.run(marks) == 1, what="the mark in the frame")


def test_what_a_person_typed_and_what_is_code_is_left_as_it_is(world: World) -> None:
    code = f"<script>const address = '{BITCOIN}'</script>"
    tab = opened(world, f"{code}<textarea>{BITCOIN}</textarea><p id=end>{BITCOIN}</p>")
    until(lambda: tab.words().count(MARK) == 2, what="the marks of the field and the text")
    assert tab.run("document.querySelectorAll('mynah-mark').length") == 2
    assert tab.run("document.querySelector('textarea').value") == BITCOIN
    assert tab.run("document.querySelector('textarea').nextSibling.localName") == "mynah-mark"
    assert tab.run("document.querySelector('#end mynah-mark') !== null")


def test_a_page_without_listed_addresses_asks_nobody(world: World) -> None:
    tab = opened(world, f"<p>Pay {UNLISTED}</p><p>{BITCOIN[:-1]}u</p>")
    tab.wait_for_text("Pay")
    later = opened(world, f"<p>{BITCOIN}</p>")
    until(lambda: MARK in later.words(), what="the mark, by when the first page was read")
    assert tab.run("document.querySelectorAll('mynah-mark').length") == 0
    assert len(world.service.asked()) <= 1


def test_a_page_that_was_put_aside_and_taken_out_again_is_still_watched(world: World) -> None:
    tab = opened(world, "<p>Wait</p><script>onpageshow = e => window.kept = e.persisted</script>")
    tab.wait_for_text("Wait")
    tab.run("window.before = true")
    tab.go(world.sites.url("honest.test"))
    tab.wait_for_text("honest.test")
    tab.back()
    tab.wait_for_text("Wait")
    assert tab.run("window.before === true && window.kept === true"), "the page was loaded anew"
    tab.run(f"document.querySelector('p').append('Pay here: {BITCOIN}')")
    until(lambda: MARK in tab.words(), what="the mark")


@pytest.mark.parametrize("tag", ["p", "span"])
def test_thousands_of_other_texts_before_an_address_do_not_hide_it(world: World, tag: str) -> None:
    decoys = (f"{number:030}" for number in range(3000))
    inner = f"</{tag}> <{tag}>".join(decoys) if tag == "span" else " ".join(decoys)
    tab = opened(world, f"<{tag}>{inner}</{tag}><hr>{'x ' * 60_000}{BITCOIN}")
    until(lambda: MARK in tab.words(), what="the mark")
