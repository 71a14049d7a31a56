"""What a person, and what a page, can do at the warning."""

import pytest

from tests.browser.conftest import World
from tests.helpers.browsers import WARNING, Tab
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser


def at_the_warning(world: World, host: str = "listed.test", path: str = "/") -> Tab:
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host, path))
    tab.wait_for_warning()
    tab.wait_for_text("Reported as")
    return tab


def go_on(tab: Tab) -> None:
    tab.wait_for_text("eported as")  # until then what is to be clicked moves
    tab.click("#further summary")
    until(lambda: not tab.run("document.getElementById('go-on').disabled"), what="the choice")
    tab.click("#go-on")


@pytest.mark.parametrize(("host", "path"), [("www.listed.test", "/"), ("shared.test", "/bad/")])
def test_going_on_opens_it_in_this_tab_and_no_other(world: World, host: str, path: str) -> None:
    tab = at_the_warning(world, host, path)
    go_on(tab)
    tab.wait_for_url(world.sites.url(host, path))
    tab.go(world.sites.url(host, f"{path}again"))
    tab.wait_for_url("again")
    at_the_warning(world, host, path)


def test_take_me_away_goes_back_to_where_one_came_from(world: World) -> None:
    world.sites.pages["/mail"] = f"<a href='{world.sites.url('listed.test')}'>You have won</a>"
    tab = world.browser.new_tab()
    tab.go(world.sites.url("mail.test", "/mail"))
    tab.wait_for_text("You have won")
    tab.click("a")
    tab.wait_for_warning()
    tab.click("#leave")
    tab.wait_for_url("mail.test")


def test_take_me_away_ends_on_a_page_of_ours_where_going_back_leads_here_again(
    world: World,
) -> None:
    onward = world.sites.url("listed.test")
    world.sites.pages["/trap"] = (
        f"<a href='{onward}' onclick='sessionStorage.seen = 1'>You have won</a>"
        f"<script>onpageshow = () => sessionStorage.seen && (location = '{onward}')</script>"
    )
    tab = world.browser.new_tab()
    tab.go(world.sites.url("trap.test", "/trap"))
    tab.wait_for_text("You have won")
    tab.click("a")
    tab.wait_for_warning()
    tab.run("window.before = true")
    tab.click("#leave")
    until(lambda: tab.run("window.before") is None, what="going back and being sent on")
    tab.wait_for_warning()
    tab.click("#leave")
    tab.wait_for_text("You have left that site.")
    assert world.sites.contacted("listed.test") == []


def test_a_page_cannot_open_the_warning_and_go_on_by_itself(world: World) -> None:
    """It may open the page, and click on what it likes: the browser knows that nobody did."""
    target = world.sites.url("listed.test")
    world.sites.pages["/attack"] = "<button onclick='attack()'>Play</button>"
    tab = world.browser.new_tab()
    tab.go(world.sites.url("attack.test", "/attack"))
    tab.wait_for_text("Play")
    reached = tab.run(
        f"(async () => {{ const opened = window.open('{world.browser.root}{WARNING}#{target}');"
        " try { opened.document.getElementById('go-on').click(); return 'clicked'; }"
        " catch { return 'refused'; } })()"
    )
    assert reached == "refused"
    warning = world.browser.page(f"{WARNING}#{target}")
    warning.wait_for_text("Reported as")
    warning.run("document.getElementById('go-on').click()")
    warning.run("document.getElementById('go-on').dispatchEvent(new MouseEvent('click'))")
    at_the_warning(world)
    assert WARNING in warning.url()
    assert world.sites.contacted("listed.test") == []


def test_only_the_warning_as_a_whole_tab_may_let_an_address_through(world: World) -> None:
    target = world.sites.url("listed.test")
    assert world.browser.ask("go-on", url=target) is None
    framing = world.browser.page("options/options.html")
    framing.run(
        "document.body.append(Object.assign(document.createElement('iframe'), "
        f"{{src: '../{WARNING}#{target}', id: 'framed'}}))"
    )
    inner = "document.getElementById('framed').contentWindow"
    until(lambda: framing.run(f"{inner}.document.getElementById('title')?.textContent"))
    framing.run(f"{inner}.browser.runtime.sendMessage({{name: 'go-on', url: '{target}'}})")
    framing.go(target)
    framing.wait_for_warning()
    assert world.sites.contacted("listed.test") == []


def test_the_warning_cannot_be_used_to_slander_a_site(world: World) -> None:
    tab = world.browser.page(f"{WARNING}#http://honest.test/")
    tab.wait_for_text("This address is not on our list.")
    assert "reported it as" not in tab.text()


@pytest.mark.parametrize(
    "fragment", ["javascript:alert(1)", "data:text/html,hello", "", "%00", "//x"]
)
def test_nothing_but_a_web_address_is_taken_from_the_fragment(world: World, fragment: str) -> None:
    tab = world.browser.page(f"{WARNING}#{fragment}")
    tab.wait_for_text("There is nothing to warn of here.")
    assert tab.run("document.getElementById('why').checkVisibility()") is False


def test_markup_in_an_address_is_shown_as_text(world: World) -> None:
    tab = at_the_warning(world, "listed.test", "/<img src=x onerror=alert(1)>")
    tab.click("#why summary")
    assert tab.run("document.querySelectorAll('img').length") == 1
    assert "onerror" in tab.text()
