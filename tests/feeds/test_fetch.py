"""Every way a feed's server can fail us, over real sockets."""

import gzip
import socket
import zlib
from collections.abc import Iterable, Iterator
from email.utils import formatdate

import pytest

from service.feeds.fetch import Fetcher
from service.feeds.outcomes import (
    Failed,
    FailureKind,
    Fetched,
    Limits,
    NotModified,
    Outcome,
    Validators,
)
from tests.conftest import Clock
from tests.helpers.feed_server import FeedServer, Reply, Request, redirect

HOSTS = b"bad.example\nworse.example\n"
LIMITS = Limits(
    sent_bytes=64 * 1024,
    body_bytes=256 * 1024,
    total_seconds=60,
    connect_seconds=5,
    silence_seconds=5,
    redirects=3,
)


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher("Mynah/test", LIMITS, allow_private=True)


def failure(outcome: Outcome) -> FailureKind:
    assert isinstance(outcome, Failed), outcome
    assert outcome.detail
    assert "\n" not in outcome.detail
    return outcome.kind


def test_a_file_comes_with_what_recognises_it_later(
    fetcher: Fetcher, feed_server: FeedServer
) -> None:
    headers = {
        "ETag": '"v1"',
        "Last-Modified": formatdate(0, usegmt=True),
        "Content-Type": "text/x",
    }
    url = feed_server.serve("/hosts", Reply(HOSTS, headers=headers))
    validators = Validators('"v1"', formatdate(0, usegmt=True))
    assert fetcher.fetch(url, "f/hosts") == Fetched(HOSTS, validators, "text/x")
    sent = feed_server.requests[0].headers
    assert sent["user-agent"] == "Mynah/test"
    assert "if-none-match" not in sent


def test_an_unchanged_file_is_not_sent_again(fetcher: Fetcher, feed_server: FeedServer) -> None:
    url = feed_server.serve("/hosts", Reply(status=304))
    date = formatdate(0, usegmt=True)
    assert fetcher.fetch(url, "f/hosts", Validators('"v1"', date)) == NotModified()
    sent = feed_server.requests[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"v1"', date)


def test_not_modified_is_no_answer_to_a_plain_request(
    fetcher: Fetcher, feed_server: FeedServer
) -> None:
    url = feed_server.serve("/hosts", Reply(status=304))
    assert failure(fetcher.fetch(url, "f/hosts")) is FailureKind.UNEXPECTED_STATUS


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, FailureKind.UNAUTHORISED),
        (403, FailureKind.UNAUTHORISED),
        (404, FailureKind.NOT_FOUND),
        (410, FailureKind.NOT_FOUND),
        (429, FailureKind.RATE_LIMITED),
        (500, FailureKind.SERVER_ERROR),
        (503, FailureKind.SERVER_ERROR),
        (204, FailureKind.UNEXPECTED_STATUS),
        (206, FailureKind.UNEXPECTED_STATUS),
        (300, FailureKind.UNEXPECTED_STATUS),
        (418, FailureKind.UNEXPECTED_STATUS),
    ],
)
def test_only_status_200_is_a_file(
    fetcher: Fetcher, feed_server: FeedServer, status: int, kind: FailureKind
) -> None:
    url = feed_server.serve("/hosts", Reply(b"" if status == 204 else HOSTS, status))
    outcome = fetcher.fetch(url, "f/hosts")
    assert failure(outcome) is kind
    assert f"answered {status} " in outcome.detail


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (formatdate(1_795_500_090, usegmt=True), 90),
        (formatdate(1_795_499_000, usegmt=True), 0),
        ("99999999999999999999", 7 * 86400),
        ("Fri, 99 Foo 9999 99:99:99 GMT", None),
        ("soon", None),
        ("-5", None),
        (None, None),
    ],
)
def test_a_server_may_ask_for_a_pause(
    feed_server: FeedServer, clock: Clock, header: str | None, seconds: int | None
) -> None:
    headers = {"Retry-After": header} if header else {}
    url = feed_server.serve("/hosts", Reply(status=429, headers=headers))
    outcome = Fetcher("t", LIMITS, allow_private=True, now=clock).fetch(url, "f/hosts")
    assert isinstance(outcome, Failed)
    assert outcome.retry_after == seconds


