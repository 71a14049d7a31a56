"""No way past the warning but a person's own choice, and that is soon forgotten."""

import pytest

from tests.browser.conftest import LISTED, World
from tests.browser.test_choices import at_the_warning, go_on
from tests.helpers.browsers import WARNING, Tab
from tests.helpers.list_service import Entry
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

WAYS = {
    "a meta refresh": "<meta http-equiv=refresh content='0;url={to}'>",
    "a script": "<script>location.href = '{to}'</script>",
    "a replaced address": "<script>onload = () => location.replace('{to}')</script>",
    "a form": "<form action='{to}' method=post></form><script>document.forms[0].submit()</script>",
    "a link clicked by a script": "<a href='{to}'></a><script>document.links[0].click()</script>",
    "a script of a frame": "<iframe srcdoc=\"<script>top.location = '{to}'</script>\"></iframe>",
    "the warning with another fragment": "<script>location.href = '{to}#{warning}#http://a.test/'</script>",
}
FRAMES = {
    "a frame": "<iframe src='{to}'></iframe>",
    "a frame in a frame": "<iframe srcdoc=\"<iframe src='{to}'></iframe>\"></iframe>",
    "an object": "<object data='{to}' type='text/html'></object>",
    "something embedded": "<embed src='{to}' type='text/html'>",
    "a frame that is sent on": "<iframe src='/redirect?to={to}'></iframe>",
}
TABS = "browser.tabs.query({}).then(tabs => tabs.map(({url}) => url).join(' '))"
AHEAD = {
    "prefetch": '{"prefetch": [{"urls": ["TO"], "eagerness": "immediate"}]}',
    "prerender": '{"prerender": [{"urls": ["TO"], "eagerness": "immediate"}]}',
}


def opened(world: World, html: str, host: str = "sender.test") -> Tab:
    world.sites.pages["/sender"] = f"<!doctype html><title>Sender</title><h1>Sender</h1>{html}"
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host, "/sender"))
    return tab


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_opening_it_gets_through(world: World, way: str) -> None:
    to = world.sites.url("listed.test", "/landing")
    tab = opened(world, WAYS[way].replace("{to}", to).replace("{warning}", WARNING))
    tab.wait_for_warning()
    tab.wait_for_text("Reported as")
    assert world.sites.contacted("listed.test") == []


@pytest.mark.parametrize("way", FRAMES)
def test_no_frame_shows_it(world: World, way: str) -> None:
    tab = opened(world, FRAMES[way].replace("{to}", world.sites.url("listed.test", "/landing")))
    tab.wait_for_text("Sender")
    until(lambda: tab.run("document.readyState") == "complete", what="the page with all its parts")
    assert world.sites.contacted("listed.test") == []


def test_a_window_that_a_page_opens_gets_the_warning_too(world: World) -> None:
    to = world.sites.url("listed.test", "/landing")
    sender = opened(world, f"<button onclick=\"window.other = window.open('{to}')\">Open</button>")
    sender.wait_for_text("Open")
    sender.click("button")
    page = world.browser.page("options/options.html")
    until(lambda: f"{WARNING}#{to}" in page.run(TABS), what="the warning in the window")
    assert world.sites.contacted("listed.test") == []


def test_a_window_of_a_tab_that_went_on_gets_the_warning(world: World) -> None:
    tab = at_the_warning(world)
    go_on(tab)
    tab.wait_for_url(world.sites.url("listed.test"))
    tab.wait_for_text("listed.test")
    second = world.sites.url("listed.test", "/second")
    tab.run(f"void open('{second}')")
    page = world.browser.page("options/options.html")
    until(lambda: f"{WARNING}#{second}" in page.run(TABS), what="the warning in the window")
    assert "/second" not in world.sites.contacted("listed.test")


def test_reload_and_history_lead_to_the_warning_again(world: World) -> None:
    tab = opened(world, f"<a href='{world.sites.url('listed.test')}'>Go</a>")
    tab.wait_for_text("Go")
    tab.click("a")
    tab.wait_for_warning()
    tab.run("window.before = true")
    tab.run("location.reload()")
    until(lambda: tab.run("window.before") is None, what="the reload")
    tab.wait_for_text("Reported as")
    tab.back()
    tab.wait_for_text("Sender")
    tab.run("history.forward()")
    tab.wait_for_warning()
    assert world.sites.contacted("listed.test") == []


def test_a_page_that_was_put_aside_before_it_was_listed_is_left_when_it_comes_back(
    world: World,
) -> None:
    tab = world.browser.new_tab()
    tab.go(world.sites.url("fresh.test", "/first"))
    tab.wait_for_text("fresh.test")
    tab.run("void (window.kept = true)")
    tab.run(f"location.href = '{world.sites.url('honest.test')}'")
    tab.wait_for_text("honest.test")
    world.publish([*LISTED, Entry("fresh.test/")])
    tab.back()
    tab.wait_for_warning()


