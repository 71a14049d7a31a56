"""Listed wallet addresses are found in fields, links, pictures, frames and shadow roots, now and later."""

import pytest

from tests.browser.conftest import BITCOIN, World
from tests.browser.test_addresses import MARK, UNLISTED, opened
from tests.helpers import qr_codes
from tests.helpers.browsers import Tab
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

CODE = f"bitcoin:{BITCOIN}?amount=0.5"
OF_PICTURE = f"This code leads to {MARK}"


def marks(tab: Tab) -> int:
    return tab.words().count(MARK)


def wait_for_mark(tab: Tab, words: str = MARK) -> None:
    until(lambda: words in tab.words(), what="the mark")


@pytest.mark.parametrize(
    "field",
    [
        f"<input value='{BITCOIN}'>",
        f"<input type=text readonly value='{BITCOIN}'>",
        f"<textarea>Pay to {BITCOIN} today</textarea>",
    ],
)
def test_a_listed_address_in_a_field_is_marked_beside_it(world: World, field: str) -> None:
    tab = opened(world, f"<form>{field}<button>Send</button></form>")
    wait_for_mark(tab)
    covers = """(() => {
      const [mark, button, field] = ['mynah-mark', 'button', 'input, textarea'].map(
        (name) => document.querySelector(name).getBoundingClientRect());
      const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      return !(apart(mark, button) && apart(mark, field));
    })()"""
    assert tab.run(covers) is False


def test_what_a_person_types_is_marked_and_unmarked(world: World) -> None:
    tab = opened(world, "<label>To <input id=to></label>")
    tab.wait_for_text("To")
    tab.click("#to")
    for key in BITCOIN:
        tab.press(key)
    wait_for_mark(tab)
    assert tab.run("document.getElementById('to').value") == BITCOIN
    assert tab.run("document.querySelector('label mynah-mark') === null"), (
        "it is no part of a label"
    )
    tab.press("x")
    until(lambda: marks(tab) == 0, what="the mark's end")


def test_a_password_is_not_looked_at(world: World) -> None:
    tab = opened(world, f"<input type=password value='{BITCOIN}'><p>{BITCOIN}")
    wait_for_mark(tab)
    assert marks(tab) == 1


def test_a_field_that_a_script_fills_is_marked(world: World) -> None:
    tab = opened(world, "<p>Wait</p><input id=to readonly>")
    tab.wait_for_text("Wait")
    tab.run(f"document.getElementById('to').value = '{BITCOIN}'")
    wait_for_mark(tab)


@pytest.mark.parametrize(
    "link",
    [
        f"bitcoin:{BITCOIN}",
        f"BITCOIN:{BITCOIN}?amount=1",
        f"bitcoin:%31{BITCOIN[1:]}?label=x",
        f"pay:somebody?address={BITCOIN}",
    ],
)
def test_a_payment_link_to_a_listed_address_is_marked_behind_the_link(
    world: World, link: str
) -> None:
    tab = opened(world, f"<p><a href='{link}'>Pay now</a> or <a href='bitcoin:{UNLISTED}'>here</a>")
    wait_for_mark(tab)
    assert marks(tab) == 1
    assert tab.run("document.querySelector('a').nextSibling.localName") == "mynah-mark"


def test_a_link_that_changes_is_looked_at_again(world: World) -> None:
    tab = opened(world, f"<p>Wait <a href='bitcoin:{UNLISTED}'>Pay now</a>")
    tab.wait_for_text("Wait")
    tab.run(f"document.querySelector('a').href = 'bitcoin:{BITCOIN}'")
    wait_for_mark(tab)
    tab.run(f"document.querySelector('a').href = 'bitcoin:{UNLISTED}'")
    until(lambda: marks(tab) == 0, what="the mark's end")


@pytest.mark.parametrize(
    "picture",
    [
        f"<img src='{qr_codes.data_url(CODE)}'>",
        f"<img src='{qr_codes.data_url(BITCOIN, scale=1)}' width=200 style='image-rendering: pixelated'>",
        f"<picture><source srcset='{qr_codes.data_url(CODE)}'><img alt=''></picture>",
        qr_codes.svg(CODE),
        f"<canvas id=code></canvas><script>{qr_codes.drawing(CODE, 'window.code')}</script>",
    ],
    ids=["img", "small img", "picture", "svg", "canvas"],
)
def test_a_qr_code_with_a_listed_address_is_marked(world: World, picture: str) -> None:
    tab = opened(world, f"<p>Scan to pay</p>{picture}")
    wait_for_mark(tab, OF_PICTURE)


def test_a_qr_code_that_appears_later_is_marked_and_one_that_goes_is_not(world: World) -> None:
    other = qr_codes.data_url("https://example.com/")
    tab = opened(world, f"<p>Wait</p><img src='{other}'>")
    tab.wait_for_text("Wait")
    tab.run(f"document.querySelector('img').src = '{qr_codes.data_url(CODE)}'")
    wait_for_mark(tab, OF_PICTURE)
    tab.run(f"document.querySelector('img').src = '{other}'")
    until(lambda: marks(tab) == 0, what="the mark's end")