def test_an_error_page_comes_with_its_content_type(
    fetcher: Fetcher, feed_server: FeedServer
) -> None:
    """Whether it is an error page is for the guards: some servers call a list HTML too."""
    page = Reply(b"<!DOCTYPE html><title>Oops</title>", headers={"Content-Type": "text/html"})
    outcome = fetcher.fetch(feed_server.serve("/hosts", page), "f/hosts")
    assert isinstance(outcome, Fetched)
    assert outcome.content_type == "text/html"


def test_a_wrong_charset_changes_no_byte(fetcher: Fetcher, feed_server: FeedServer) -> None:
    body = "騙.example\n".encode("big5")
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    outcome = fetcher.fetch(feed_server.serve("/hosts", Reply(body, headers=headers)), "f/hosts")
    assert isinstance(outcome, Fetched)
    assert outcome.body == body


GZIP = {"Content-Encoding": "gzip"}
PACKED = gzip.compress(HOSTS * 2000)


def raw_deflate(body: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(body) + squeeze.flush()


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (PACKED, GZIP, HOSTS * 2000),
        (zlib.compress(HOSTS), {"Content-Encoding": "deflate"}, HOSTS),
        (
            gzip.compress(HOSTS) + gzip.compress(b"third.example\n"),
            GZIP,
            HOSTS + b"third.example\n",
        ),
        (gzip.compress(b"x" * 256 * 1024), GZIP, b"x" * 256 * 1024),
    ],
    ids=["gzip", "zlib", "gzip-members", "exactly-the-limit"],
)
def test_a_compressed_file_is_unpacked(
    fetcher: Fetcher,
    feed_server: FeedServer,
    body: bytes,
    headers: dict[str, str],
    expected: bytes,
) -> None:
    outcome = fetcher.fetch(feed_server.serve("/f", Reply(body, headers=headers)), "f/f")
    assert isinstance(outcome, Fetched), outcome
    assert outcome.body == expected


@pytest.mark.parametrize(
    ("body", "headers", "kind"),
    [
        (b"", {}, FailureKind.EMPTY),
        (b"", GZIP, FailureKind.EMPTY),
        (gzip.compress(b""), GZIP, FailureKind.EMPTY),
        (PACKED[:-20], GZIP, FailureKind.TRUNCATED),
        (PACKED[:-4], GZIP, FailureKind.TRUNCATED),
        (PACKED[:5], GZIP, FailureKind.TRUNCATED),
        (PACKED + b"garbage", GZIP, FailureKind.DAMAGED),
        (PACKED[:40] + b"\0" * 40 + PACKED[80:], GZIP, FailureKind.DAMAGED),
        (HOSTS, GZIP, FailureKind.DAMAGED),
        (raw_deflate(HOSTS * 50), {"Content-Encoding": "deflate"}, FailureKind.DAMAGED),
        (HOSTS, {"Content-Encoding": "br"}, FailureKind.DAMAGED),
        (HOSTS, {"Content-Encoding": "gzip, gzip"}, FailureKind.DAMAGED),
        (gzip.compress(b"\0" * 50_000_000), GZIP, FailureKind.TOO_LARGE),
        (zlib.compress(b"\0" * 50_000_000), {"Content-Encoding": "deflate"}, FailureKind.TOO_LARGE),
        (b"x" * (LIMITS.sent_bytes + 1), {}, FailureKind.TOO_LARGE),
        (b"x", {"Content-Length": "9" * 30}, FailureKind.TOO_LARGE),
        (HOSTS, {"Content-Length": "1000"}, FailureKind.TRUNCATED),
        (HOSTS, {"Content-Length": "10, 20"}, FailureKind.MALFORMED),
        (b"5\r\nbad.e\r\n", {"Transfer-Encoding": "chunked"}, FailureKind.TRUNCATED),
        (b"fff\r\nbad.e", {"Transfer-Encoding": "chunked"}, FailureKind.TRUNCATED),
        (b"zz\r\nbad.e", {"Transfer-Encoding": "chunked"}, FailureKind.TRUNCATED),
        (b"-5\r\nbad.e", {"Transfer-Encoding": "chunked"}, FailureKind.MALFORMED),
    ],
    ids=[
        *("empty", "empty-gzip", "gzip-of-nothing"),
        *("gzip-cut-short", "gzip-without-its-checksum", "gzip-header-only"),
        *("gzip-then-garbage", "gzip-overwritten", "not-gzip", "raw-deflate"),
        *("encoding-not-asked-for", "encoded-twice"),
        *("gzip-bomb", "deflate-bomb", "too-long", "announced-as-huge"),
        *("shorter-than-announced", "two-lengths"),
        *("chunks-without-an-end", "chunk-cut-short", "chunk-without-length", "chunk-below-zero"),
    ],
)
def test_a_body_that_is_no_whole_file_is_refused(
    fetcher: Fetcher,
    feed_server: FeedServer,
    body: bytes,
    headers: dict[str, str],
    kind: FailureKind,
) -> None:
    if "Transfer-Encoding" in headers:
        answer: Reply | bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    else:
        answer = Reply(body, headers=headers)
    assert failure(fetcher.fetch(feed_server.serve("/f", answer), "f/f")) is kind


