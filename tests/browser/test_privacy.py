"""What leaves a browser with the extension in it: all of a session, by a proxy that notes it.

The service gets requests for the manifest, for lists, and for buckets of what may be listed; they
hold nothing that tells one person from another. What is not listed causes no request at all.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright

from service.names.hashing import digest
from tests.browser.conftest import BITCOIN, LISTED, World, launch
from tests.helpers.browsers import Tab, copy_extension
from tests.helpers.fake_wallet import LISTED as WALLET
from tests.helpers.fake_wallet import OTHER
from tests.helpers.fake_wallet import page as wallet_page
from tests.helpers.list_service import Entry, ListService
from tests.helpers.recording_proxy import RecordingProxy, Request
from tests.helpers.scam_sites import ScamSites
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

UNLISTED_ADDRESS = "3P14159f73E4gFr7JterCCQh9QjiTjiZrG"
SECRET = "hunter2-of-ann"
ALLOWED = re.compile(
    r"/v1/lists|/v1/lists/(hosts|prefixes)/[\w.-]+(\.\.[\w.-]+)?|/v1/hashes/[0-9a-f]{4}"
)
# All that a request to the service may say of who sends it: what the browser says to everybody.
HEADERS = {
    *("host", "user-agent", "accept", "accept-encoding", "accept-language", "connection"),
    *("proxy-connection", "cache-control", "pragma", "priority"),
    *("sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-storage-access"),
    *("sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "sec-gpc", "dnt", "te"),
}
# Hosts that the browsers' makers have them ask, with the extension or without it.
MAKERS = (
    *("mozilla.com", "mozilla.org", "mozilla.net", "firefox.com", "mozgcp.net"),
    *("google.com", "googleapis.com", "gvt1.com", "gstatic.com"),
)


class Session:
    """A browser behind the proxy, and the service and sites that it may reach."""

    def __init__(self, world: World, proxy: RecordingProxy) -> None:
        self.world, self.proxy = world, proxy

    def open(self, host: str, path: str = "/") -> Tab:
        """Open a page of a site in a new tab."""
        tab = self.world.browser.new_tab()
        tab.go(self.world.sites.url(host, path))
        return tab

    def page(self, path: str, body: str) -> None:
        """Put a page on every site."""
        self.world.sites.pages[path] = f"<!doctype html><title>Page</title>{body}"

    def to_service(self) -> list[Request]:
        """What was asked of the service."""
        port = self.world.service.port
        return [one for one in self.proxy.requests() if one.port == port]

    def wait_for(self, bucket: str) -> None:
        """Wait for the question for a bucket, which comes just after the warning."""
        until(lambda: bucket in self.buckets(), what=f"the question for {bucket}")

    def buckets(self) -> set[str]:
        """The buckets that were asked for."""
        asked = [one.path for one in self.to_service() if one.path.startswith("/v1/hashes/")]
        return {path.rsplit("/", 1)[1] for path in asked}


def plain_site(session: Session) -> None:
    session.page("/account", f"<p>Welcome<form><input value='{SECRET}'></form>")
    session.open("bank.test", f"/account?password={SECRET}#{SECRET}").wait_for_text("Welcome")


def neighbour_of_a_listed_page(session: Session) -> None:
    session.open("shared.test", f"/good/{SECRET}").wait_for_text("shared.test")


def unlisted_address(session: Session) -> None:
    session.page("/pay", f"<p>Pay to {UNLISTED_ADDRESS} please")
    session.open("shop.test", "/pay").wait_for_text("please")


def address_that_comes_later(session: Session) -> None:
    add = f"setTimeout(() => document.body.append(' {UNLISTED_ADDRESS} is late'), 0)"
    session.page("/later", f"<p>Wait<script>{add}</script>")
    session.open("shop.test", "/later").wait_for_text("is late")


def listed_host(session: Session) -> None:
    session.open("www.listed.test", f"/login?password={SECRET}").wait_for_warning()


def listed_page(session: Session) -> None:
    tab = session.open("shared.test", f"/bad/login?password={SECRET}")
    tab.wait_for_warning()
    tab.wait_for_text("Reported as: phishing")


def warned_host(session: Session) -> None:
    tab = session.open("casino.test", f"/{SECRET}")
    until(lambda: "reported as: gambling" in tab.words(), what="the bar")


def listed_address(session: Session) -> None:
    session.page("/donate", f"<p>Send it to {BITCOIN} now")
    tab = session.open("blog.test", "/donate")
    until(lambda: "eported as" in tab.words(), what="the mark")


def unlisted_call(session: Session) -> None:
    tab = paying(session, OTHER)
    until(lambda: tab.run("window.outcome?.value"), what="what came of the call")


def listed_call(session: Session) -> None:
    tab = paying(session, WALLET)
    session.world.browser.question().click("#stop")
    until(lambda: tab.run("window.outcome?.code"), what="what came of the call")


def paying(session: Session, to: str) -> Tab:
    """A page that calls its wallet at once, with more in the call than whom it pays."""
    call = f"{{...pay('{to}', '0x2a'), id: '{SECRET}'}}"
    session.world.sites.pages["/checkout"] = wallet_page(
        body=f"<p>Checkout<script>keep(ethereum.request({call}))</script>"
    )
    tab = session.open("shop.test", f"/checkout?order={SECRET}")
    tab.wait_for_url("/checkout")
    return tab


Step = Callable[[Session], None]
# Each is a step of the session.
MISSES: tuple[Step, ...] = (
    *(plain_site, neighbour_of_a_listed_page, unlisted_address, address_that_comes_later),
    unlisted_call,
)
HITS: dict[Step, str] = {
    listed_host: "listed.test/",
    listed_page: "shared.test/bad/",
    warned_host: "casino.test/",
    listed_address: f"bitcoin:{BITCOIN}",
    listed_call: f"evm:{WALLET}",
}


@pytest.fixture(params=["chromium", "firefox"])
def session(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path
) -> Iterator[Session]:
    with ListService() as service, ScamSites() as sites, RecordingProxy() as proxy:
        service.publish([*LISTED, Entry(f"evm:{WALLET}")])
        folder = copy_extension(tmp_path / "extension", service.url)
        browser = launch(request.param, folder, playwright, proxy.port)
        try:
            until(lambda: browser.ask("list-state")["held"], what="the first list")
            yield Session(World(browser, service, sites), proxy)
        finally:
            browser.close()


def test_a_session_tells_the_service_nothing_but_which_lists_and_buckets_are_wanted(
    session: Session,
) -> None:
    for step in MISSES:
        step(session)
    assert session.world.update()["outcome"] == "unchanged"
    assert {one.path for one in session.to_service()} <= {"/v1/lists", *lists(session)}
    assert session.buckets() == set(), "what is not listed was asked for"
    for step, expression in HITS.items():
        step(session)
        session.wait_for(digest(expression).hex()[:4])
    expected = {digest(expression).hex()[:4] for expression in HITS.values()}
    assert session.buckets() == expected
    for request in session.to_service():
        assert_tells_nothing(request)
    assert_nobody_else_was_told(session)


def lists(session: Session) -> set[str]:
    """The paths of the whole lists that the manifest names."""
    return {urlsplit(info["url"]).path for info in session.world.service.manifest["lists"]}


def assert_tells_nothing(request: Request) -> None:
    """No name, no cookie, no page that it came from: every browser of this kind sends the same."""
    assert (request.method, request.body) == ("GET", b"")
    assert ALLOWED.fullmatch(request.path), request.path
    names = {name.lower() for name, _ in request.headers}
    assert names <= HEADERS, f"{request.path} says {names - HEADERS}"
    assert dict(request.headers).get("Accept-Language") == "*"
    said = " ".join(value for _, value in request.headers)
    assert "extension" not in said
    assert not re.search(r"[0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}", said), said


def assert_nobody_else_was_told(session: Session) -> None:
    """All else went to the sites that were opened, as without the extension, or to the makers."""
    world = session.world
    ports = {world.service.port, world.sites.port}
    others = [one for one in session.proxy.requests() if one.port not in ports]
    hosts = {(urlsplit(one.url).hostname or one.url.split(":")[0]).lower() for one in others}
    strange = {host for host in hosts if not f".{host}".endswith(tuple(f".{m}" for m in MAKERS))}
    assert not strange, "asked by the extension?"
    assert SECRET not in repr(others)
    assert world.sites.contacted("listed.test") == []


def test_the_proxy_sees_what_a_page_sends_anywhere(session: Session) -> None:
    """Or the test above could not fail."""
    target = session.world.service.url
    session.page("/leak", f"<p>Leak<script>fetch('{target}/v1/check?u={SECRET}')</script>")
    session.open("evil.test", "/leak").wait_for_text("Leak")
    until(lambda: any(SECRET in one.url for one in session.to_service()), what="the leak")