def test_a_code_is_drawn_on_a_canvas_later(world: World) -> None:
    tab = opened(world, "<p>Wait</p><canvas width=200 height=200></canvas><button>Deposit</button>")
    tab.wait_for_text("Wait")
    tab.run(qr_codes.drawing(CODE, "document.querySelector('canvas')"))
    tab.click("button")
    wait_for_mark(tab, OF_PICTURE)


def test_a_code_from_another_site_is_read_without_asking_that_site_again(world: World) -> None:
    world.sites.pictures["/code.png"] = qr_codes.png(CODE)
    url = world.sites.url("pictures.test", "/code.png")
    tab = opened(world, f"<p>Scan this QR code</p><img class=qr src='{url}'>")
    tab.show()
    wait_for_mark(tab, OF_PICTURE)
    assert world.sites.contacted("pictures.test") == ["/code.png"]


def test_a_picture_whose_address_names_a_listed_one_is_marked(world: World) -> None:
    world.sites.pictures["/make"] = qr_codes.png("https://example.com/")
    url = world.sites.url("maker.test", f"/make?data=bitcoin%3A{BITCOIN}&size=200")
    tab = opened(world, f"<p>Scan</p><img src='{url}' width=200 height=200>")
    wait_for_mark(tab, OF_PICTURE)


def test_an_address_cut_up_by_markup_is_marked(world: World) -> None:
    parts = f"<b>{BITCOIN[:6]}</b><span>{BITCOIN[6:20]}</span>{BITCOIN[20:]}"
    tab = opened(world, f"<p>Pay to {parts} now</p>")
    wait_for_mark(tab)


@pytest.mark.parametrize("mode", ["open", "closed"])
@pytest.mark.parametrize("name", ["div", "pay-box"])
def test_an_address_in_a_shadow_root_is_marked_also_later(
    world: World, mode: str, name: str
) -> None:
    script = f"const root = document.querySelector('{name}').attachShadow({{mode: '{mode}'}});"
    filled = f"root.append('Pay to {BITCOIN}');"
    tab = opened(world, f"<p>Wait</p><{name}></{name}><script>{script}{filled}</script>")
    wait_for_mark(tab)
    tab.run(f"root.append(document.createElement('hr'), 'and {BITCOIN}')")
    until(lambda: marks(tab) == 2, what="the second mark")


def test_a_shadow_root_that_comes_late_is_looked_into(world: World) -> None:
    tab = opened(world, "<p>Wait</p><pay-box></pay-box>")
    tab.wait_for_text("Wait")
    tab.run(f"""customElements.define('pay-box', class extends HTMLElement {{
      constructor() {{ super(); this.attachShadow({{mode: 'closed'}}).append('Pay to {BITCOIN}'); }}
    }})""")
    wait_for_mark(tab)


@pytest.mark.parametrize("frame", ["srcdoc", "blank", "other site"])
def test_an_address_in_any_frame_is_marked(world: World, frame: str) -> None:
    world.sites.pages["/inner"] = f"<p>{BITCOIN}</p>"
    other = f"src='{world.sites.url('pay.test', '/inner')}'"
    source = {"srcdoc": f"srcdoc='<p>{BITCOIN}</p>'", "blank": "", "other site": other}[frame]
    tab = opened(world, f"<p>Wait</p><iframe {source}></iframe>")
    tab.wait_for_text("Wait")
    if frame == "blank":
        tab.run(f"void frames[0].document.body.append('{BITCOIN}')")
    found = "frames[0]?.document.querySelectorAll('mynah-mark').length"
    until(lambda: tab.run(found) == 1, what="the mark in the frame")


@pytest.mark.parametrize(
    ("html", "outside"),
    [
        (f"<button>Send to {BITCOIN}</button>", "button"),
        (f"<a href='/x'>{BITCOIN}</a>", "a"),
        (f"<div contenteditable><p>{BITCOIN}</p></div>", "[contenteditable]"),
        (f"<div class=clip style='overflow:hidden;white-space:nowrap'>{BITCOIN}</div>", ".clip"),
        (f"<div class=row style='display:flex'><b>{BITCOIN}</b><b>Copy</b></div>", ".row"),
        (f"<svg class=art width=600 height=40><text y=20>{BITCOIN}</text></svg>", "svg"),
    ],
    ids=["button", "link", "editor", "cut off", "row", "drawing"],
)
def test_a_mark_stands_where_it_is_seen_and_disturbs_nothing(
    world: World, html: str, outside: str
) -> None:
    tab = opened(world, html)
    wait_for_mark(tab)
    assert tab.run(f'document.querySelector("{outside} mynah-mark") === null')
    visible = """(() => {
      const { width, height } = document.querySelector('mynah-mark').getBoundingClientRect();
      return width > 100 && height > 10;
    })()"""
    assert tab.run(visible)