@pytest.mark.parametrize(
    "start",
    [b"\r\n", b"Transfer-Encoding: chunked\r\n\r\n-1\r\n"],
    ids=["plain", "in-a-chunk-without-end"],
)
def test_an_endless_body_is_left(fetcher: Fetcher, feed_server: FeedServer, start: bytes) -> None:
    def endless(_: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n" + start
        while not feed_server.stopping.is_set():
            yield HOSTS * 100

    assert failure(fetcher.fetch(feed_server.serve("/f", endless), "f/f")) is FailureKind.TOO_LARGE


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["in-the-status-line", "in-the-headers", "in-the-body", "in-chunks", "interim-answers"],
)
def test_a_slow_drip_ends_with_the_total_time(
    feed_server: FeedServer, clock: Clock, start: bytes, drop: bytes
) -> None:
    """Each byte comes well within the silence limit; only the total stops it."""

    def drip(_: Request) -> Iterator[bytes]:
        yield start
        while not feed_server.stopping.wait(0.002):
            clock.advance(1)
            yield drop

    patient = Fetcher("t", LIMITS, allow_private=True, clock=clock)
    outcome = patient.fetch(feed_server.serve("/f", drip), "f/f")
    assert outcome == Failed(FailureKind.TIMEOUT, "was not complete after 60 s")


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n\r\nx"], ids=["at-once", "midway"])
def test_a_server_that_falls_silent_is_left(feed_server: FeedServer, start: bytes) -> None:
    def silent(_: Request) -> Iterator[bytes]:
        yield start
        feed_server.stopping.wait(30)

    brief = Fetcher("t", LIMITS._replace(silence_seconds=0.05), allow_private=True)
    outcome = brief.fetch(feed_server.serve("/f", silent), "f/f")
    assert outcome == Failed(FailureKind.TIMEOUT, "sent nothing for 0.05 s")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", FailureKind.UNREACHABLE),
        (b"SSH-2.0-OpenSSH_9.2\r\n", FailureKind.MALFORMED),
        (b"HTTP/1.1 banana\r\n\r\n", FailureKind.MALFORMED),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000 + b"\r\n", FailureKind.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 200_000 + b"\r\n\r\n", FailureKind.MALFORMED),
        (b"HTTP/1.1 " + b"2" * 200_000, FailureKind.MALFORMED),
    ],
    ids=["nothing", "ssh", "no-status", "many-headers", "long-header", "long-status"],
)
def test_what_is_no_http_is_refused(
    fetcher: Fetcher, feed_server: FeedServer, answer: bytes, kind: FailureKind
) -> None:
    assert failure(fetcher.fetch(feed_server.serve("/f", answer), "f/f")) is kind


def test_a_host_where_nobody_listens_is_unreachable(fetcher: Fetcher) -> None:
    outcome = fetcher.fetch("http://127.0.0.1:1/f", "f/f")
    kind = FailureKind.UNREACHABLE
    assert outcome == Failed(kind, "got no connection to 127.0.0.1: Connection refused")


def test_an_oversized_validator_is_not_kept(fetcher: Fetcher, feed_server: FeedServer) -> None:
    url = feed_server.serve("/f", Reply(HOSTS, headers={"ETag": '"' + "v" * 5000 + '"'}))
    assert fetcher.fetch(url, "f/f") == Fetched(HOSTS, Validators())


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
