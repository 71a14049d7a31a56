"""The popup, the options and the first page for eyes, thumbs and keyboards of every kind."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import BITCOIN, World
from tests.browser.test_pages import violations
from tests.browser.test_popup import opened, popup
from tests.helpers.browsers import Tab
from tests.helpers.chromium import ChromiumTab
from tests.helpers.forms import fill, is_shown, press
from tests.helpers.list_service import SEED, Entry, ListService
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

PHONE = (412, 840)
NARROW = (320, 640)
CONTROLS = "button, select, summary, textarea, input, a[href]"
SMALL = f"""JSON.stringify([...document.querySelectorAll('{CONTROLS}')]
  .filter((one) => one.checkVisibility())
  .map((one) => one.type === 'checkbox' ? one.closest('.switch') : one)
  .filter((one) => {{
    const {{ width, height }} = one.getBoundingClientRect();
    return width < 44 || height < 43.9;
  }}).map((one) => one.outerHTML.slice(0, 120)))"""
_OUT_OF_ORDER = f"""(() => {{
  const seen = [...document.querySelectorAll('{CONTROLS}')].filter((one) => one.checkVisibility());
  const places = seen.map((one) => one.getBoundingClientRect());
  const isAfter = (a, b) => b.top >= a.bottom - 1 || (b.left >= a.right - 1 && b.bottom > a.top);
  return JSON.stringify(seen.slice(1).filter((_, at) => !isAfter(places[at], places[at + 1]))
    .map((one) => one.outerHTML.slice(0, 120)));
}})()"""


def with_reports(world: World) -> Tab:
    """The popup with all of its parts open: what was found, the pause, reports of each kind."""
    world.service.desk.forget()
    world.browser.ask("forget-reports")
    report = {
        "targets": ["http://shop.test/"],
        "shown": "hxxp://shop[.]test/" + "long-" * 30,
        "category": "shop",
        "note": "",
        "language": "",
        "picture": None,
    }
    assert world.browser.ask("send-report", report=report)
    until(lambda: world.browser.ask("my-reports", ask=False)["receipts"], what="a receipt")
    world.service.go_away()
    assert world.browser.ask("send-report", report=report)
    world.sites.pages["/pay"] = f"<h1>shop.test</h1><p>{BITCOIN}</p>"
    said = popup(world, opened(world, "shop.test", "/pay"))
    said.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    said.wait_for_text("Waiting to be sent.")
    world.service.come_back()
    return said


def report_form(world: World) -> Tab:
    said = popup(world, opened(world, "shop.test"))
    press(said, "#report-open")
    until(lambda: is_shown(said, "report"))
    press(said, "#picture-take")
    until(lambda: is_shown(said, "picture"), what="the picture")
    return said


def options(world: World) -> Tab:
    """The options with a site, and with the question about another service."""
    world.browser.ask("choose-settings", changes={"allowedHosts": ["good.test", "b.test"]})
    tab = world.browser.page("options/options.html")
    until(lambda: tab.run("document.getElementById('checks').dataset.ready"))
    with ListService(SEED[::-1]) as other:
        other.publish([Entry("theirs.test/")])
        fill(tab, "server", other.url)
        press(tab, "#save")
        until(lambda: is_shown(tab, "confirm"), what="the question")
    world.browser.ask("choose-settings", changes={"allowedHosts": []})
    return tab


def welcome(world: World) -> Tab:
    tab = world.browser.page("welcome/welcome.html")
    tab.wait_for_text("What it never sends")
    return tab


PLACES = {
    "popup": with_reports,
    "report": report_form,
    "options": options,
    "welcome": welcome,
}


def listed(tab: Tab, question: str) -> list[Any]:
    found: list[Any] = json.loads(tab.run(question))
    return found


@pytest.mark.parametrize("place", PLACES)
def test_it_fits_every_eye_thumb_and_keyboard(world: World, place: str, tmp_path: Path) -> None:
    tab = PLACES[place](world)
    until(lambda: tab.run("document.querySelector('#language') !== null"), what="the languages")
    assert violations(tab) == []
    tab.picture(tmp_path / "phone.png", *PHONE)
    assert listed(tab, SMALL) == []
    assert listed(tab, _OUT_OF_ORDER) == []
    assert tab.run("document.querySelectorAll('[tabindex]:not([tabindex=\"-1\"])').length") == 0
    tab.picture(tmp_path / "narrow.png", *NARROW)
    assert tab.run("document.documentElement.scrollWidth <= innerWidth"), "at 320 pixels"
    tab.picture(tmp_path / "phone.png", *PHONE)
    tab.run("void (document.documentElement.style.fontSize = '200%')")
    assert tab.run("document.documentElement.scrollWidth <= innerWidth"), "at twice the size"
    tab.run("void (document.documentElement.style.fontSize = '')")
    if isinstance(tab, ChromiumTab):
        tab.page.emulate_media(color_scheme="dark")
        assert violations(tab) == [], "in the dark"


def test_on_a_telephone_the_popup_fills_the_screen(world: World, tmp_path: Path) -> None:
    tab = world.browser.page("popup/popup.html")
    tab.wait_for_text("Sites: 2.")
    tab.picture(tmp_path / "phone.png", *PHONE)
    assert tab.run("document.body.getBoundingClientRect().width") == PHONE[0]


def test_the_keyboard_goes_where_one_is_taken(world: World) -> None:
    said = popup(world, opened(world, "shop.test"))
    focused = "document.activeElement.id"
    press(said, "#report-open")
    until(lambda: said.run(focused) == "report-title", what="the form's headline")
    press(said, "#report-cancel")
    until(lambda: said.run(focused) == "report-open", what="the way back")
    press(said, "#pause summary")
    press(said, "#pause button[value=tab]")
    until(lambda: said.run(focused) == "resume", what="the end of the pause")
    press(said, "#resume")
    until(lambda: said.run(focused) == "report-open", what="the way back")


def test_nothing_moves_for_whoever_asked_for_less_motion(world: World) -> None:
    for path in ("popup/popup.html", "options/options.html", "welcome/welcome.html"):
        tab = world.browser.page(path)
        moving = "getComputedStyle(one).animationName !== 'none' || "
        moving += "getComputedStyle(one).transitionDuration !== '0s'"
        all_elements = "[...document.querySelectorAll('body *')]"
        assert tab.run(f"{all_elements}.filter((one) => {moving}).length") == 0, path
