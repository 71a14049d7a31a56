"""A listed site is held back before anything of it is asked for; any other is left alone."""

from collections.abc import Callable

import pytest

from service.model import Category, Severity
from tests.browser.conftest import LISTED, World
from tests.helpers.list_service import Entry
from tests.helpers.scam_sites import tls_port
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser


def test_a_listed_site_is_never_contacted_and_the_page_says_why(world: World) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url("listed.test", "/invest?ref=1"))
    tab.wait_for_warning()
    tab.wait_for_text("Reported as: a fake investment")
    assert "listed.test" in tab.text()
    assert world.sites.contacted("listed.test") == []


SPELLINGS: dict[str, Callable[[World], str]] = {
    "subdomain": lambda world: world.sites.url("login.account.listed.test"),
    "trailing dot": lambda world: world.sites.url("listed.test."),
    "capitals": lambda world: world.sites.url("LISTED.test"),
    "user name": lambda world: f"http://bank.test@listed.test:{world.sites.port}/",
    "redirect": lambda world: world.sites.url(
        "short.test", f"/redirect?to={world.sites.url('listed.test', '/landing')}"
    ),
}


@pytest.mark.parametrize("host", ["127.0.0.9", "[::ffff:127.0.0.9]", "[64:ff9b::7f00:9]"])
def test_a_listed_address_is_held_back_in_each_way_to_write_it(world: World, host: str) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host))
    tab.wait_for_warning()
    assert world.sites.contacts == []


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_other_way_of_writing_it_gets_through(world: World, spelling: str) -> None:
    tab = world.browser.new_tab()
    tab.go(SPELLINGS[spelling](world))
    tab.wait_for_warning()
    assert world.sites.contacted("listed.test") == []


def test_https_on_any_port_is_held_back(world: World) -> None:
    """Chromium may connect ahead of the rule, as for any typed address, and then sends nothing."""
    with tls_port() as (port, connections):
        tab = world.browser.new_tab()
        tab.go(f"https://listed.test:{port}/")
        tab.wait_for_warning()
        assert world.browser.name == "chromium" or connections == []


def test_a_click_on_a_link_ends_at_the_warning(world: World) -> None:
    world.sites.pages["/mail"] = f"<a href='{world.sites.url('listed.test')}'>You have won</a>"
    tab = world.browser.new_tab()
    tab.go(world.sites.url("mail.test", "/mail"))
    tab.wait_for_text("You have won")
    tab.click("a")
    tab.wait_for_warning()
    assert world.sites.contacted("listed.test") == []


def test_a_listed_frame_is_held_back_and_offers_no_way_on(world: World) -> None:
    frame = world.sites.url("listed.test", "/widget")
    world.sites.pages["/news"] = f"<h1>News</h1><iframe src='{frame}' width=900></iframe>"
    tab = world.browser.new_tab()
    tab.go(world.sites.url("news.test", "/news"))
    tab.wait_for_text("News")
    until(lambda: tab.run("frames.length && document.readyState === 'complete'"))
    assert world.sites.contacted("listed.test") == []
    framed = world.browser.page(f"popup/popup.html#{world.browser.name}")
    framed.run(
        "document.body.append(Object.assign(document.createElement('iframe'), "
        f"{{src: '../warning/warning.html#{frame}', id: 'framed'}}))"
    )
    inner = "document.getElementById('framed').contentDocument"
    until(lambda: framed.run(f"{inner}?.getElementById('title')?.textContent.includes('part of')"))
    assert framed.run(f"{inner}.getElementById('ways-out').checkVisibility()") is False


def test_an_unlisted_site_is_untouched_and_nobody_is_asked(world: World) -> None:
    world.sites.pages["/plain"] = "<!doctype html><title>Plain</title><p>Nothing to see.</p>"
    tab = world.browser.new_tab()
    tab.go(world.sites.url("honest.test", "/plain?password=secret"))
    tab.wait_for_text("Nothing to see.")
    until(lambda: tab.run("document.readyState") == "complete")
    html = tab.run("document.documentElement.outerHTML")
    head, body = "<head><title>Plain</title></head>", "<body><p>Nothing to see.</p></body>"
    assert html == f"<html>{head}{body}</html>"
    assert world.service.asked() == []


