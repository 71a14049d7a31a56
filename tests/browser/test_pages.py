"""The extension's own pages: what they say, and that everybody can read and use them."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.model import Category
from tests.browser.conftest import LISTED, World
from tests.helpers.browsers import WARNING, Tab
from tests.helpers.list_service import Entry
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1] / "extension" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "warning": f"{WARNING}#http://login.listed.test/",
    "left": "warning/left.html",
    "popup": "popup/popup.html",
    "options": "options/options.html",
    "welcome": "welcome/welcome.html",
}


def violations(tab: Tab) -> list[Any]:
    """What axe finds against the Web Content Accessibility Guidelines, level AA."""
    tab.run(f"(() => {{ {AXE.read_text('utf-8')}; window.axe = axe; }})()")
    found = tab.run("axe.run().then(({violations}) => JSON.stringify(violations.map(v => v.help)))")
    problems: list[Any] = json.loads(found)
    return problems


@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_read_and_use_the_page(world: World, page: str) -> None:
    tab = world.browser.page(PAGES[page])
    until(lambda: tab.run("document.querySelector('h1').textContent.trim()"))
    tab.run("document.querySelectorAll('details').forEach(details => (details.open = true))")
    assert violations(tab) == []


def test_everybody_can_read_and_use_the_warning_of_each_category(
    world: World, tmp_path: Path
) -> None:
    world.publish([Entry(f"{category}.test/", category=category) for category in Category])
    for number, category in enumerate(Category):
        tab = world.browser.page(f"{WARNING}#http://{category}.test/")
        tab.wait_for_text("Reported as")
        tab.picture(tmp_path / "warning.png", *[(320, 640), (1000, 800)][number % 2])
        tab.run("document.querySelectorAll('details').forEach(one => (one.open = true))")
        assert violations(tab) == [], category
        assert tab.run("document.documentElement.scrollWidth <= innerWidth"), category


def test_a_warning_says_what_the_site_presents_itself_as(world: World, tmp_path: Path) -> None:
    world.publish([Entry("gate.test/", presents_as="Gate.io <b>交易所</b>"), Entry("plain.test/")])
    tab = world.browser.page(f"{WARNING}#http://gate.test/")
    tab.wait_for_text("It presents itself as “Gate.io <b>交易所</b>”. That need not be true")
    tab.picture(tmp_path / "presents.png", 1000, 800)
    tab = world.browser.page(f"{WARNING}#http://plain.test/")
    tab.wait_for_text("Reported by")
    assert "It presents itself" not in tab.text()


def test_everybody_can_read_and_use_the_warning_that_has_nothing_to_warn_of(world: World) -> None:
    world.publish([*LISTED, Entry("docs.test/fraud/")])
    world.service.go_away()
    world.update()
    titles = {
        "http://honest.test/": "This address is not on our list.",
        "http://docs.test/fraud/": "This address could not be checked.",
        "": "There is nothing to warn of here.",
    }
    for subject, title in titles.items():
        tab = world.browser.page(f"{WARNING}#{subject}")
        tab.wait_for_text(title)
        tab.run("document.querySelectorAll('details').forEach(one => (one.open = true))")
        assert violations(tab) == [], title
        assert "safe" not in tab.text().replace("not the same as safe", "")
    world.service.come_back()


def test_a_long_host_fits_a_narrow_screen(world: World, tmp_path: Path) -> None:
    host = ".".join(["very-long-label-of-a-host-name"] * 6)
    tab = world.browser.page(f"{WARNING}#http://{host}.listed.test/{'x' * 900}")
    tab.wait_for_text("Reported as")
    tab.click("#why summary")
    tab.picture(tmp_path / "narrow.png", 320, 640)
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")


def test_a_name_in_other_letters_is_shown_in_both_spellings(world: World) -> None:
    tab = world.browser.page(f"{WARNING}#http://xn--80ak6aa92e.listed.test/")
    tab.wait_for_text("Reported as")
    assert "аррӏе.listed.test" in tab.text()
    assert tab.run("document.getElementById('host').textContent") == "xn--80ak6aa92e.listed.test"
    assert "only look like the ones you know" in tab.text()


def test_the_keyboard_meets_the_way_out_first_and_the_way_on_last(world: World) -> None:
    tab = world.browser.page(f"{WARNING}#http://listed.test/")
    tab.wait_for_text("Reported as")
    tab.run("document.getElementById('further').open = true")
    until(lambda: not tab.run("document.getElementById('go-on').disabled"))
    met = []
    at = "(here => here.id || here.parentElement.id)(document.activeElement)"
    for _ in range(6):
        met.append(tab.run(at))
        tab.press("Tab")
    assert met == ["leave", "paid", "why", "further", "mistake-link", "go-on"]


def test_what_is_known_of_a_report_stands_open_on_the_warning(world: World) -> None:
    since = (("A public feed", "2026-10-05T00:00:00Z"), ("Another feed", "2026-09-01T00:00:00Z"))
    by_volunteers = (("Volunteers", "2026-10-05T00:00:00Z"),)
    by_moderators = (*since, ("Moderators", "2026-10-06T00:00:00Z"))
    entries = [
        Entry("two.test/", sources=since),
        Entry("looked-at.test/", sources=by_moderators),
        Entry("unseen.test/", sources=by_volunteers, unchecked=True),
    ]
    world.publish(entries)
    said = {
        "two.test": "Reported by A public feed and Another feed. First reported: September 1, "
        "2026. Last confirmed: November 20, 2026.\n\n2 sources name it.",
        "looked-at.test": "A moderator has checked it.",
        "unseen.test": "reported by volunteers and has not yet been checked by a moderator.",
    }
    for host, words in said.items():
        tab = world.browser.page(f"{WARNING}#http://{host}/")
        tab.wait_for_text("Reported as")
        tab.wait_for_text(words)


def test_help_and_appeals_open_at_the_service_with_no_more_than_the_entry(world: World) -> None:
    world.publish([*LISTED, Entry("jobs.test/", category=Category.JOB_LURE)])
    cases = {
        "listed.test": (
            "http://www.listed.test/invest?session=secret",
            "investment",
            "listed.test",
        ),
        "shared.test": ("http://shared.test/bad/x?secret", "phishing", "shared.test%2Fbad%2F"),
        "jobs.test": ("http://jobs.test/", "job-lure", "jobs.test"),
    }
    for opened, category, target in cases.values():
        tab = world.browser.page(f"{WARNING}#{opened}")
        tab.wait_for_text("Reported as")
        links = tab.run(
            "[...document.querySelectorAll('a[href]')]"
            ".map(a => [a.id, a.href, a.target, a.rel].join(' ')).join('\\n')"
        ).split("\n")
        how = "_blank noopener noreferrer"
        assert links == [
            f"held-help {world.service.url}/help/held?category={category}&lang=en {how}",
            f"paid-help {world.service.url}/help/paid?category={category}&lang=en {how}",
            f"mistake-link {world.service.url}/appeals?target={target}&lang=en {how}",
        ]
        tab.run("document.getElementById('paid').open = true")
        held = tab.run("document.getElementById('held').checkVisibility()")
        assert held is (category == "job-lure")
        assert "Call your bank or card company now" in tab.text()


def test_the_full_address_is_no_link_and_tells_the_host_from_the_rest(world: World) -> None:
    tab = world.browser.page(f"{WARNING}#http://bank.test@login.listed.test/bank.test?x#y")
    tab.wait_for_text("Reported as")
    tab.click("#why summary")
    tab.wait_for_text("http://bank.test@login.listed.test/bank.test?x#y")
    assert tab.run("document.querySelector('#address strong').textContent") == "login.listed.test"
    assert tab.run("document.querySelector('#address a, #host a')") is None


def test_letters_that_run_the_other_way_turn_no_more_than_their_label(world: World) -> None:
    host = "xn--8dbpfb2b.listed.test"
    tab = world.browser.page(f"{WARNING}#http://{host}/")
    tab.wait_for_text("Reported as")
    assert host in tab.text()
    places = tab.run(
        "JSON.stringify([...document.querySelectorAll('#host bdi')]"
        ".map(one => one.getBoundingClientRect().left))"
    )
    assert json.loads(places) == sorted(json.loads(places))


def test_a_list_past_its_limit_is_said_to_be(world: World) -> None:
    tab = world.browser.page(f"{WARNING}#http://listed.test/")
    tab.wait_for_text("Reported as")
    assert "not been renewed" not in tab.text()
    world.publish([*LISTED, Entry("brief.test/")], valid=1)
    world.service.go_away()
    tab = world.browser.page(f"{WARNING}#http://listed.test/")
    until(lambda: reloaded(tab, "has not been renewed for too long"), what="the limit")
    world.service.come_back()


def reloaded(tab: Tab, words: str) -> bool:
    tab.run("location.reload()")
    tab.wait_for_text("Who reported it could not be looked up now.")
    return words in tab.text()


def test_the_sources_are_named_with_their_dates(world: World) -> None:
    tab = world.browser.page(f"{WARNING}#http://listed.test/")
    tab.wait_for_text("Reported as")
    tab.click("#why summary")
    assert "A public feed: since October 5, 2026 (last confirmed November 20, 2026)" in tab.text()


def test_the_popup_says_where_the_list_is_from_and_how_old_it_is(world: World) -> None:
    tab = world.browser.page("popup/popup.html")
    tab.wait_for_text("Sites: 2. Pages and wallet addresses: 3.")
    assert world.service.url in tab.text()
    tab.click("#update")
    tab.wait_for_text("nothing new")


@pytest.mark.parametrize(
    ("host", "status"), [("listed.test", "listed"), ("honest.test", "unlisted")]
)
def test_the_popup_knows_whether_a_site_is_listed(world: World, host: str, status: str) -> None:
    answer = world.browser.ask("site-status", url=f"http://{host}/", tabId=-1)
    assert answer["finding"]["status"] == status


def test_the_popup_says_what_a_listed_host_was_reported_as(world: World) -> None:
    """The list knows only that it is listed, so the popup has to ask."""
    tab = world.browser.page("popup/popup.html")
    tab.wait_for_text("Sites: 2.")
    tab.run("void (browser.tabs.query = async () => [{ url: 'http://www.listed.test/', id: 1 }])")
    tab.click("#update")
    tab.wait_for_text("Reported as: a fake investment")


def test_the_options_show_the_pinned_key_and_refuse_what_is_no_address(world: World) -> None:
    tab = world.browser.page("options/options.html")
    tab.wait_for_text(world.service.manifest["public_key"])
    tab.run("document.getElementById('server').value = 'javascript:alert(1)'")
    tab.click("#save")
    tab.wait_for_text("This is no address that begins with http:// or https://.")
    tab.run(f"document.getElementById('server').value = '{world.service.url}/'")
    tab.click("#save")
    tab.wait_for_text("Is this the right service?")
    tab.click("#use")
    tab.wait_for_text("nothing new")