def test_going_on_ends_when_the_tab_shows_another_site(world: World) -> None:
    tab = at_the_warning(world)
    go_on(tab)
    tab.wait_for_url(world.sites.url("listed.test"))
    tab.go(world.sites.url("www.listed.test", "/more"))
    tab.wait_for_url("/more")  # the same entry, so the choice holds
    tab.wait_for_text("www.listed.test")
    tab.run(f"location.href = '{world.sites.url('honest.test')}'")
    tab.wait_for_text("honest.test")
    tab.back()  # from where the browser put it aside, without any request
    tab.wait_for_warning()
    at_the_warning(world)


def test_the_way_on_cannot_be_pressed_in_the_moment_it_appears(world: World) -> None:
    tab = at_the_warning(world)
    opens = "document.querySelector('#further summary').click()"
    state = "document.getElementById('go-on').disabled"
    assert tab.run(f"({opens}, {state})") is True
    until(lambda: not tab.run(state), what="the choice")
    tab.run("void dispatchEvent(new Event('focus'))")  # as a window that was just put in front
    assert tab.run(state) is True


def test_a_worker_that_a_listed_site_left_behind_serves_nothing(world: World) -> None:
    """A service worker answers without the network, so that no rule for requests sees it."""
    host = "worker.localhost"  # browsers take it for secure, as workers must be
    world.sites.pages["/worker.js"] = (
        "onfetch = event => event.respondWith(new Response('<h1>Kept by the worker</h1>', "
        "{headers: {'Content-Type': 'text/html'}}));"
        "onactivate = event => event.waitUntil(clients.claim())"
    )
    world.sites.pages["/start"] = (
        "<!doctype html><h1>Start</h1><script>navigator.serviceWorker.register('/worker.js')"
        ".then(() => navigator.serviceWorker.ready).then(() => document.body.append('ready'))"
        "</script>"
    )
    tab = world.browser.new_tab()
    tab.go(world.sites.url(host, "/start"))
    tab.wait_for_text("ready")
    tab.go(world.sites.url(host, "/before"))
    tab.wait_for_text("Kept by the worker")
    world.publish([*LISTED, Entry("worker.localhost/")])
    tab.go(world.sites.url(host, "/after"))
    tab.wait_for_warning()


@pytest.mark.parametrize("ahead", AHEAD)
def test_what_a_browser_loads_ahead_ends_at_the_warning(world: World, ahead: str) -> None:
    """Firefox knows no speculation rules, and has nothing to load ahead."""
    to = world.sites.url("listed.test", "/ahead")
    rules = AHEAD[ahead].replace("TO", to)
    tab = opened(world, f"<script type=speculationrules>{rules}</script><a href='{to}'>Go</a>")
    tab.wait_for_text("Go")
    tab.click("a")
    tab.wait_for_warning()
    assert world.sites.contacted("listed.test") == []


def test_the_warning_in_a_frame_has_no_way_on(world: World) -> None:
    """A page may frame it, and lay what it likes over it: there is nothing in it to press."""
    target = world.sites.url("listed.test")
    inside = world.browser.page("popup/popup.html")
    inside.run(
        "document.body.append(Object.assign(document.createElement('iframe'), "
        f"{{src: '../{WARNING}#{target}', id: 'framed'}}))"
    )
    frame = "document.getElementById('framed').contentDocument"
    until(lambda: inside.run(f"{frame}?.getElementById('title')?.textContent.includes('part of')"))
    focusable = "a[href], button, summary, input, [tabindex]"
    seen = (
        f"[...{frame}.querySelectorAll('{focusable}')].filter(one => one.checkVisibility()).length"
    )
    assert inside.run(seen) == 0


XML = (
    "<?xml version='1.0'?><own><html xmlns='http://www.w3.org/1999/xhtml'><body><h1>Sender</h1>"
    "<script>addEventListener('message', () => fetch('/alive'))</script></body></html></own>"
)


def test_a_listed_page_of_xml_in_a_frame_is_left_too(world: World) -> None:
    """Its root has no style to hide it by. Chromium has asked for it before anybody could know."""
    world.sites.pages["/bad/page.xml"] = XML
    to = world.sites.url("shared.test", "/bad/page.xml")
    tab = opened(world, f"<iframe src='{to}' id=inner></iframe>")
    tab.wait_for_text("Sender")
    until(lambda: world.service.asked(), what="the question about the frame")
    frames = "browser.webNavigation.getAllFrames({tabId: id}).then(all => all.map(({url}) => url))"
    page = world.browser.page("options/options.html")
    every = f"Promise.all((await browser.tabs.query({{}})).map(({{id}}) => {frames})).then(String)"
    until(
        lambda: to not in page.run(f"(async () => {every})()").split(","),
        what="the end of the frame",
    )