def test_a_listed_page_of_a_shared_host_is_held_back_but_not_its_neighbours(world: World) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url("shared.test", "/good/"))
    tab.wait_for_text("shared.test")
    tab.go(world.sites.url("shared.test", "/bad/login?step=2"))
    tab.wait_for_warning()
    tab.wait_for_text("Reported as: phishing")


def bad_page_anew(world: World) -> str:
    """The address of a listed page of a shared host, which the browser knows nothing of yet."""
    world.publish([entry for entry in LISTED if "bad" not in entry.expression])
    world.publish([*LISTED, Entry("fresh.test/")])
    return world.sites.url("shared.test", "/bad/login?step=2")


def test_a_redirect_to_a_listed_page_of_a_shared_host_ends_at_the_warning(world: World) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url("short.test", f"/redirect?to={bad_page_anew(world)}"))
    tab.wait_for_warning()
    tab.wait_for_text("Reported as: phishing")
    assert world.browser.name == "chromium" or world.sites.contacted("shared.test") == []


@pytest.mark.parametrize("way", ["typed", "redirect", "frame"])
def test_a_page_that_was_confirmed_is_not_contacted_again(world: World, way: str) -> None:
    url = bad_page_anew(world)
    tab = world.browser.new_tab()
    tab.go(url)
    tab.wait_for_warning()
    tab.wait_for_text("Reported as: phishing")
    world.publish([*LISTED, Entry("later.test/")])  # new lists that hold it still
    world.sites.contacts.clear()
    world.sites.pages["/news"] = f"<h1>News</h1><iframe src='{url}'></iframe>"
    ways = {"typed": url, "redirect": world.sites.url("short.test", f"/redirect?to={url}")}
    again = world.browser.new_tab()
    again.go(ways.get(way, world.sites.url("news.test", "/news")))
    if way == "frame":
        again.wait_for_text("News")
        until(lambda: again.run("frames.length && document.readyState === 'complete'"))
    else:
        again.wait_for_warning()
    assert world.sites.contacted("shared.test") == []


def test_a_page_that_is_listed_no_longer_opens_again(world: World) -> None:
    url = bad_page_anew(world)
    tab = world.browser.new_tab()
    tab.go(url)
    tab.wait_for_warning()
    world.publish([entry for entry in LISTED if "bad" not in entry.expression])
    tab.go(url)
    tab.wait_for_url("shared.test")


def test_while_the_service_takes_its_time_a_page_that_may_be_listed_is_hidden(world: World) -> None:
    """Firefox holds the request back for so long: there is no page to hide."""
    world.sites.pages["/maybe"] = "<!doctype html><title>Maybe</title><p>Pay here</p>"
    world.publish([*LISTED, Entry("docs.test/maybe", Severity.WARN, Category.SHOP)])
    tab = world.browser.new_tab()
    tab.go(world.sites.url("plain.test", "/"))
    tab.wait_for_text("plain.test")
    world.service.open.clear()
    tab.run(
        f"void (location.href = '{world.sites.url('docs.test', '/maybe')}')"
    )  # waits for nothing
    until(
        lambda: any("/v1/hashes/" in path for path in world.service.requests), what="the question"
    )
    if world.browser.name == "chromium":
        is_hidden = "getComputedStyle(document.querySelector('p')).visibility === 'hidden'"
        until(lambda: tab.run(f"document.querySelector('p') !== null && {is_hidden}"))
    world.service.open.set()
    until(lambda: "eported as" in tab.words(), what="the bar")
    until(lambda: "Pay here" in tab.text(), what="the page")
    assert tab.run("document.documentElement.getAttribute('style')") is None


def test_a_page_that_changes_its_own_address_to_a_listed_one_is_left(world: World) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url("shared.test", "/good/"))
    tab.wait_for_text("shared.test")
    tab.run("history.pushState(null, '', '/bad/')")
    tab.wait_for_warning()


def test_only_four_hex_digits_are_ever_asked_for(world: World) -> None:
    world.publish([*LISTED, Entry("new.test/")])  # or all answers would still be remembered
    world.service.requests.clear()
    tab = world.browser.new_tab()
    for host, path in [("listed.test", "/a"), ("shared.test", "/bad/"), ("casino.test", "/")]:
        tab.go(world.sites.url(host, path))
        until(lambda: "eported as" in tab.words())
    asked = world.service.asked()
    assert asked
    assert all(len(path) == len("/v1/hashes/0000") for path in asked), asked
