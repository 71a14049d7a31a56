"""Every way a feed's server can fail us, over real sockets."""

from email.utils import formatdate

import pytest

from service.feeds.fetch import Fetcher
from service.feeds.outcomes import (
    Failed,
    FailureKind,
    Fetched,
    NotModified,
    Validators,
)
from tests.conftest import Clock
from tests.helpers.feed_server import FeedServer, Reply
from tests.helpers.fetching import HOSTS, LIMITS, failure


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
