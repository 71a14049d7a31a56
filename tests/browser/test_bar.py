"""The bar above a page that was reported but not blocked: its words, its place, who closes it."""

import json
from pathlib import Path

import pytest
from PIL import Image

from service.model import Category, Severity
from tests.browser.conftest import LISTED, World
from tests.browser.test_pages import violations
from tests.helpers.browsers import EXTENSION, Tab
from tests.helpers.list_service import Entry
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

START = "<!doctype html><title>Play</title><body style='margin:0'>"
BAR = "document.documentElement.firstElementChild"
HAS_BAR = f"{BAR}.localName === 'div' && {BAR}.getBoundingClientRect().height > 0"
LAYOUTS = {
    "in the flow": "<form><input></form>",
    "a fixed header": (
        "<header style='position:fixed; top:0'><input></header><p style='height:3000px'>"
    ),
    "laid out from the corner": "<form style='position:absolute; top:0; left:0'><input></form>",
    "over the whole window": (
        "<div style='position:fixed; inset:0; z-index:2147483647'><input></div>"
    ),
    "a page that does not scroll": (
        "<style>html, body { height: 100%; overflow: hidden }</style>"
        "<div style='position:absolute; inset:0'><input></div>"
    ),
    "in a box of its own": (
        "<div style='height:100vh; overflow:auto'><header style='position:sticky; top:0'><input>"
        "</header><p style='height:3000px'></div>"
    ),
}
WORDS = {
    "lang": "en",
    "dir": "ltr",
    "title": "Take care here.",
    "said": "This site has been reported as: gambling.",
    "doubt": "It was reported by volunteers.",
    "about": "Such sites may not pay out.",
    "more": "Who reported it, and help",
    "reported": "Reported by A.",
    "sure": "One source names it.",
    "close": "Close",
    "links": [{"text": "Advice and help", "href": "http://a.test/"}],
}


def warned(world: World, body: str = "<form><input></form>", host: str = "casino.test") -> Tab:
    world.sites.pages["/play"] = START + body
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host, "/play"))
    until(lambda: "eported as" in tab.words(), what="the bar")
    return tab


def close(tab: Tab) -> None:
    tab.run("scrollTo(0, 0)")
    right = tab.run(f"{BAR}.getBoundingClientRect().right")
    tab.click_at(right - 40, 30)
    until(lambda: "eported as" not in tab.words(), what="the bar's end")


def test_the_bar_names_the_category_who_reported_it_and_where_help_is(world: World) -> None:
    words = warned(world).words()
    for said in (
        "This site has been reported as: gambling.",
        "Reported by A public feed. First reported: October 5, 2026.",
        "One source names it.",
        "Advice and help",
    ):
        assert said in words
    assert "not yet been checked" not in words


def test_the_bar_says_what_nobody_has_checked_yet(world: World) -> None:
    said_by = (("Volunteers", "2026-10-05T00:00:00Z"),)
    shop = Entry("shop.test/", Severity.WARN, Category.SHOP, said_by, unchecked=True)
    world.publish([*LISTED, shop])
    words = warned(world, host="shop.test").words()
    assert "reported by volunteers and has not yet been checked by a moderator" in words
    assert "Reported by volunteers of this service." in words


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_bar_covers_no_form_and_leaves_no_trace(world: World, layout: str) -> None:
    tab = warned(world, LAYOUTS[layout])
    field = "document.querySelector('input').getBoundingClientRect()"
    below = f"{field}.top >= {BAR}.getBoundingClientRect().bottom"
    until(lambda: tab.run(below), what="room below the bar")
    middle = f"document.elementFromPoint({field}.x + 5, {field}.y + 5).localName"
    assert tab.run(middle) == "input"
    tab.run("document.querySelector('input').focus()")
    assert tab.run("scrollY") == 0
    assert tab.run(middle) == "input"
    close(tab)
    assert tab.run(f"{field}.top") < 30
    assert (
        tab.run("document.querySelectorAll('[style*=translate], [style*=max-height]').length") == 0
    )
    assert not tab.run("document.documentElement.style.overflowY")


def test_a_page_of_xml_has_its_bar_too(world: World) -> None:
    world.sites.pages["/play.xml"] = (
        "<?xml version='1.0'?><own><html xmlns='http://www.w3.org/1999/xhtml'><p>Play</p></html></own>"
    )
    tab = world.browser.new_tab()
    tab.go(world.sites.url("casino.test", "/play.xml"))
    until(lambda: tab.run(f"!!{BAR} && {HAS_BAR}"), what="the bar")


def test_a_fixed_header_follows_the_bar_out_of_sight(world: World) -> None:
    tab = warned(world, LAYOUTS["a fixed header"])
    top = "document.querySelector('header').getBoundingClientRect().top"
    until(lambda: tab.run(top) > 0)
    tab.run("scrollTo(0, 1000)")
    until(lambda: tab.run(top) == 0, what="the header at the window's edge")
    tab.run("scrollTo(0, 0)")
    until(lambda: tab.run(top) > 0, what="the header below the bar")


def test_what_a_page_puts_there_later_makes_room_too(world: World) -> None:
    tab = warned(world)
    tab.run(
        "document.body.append(Object.assign(document.createElement('header'), "
        "{textContent: 'Log in', style: 'position:fixed; top:0; left:0; width:100%'}))"
    )
    top = "document.querySelector('header').getBoundingClientRect().top"
    until(lambda: tab.run(f"{top} >= {BAR}.getBoundingClientRect().bottom"), what="room")


