"""Where a fetch may connect to, and that a name cannot trick it elsewhere."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from service.feeds import connection
from service.feeds.connection import is_public
from service.feeds.fetch import Fetcher
from service.feeds.outcomes import Failed, FailureKind, Fetched, Limits, Outcome, Validators
from tests.helpers.certificates import Authority
from tests.helpers.feed_server import FeedServer, redirect

LIMITS = Limits(total_seconds=30, connect_seconds=5, silence_seconds=5)


class Names:
    """A resolver of ours: each name has a list of answers, the last of which stays."""

    def __init__(self, answers: dict[str, list[list[str]]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, *_: int) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        answers = self.answers[host]
        current = answers.pop(0) if len(answers) > 1 else answers[0]
        kind = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [
            (socket.AF_INET6, *kind, (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, *kind, (address, port))
            for address in current
        ]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "fe80::1", "fe80::1%lo", "fec0::1", "fc00::1", "fd12::1"),
        *("ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1"),
        *("64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "2001:db8::1", "2001::1", "100::1"),
        *("192.88.99.1", "3fff::1", "168.63.129.16"),
    ],
)
def test_private_and_reserved_addresses_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["185.199.108.133", "1.1.1.1", "2606:50c0:8000::154", "64:ff9b::b9c7:6c85", "::ffff:1.1.1.1"],
)
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


def private(outcome: Outcome) -> str:
    assert isinstance(outcome, Failed), outcome
    assert outcome.kind is FailureKind.PRIVATE_ADDRESS
    return outcome.detail


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.1."],
)
def test_no_spelling_of_a_private_address_is_fetched(feed_server: FeedServer, host: str) -> None:
    feed_server.serve("/f", "x")
    private(Fetcher("t", LIMITS).fetch(feed_server.url("/f", host), "f/f"))
    assert feed_server.requests == []


def test_a_name_that_resolves_to_a_private_address_is_refused(feed_server: FeedServer) -> None:
    feed_server.serve("/f", "x")
    names = Names({"feeds.example": [["127.0.0.1"]]})
    outcome = Fetcher("t", LIMITS, resolve=names).fetch(feed_server.url("/f", "feeds.example"), "f")
    assert private(outcome) == "leads to feeds.example (127.0.0.1), in a private network"
    assert feed_server.requests == []


def test_one_private_address_among_several_refuses_the_name(feed_server: FeedServer) -> None:
    names = Names({"feeds.example": [["1.1.1.1", "127.0.0.1"]]})
    private(Fetcher("t", LIMITS, resolve=names).fetch("http://feeds.example/f", "f/f"))
    assert feed_server.requests == []


@pytest.fixture
def nearly_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take 127.0.0.1 for a public address, so that a test can have one to connect to."""
    real = connection.is_public
    monkeypatch.setattr(connection, "is_public", lambda a: str(a) == "127.0.0.1" or real(a))


@pytest.mark.usefixtures("nearly_public")
@pytest.mark.parametrize("host", ["127.0.0.2", "inside.example", "169.254.169.254", "[::1]"])
def test_a_redirect_into_a_private_network_is_refused(feed_server: FeedServer, host: str) -> None:
    names = Names(
        {
            "feeds.example": [["127.0.0.1"]],
            "inside.example": [["10.0.0.1"]],
            **{address: [[address]] for address in ("127.0.0.2", "169.254.169.254", "::1")},
        }
    )
    feed_server.serve("/f", redirect(f"http://{host}:{feed_server.port}/secret"))
    private(Fetcher("t", LIMITS, resolve=names).fetch(feed_server.url("/f", "feeds.example"), "f"))
    assert [request.target for request in feed_server.requests] == ["/f"]


@pytest.mark.usefixtures("nearly_public")
def test_the_connection_goes_to_the_address_that_was_checked(feed_server: FeedServer) -> None:
    """DNS rebinding: public when checked, private when looked up again. We look up once."""
    names = Names({"feeds.example": [["127.0.0.1"], ["127.0.0.2"]]})
    feed_server.serve("/f", "outside")
    outcome = Fetcher("t", LIMITS, resolve=names).fetch(feed_server.url("/f", "feeds.example"), "f")
    assert outcome == Fetched(b"outside", Validators())
    assert names.asked == ["feeds.example"]
    assert feed_server.requests[0].headers["host"] == f"feeds.example:{feed_server.port}"


