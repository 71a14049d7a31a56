"""Bodies that come packed, cut short, without end or too slowly, over real sockets."""

import gzip
import zlib
from collections.abc import Iterator

import pytest

from service.feeds.fetch import Fetcher
from service.feeds.outcomes import (
    Failed,
    FailureKind,
    Fetched,
)
from tests.conftest import Clock
from tests.helpers.feed_server import FeedServer, Reply, Request
from tests.helpers.fetching import HOSTS, LIMITS, failure

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