def test_a_closed_bar_stays_away_in_this_tab_and_no_other(world: World) -> None:
    tab = warned(world)
    close(tab)
    for path in ("/play", "/other"):
        tab.go(world.sites.url("casino.test", path))
        tab.wait_for_url(path)
        until(lambda: tab.run("document.readyState") == "complete")
    tab.go(world.sites.url("honest.test"))
    tab.wait_for_text("honest.test")
    tab.go(world.sites.url("casino.test", "/again"))
    tab.wait_for_text("casino.test")
    assert "eported as" not in tab.words()
    warned(world)


ATTACKS = {
    "taking it out": f"{BAR}.remove()",
    "moving it down": f"document.body.append({BAR})",
    "a style of its own": f"{BAR}.style.setProperty('display', 'none', 'important')",
    "another style": f"{BAR}.style.cssText = 'position: fixed !important; top: -500px !important'",
    "hiding it": f"{BAR}.hidden = true",
    "making it inert": f"{BAR}.inert = true",
    "a style sheet": (
        "document.head.append(Object.assign(document.createElement('style'), {textContent: "
        "'div, html > div:first-child { display: none !important; opacity: 0 !important; "
        "height: 0 !important; pointer-events: none !important }'}))"
    ),
    "another root": (
        "document.replaceChild(document.documentElement.cloneNode(true), document.documentElement)"
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_page_cannot_take_the_bar_away(world: World, attack: str) -> None:
    tab = warned(world)
    tab.run(f"void ({ATTACKS[attack]})")
    until(lambda: tab.run(HAS_BAR), what="the bar, again")
    assert "reported as: gambling" in tab.words()
    assert tab.run(f"{BAR}.attributes.length") == 1
    close(tab)  # it works as before


def test_a_page_that_fights_the_bar_for_ever_stands_still_for_nobody(world: World) -> None:
    tab = warned(world)
    tab.run(
        f"void new MutationObserver(() => {BAR}.localName === 'div' && {BAR}.remove())"
        ".observe(document.documentElement, {childList: true})"
    )
    tab.run(f"{BAR}.remove()")
    tab.run("void (window.alive = true)")
    assert tab.run("window.alive") is True


def test_a_page_cannot_close_the_bar_nor_look_into_it(world: World) -> None:
    tab = warned(world)
    assert tab.run(f"{BAR}.shadowRoot") is None
    tab.run(f"{BAR}.click()")
    tab.run(f"void {BAR}.dispatchEvent(new MouseEvent('click', {{bubbles: true, composed: true}}))")
    tab.run(
        f"void document.elementFromPoint({BAR}.getBoundingClientRect().right - 40, 30)"
        ".dispatchEvent(new MouseEvent('click', {clientX: innerWidth - 40, clientY: 30}))"
    )
    assert "reported as: gambling" in tab.words()


def test_a_page_that_forbids_styles_has_a_bar_with_its_own(world: World, tmp_path: Path) -> None:
    forbids = "default-src 'none'; style-src 'none'"
    tab = warned(world, f"<meta http-equiv='Content-Security-Policy' content=\"{forbids}\"><p>Hi")
    tab.picture(tmp_path / "bar.png", 800, 400)
    assert Image.open(tmp_path / "bar.png").convert("RGB").getpixel((600, 20)) == (255, 224, 138)


def test_the_bar_comes_first_by_keyboard(world: World) -> None:
    tab = warned(world)
    tab.run("document.body.focus()")
    tab.press("Tab")
    assert tab.run(f"document.activeElement === {BAR}")
    tab.press("Tab")
    tab.press("Enter")  # the details come first, then the button
    until(lambda: "eported as" not in tab.words(), what="the bar's end")


def test_an_address_that_a_page_writes_itself_brings_the_bar(world: World) -> None:
    world.publish([*LISTED, Entry("docs.test/shop/", Severity.WARN, Category.SHOP)])
    tab = world.browser.new_tab()
    tab.go(world.sites.url("docs.test", "/good/"))
    tab.wait_for_text("docs.test")
    tab.run("history.pushState(null, '', '/shop/')")
    until(lambda: "reported as: a fake shop" in tab.words(), what="the bar")


@pytest.mark.parametrize("width", [320, 1000])
def test_everybody_can_read_and_use_the_bar(world: World, width: int, tmp_path: Path) -> None:
    """As the page shows it, but open, so that axe can look in."""
    tab = world.browser.new_tab()
    world.sites.pages["/plain"] = f"{START.replace('<title>', '<html lang=en><title>')}<main><h1>Hi"
    tab.go(world.sites.url("honest.test", "/plain"))
    tab.wait_for_text("Hi")
    source = (EXTENSION / "content" / "warn-bar.js").read_text("utf-8")
    opened = source.replace("mode: 'closed'", "mode: 'open'")
    assert opened != source
    tab.run(f"(() => {{ {opened}; MYNAH_BAR({json.dumps(WORDS)}, () => {{}}).show(); }})()")
    tab.run(f"{BAR}.shadowRoot.querySelector('details').open = true")
    tab.picture(tmp_path / "bar.png", width, 600)
    assert violations(tab) == []
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")