@pytest.mark.usefixtures("nearly_public")
def test_a_name_that_turns_private_between_two_hops_is_refused(feed_server: FeedServer) -> None:
    names = Names({"feeds.example": [["127.0.0.1"], ["127.0.0.2"]]})
    feed_server.serve("/f", redirect("/g"))
    feed_server.serve("/g", "inside")
    private(Fetcher("t", LIMITS, resolve=names).fetch(feed_server.url("/f", "feeds.example"), "f"))
    assert [request.target for request in feed_server.requests] == ["/f"]


def test_the_next_address_is_tried_when_one_refuses(feed_server: FeedServer) -> None:
    names = Names({"feeds.example": [["::1", "127.0.0.1"]]})
    feed_server.serve("/f", "x")
    fetcher = Fetcher("t", LIMITS, allow_private=True, resolve=names)
    assert isinstance(fetcher.fetch(feed_server.url("/f", "feeds.example"), "f/f"), Fetched)


def test_a_name_without_an_address_is_said_so() -> None:
    def nobody(*_: Any) -> list[tuple[Any, ...]]:
        raise socket.gaierror(-2, "Name or service not known")

    outcome = Fetcher("t", LIMITS, resolve=nobody).fetch("https://feeds.example/f", "f/f")
    kind = FailureKind.NAME_NOT_FOUND
    assert outcome == Failed(kind, "is on feeds.example, which has no address")


def test_a_proxy_does_not_open_the_private_network(feed_server: FeedServer) -> None:
    names = Names({"inside.example": [["10.0.0.1"]], "127.0.0.1": [["127.0.0.1"]]})
    fetcher = Fetcher("t", LIMITS, proxies={"http": feed_server.url("")}, resolve=names)
    private(fetcher.fetch("http://inside.example/f", "f/f"))
    assert feed_server.requests == []


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def tls_server(authority: Authority) -> Iterator[FeedServer]:
    with FeedServer(tls=authority.context_for("feeds.example")) as server:
        server.serve("/f", "x")
        yield server


def over_tls(server: FeedServer, host: str, bundle: Path | None) -> Outcome:
    names = Names({host: [["127.0.0.1"]]})
    fetcher = Fetcher("t", LIMITS, allow_private=True, resolve=names, ca_bundle=bundle)
    return fetcher.fetch(server.url("/f", host), "f/f")


def test_tls_verifies_the_name_though_the_address_is_pinned(
    tls_server: FeedServer, authority: Authority
) -> None:
    assert isinstance(over_tls(tls_server, "feeds.example", authority.bundle), Fetched)
    outcome = over_tls(tls_server, "other.example", authority.bundle)
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.TLS
    assert len(tls_server.requests) == 1


def test_an_unknown_authority_is_not_trusted(tls_server: FeedServer) -> None:
    outcome = over_tls(tls_server, "feeds.example", bundle=None)
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.TLS
    assert tls_server.requests == []


def test_a_server_that_speaks_no_tls_is_said_so(feed_server: FeedServer) -> None:
    feed_server.scheme = "https"
    outcome = over_tls(feed_server, "feeds.example", bundle=None)
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.TLS
    assert outcome.detail == "is on feeds.example, with which no TLS could be agreed"


def test_a_redirect_from_https_to_http_is_refused(
    tls_server: FeedServer, feed_server: FeedServer, authority: Authority
) -> None:
    tls_server.serve("/f", redirect(feed_server.serve("/f", "x")))
    outcome = over_tls(tls_server, "feeds.example", authority.bundle)
    assert outcome == Failed(FailureKind.REDIRECT_REFUSED, "redirects from https to plain http")
    assert feed_server.requests == []


def test_a_slow_drip_over_tls_ends_with_the_total_time(
    tls_server: FeedServer, authority: Authority
) -> None:
    ticks = iter(range(10_000))

    def drip(_: object) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while not tls_server.stopping.wait(0.002):
            yield b"x"

    tls_server.serve("/f", drip)
    fetcher = Fetcher(
        "t",
        LIMITS,
        allow_private=True,
        resolve=Names({"feeds.example": [["127.0.0.1"]]}),
        ca_bundle=authority.bundle,
        clock=lambda: next(ticks),  # a second passes with every look at the clock
    )
    outcome = fetcher.fetch(tls_server.url("/f", "feeds.example"), "f/f")
    assert outcome == Failed(FailureKind.TIMEOUT, "was not complete after 30 s")
