"""Redirects, addresses that are none, secrets and proxies: where a fetch goes, and where not."""

import socket
from collections.abc import Iterable

import pytest

from service.feeds.fetch import Fetcher
from service.feeds.outcomes import (
    Failed,
    FailureKind,
    Fetched,
    Validators,
)
from tests.helpers.feed_server import FeedServer, Reply, Request, redirect
from tests.helpers.fetching import HOSTS, LIMITS, failure


def test_a_redirect_is_followed(fetcher: Fetcher, feed_server: FeedServer) -> None:
    feed_server.serve("/old", redirect("/lists/new", 301))
    feed_server.serve("/lists/new", redirect(feed_server.url("/hosts"), 308))
    feed_server.serve("/hosts", Reply(HOSTS))
    assert fetcher.fetch(feed_server.url("/old"), "f/f") == Fetched(HOSTS, Validators())


def test_a_redirect_loop_ends(fetcher: Fetcher, feed_server: FeedServer) -> None:
    feed_server.serve("/a", redirect("/b"))
    feed_server.serve("/b", redirect("/a"))
    outcome = fetcher.fetch(feed_server.url("/a"), "f/f")
    assert outcome == Failed(FailureKind.TOO_MANY_REDIRECTS, "redirects more than 3 times")
    assert len(feed_server.requests) == LIMITS.redirects + 1


def test_the_body_of_a_redirect_is_not_read(fetcher: Fetcher, feed_server: FeedServer) -> None:
    """A requests session reads it to the end, even when it is told not to follow."""
    feed_server.serve("/hosts", Reply(HOSTS))

    def endless(_: Request) -> Iterable[bytes]:
        yield b"HTTP/1.1 302 Found\r\nLocation: /hosts\r\n\r\n"
        while not feed_server.stopping.is_set():
            yield HOSTS * 100

    assert isinstance(fetcher.fetch(feed_server.serve("/f", endless), "f/f"), Fetched)


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("file:///etc/passwd", FailureKind.REDIRECT_REFUSED),
        ("ftp://127.0.0.1/hosts", FailureKind.REDIRECT_REFUSED),
        ("data:text/plain,bad.example", FailureKind.REDIRECT_REFUSED),
        ("javascript:alert(1)", FailureKind.REDIRECT_REFUSED),
        ("http://[::1", FailureKind.REDIRECT_REFUSED),
        ("http://127.0.0.1:99999/", FailureKind.BAD_ADDRESS),
        ("http://user:hunter2@127.0.0.1/", FailureKind.BAD_ADDRESS),
    ],
)
def test_a_redirect_to_elsewhere_than_the_web_is_refused(
    fetcher: Fetcher, feed_server: FeedServer, location: str, kind: FailureKind
) -> None:
    outcome = fetcher.fetch(feed_server.serve("/f", redirect(location)), "f/f")
    assert failure(outcome) is kind
    assert "hunter2" not in outcome.detail


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://feeds.example/f", "file:///etc/passwd", "feeds.example/f", "", "http://"),
        *("http://user:hunter2@127.0.0.1/f", "http://[::1/f", "http://127.0.0.1:port/f"),
        f"http://{'a' * 64}.example/f",
    ],
)
def test_an_address_that_is_none_is_refused(fetcher: Fetcher, url: str) -> None:
    outcome = fetcher.fetch(url, "f/f")
    assert failure(outcome) in (FailureKind.BAD_ADDRESS, FailureKind.NAME_NOT_FOUND)
    assert "hunter2" not in outcome.detail


def test_a_secret_goes_to_its_own_host_only(feed_server: FeedServer) -> None:
    with FeedServer() as other:
        url = feed_server.serve("/f", redirect("/hop"))
        feed_server.serve("/hop", redirect(other.url("/back")))
        other.serve("/back", redirect(feed_server.url("/end")))
        feed_server.serve("/end", Reply(HOSTS))
        fetcher = Fetcher("t", LIMITS, allow_private=True, secrets={"FEED_KEY": "hunter2"})
        assert isinstance(fetcher.fetch(url, "f/f", auth_env="FEED_KEY"), Fetched)
        sent = [request.headers.get("authorization") for request in feed_server.requests]
        assert sent == ["Bearer hunter2", "Bearer hunter2", None]
        assert "authorization" not in other.requests[0].headers


@pytest.mark.parametrize("value", [None, "", "  ", "hunter2\r\nHost: x", "hünter2"])
def test_a_feed_whose_key_is_not_usable_says_which(
    feed_server: FeedServer, value: str | None
) -> None:
    secrets = {} if value is None else {"FEED_KEY": value}
    fetcher = Fetcher("t", LIMITS, allow_private=True, secrets=secrets)
    outcome = fetcher.fetch(feed_server.serve("/f", "x"), "f/f", auth_env="FEED_KEY")
    assert failure(outcome) is FailureKind.SECRET_MISSING
    assert "FEED_KEY" in outcome.detail
    assert "nter2" not in outcome.detail
    assert feed_server.requests == []


def test_a_proxy_of_the_operator_is_used(feed_server: FeedServer) -> None:
    feed_server.serve("http://feeds.example/f", Reply(HOSTS))
    proxies = {"http": feed_server.url(""), "no": ".other.example, 127.0.0.1"}
    fetcher = Fetcher("t", LIMITS, proxies=proxies, resolve=proxy_only)
    assert fetcher.fetch("http://feeds.example/f", "f/f") == Fetched(HOSTS, Validators())


def proxy_only(host: str, port: int, *_: int) -> list[tuple[object, ...]]:
    if host != "127.0.0.1":
        raise socket.gaierror("no DNS behind this proxy")
    return list(socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM))


def test_no_proxy_names_hosts_to_go_to_directly(feed_server: FeedServer) -> None:
    proxies = {"http": "http://127.0.0.1:1", "no": "other.example,127.0.0.1"}
    fetcher = Fetcher("t", LIMITS, proxies=proxies, allow_private=True)
    assert isinstance(fetcher.fetch(feed_server.serve("/f", "x"), "f/f"), Fetched)
