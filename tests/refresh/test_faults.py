"""Every way a feed can go wrong, over real HTTP: the list stays, and the feed's state says why."""

import gzip
from collections.abc import Callable, Iterator

import pytest

from service.feeds.parsers import PARSERS
from tests.conftest import Clock
from tests.helpers.feed_server import FeedServer, Reply, Request, Script, redirect
from tests.helpers.feeds import feed_of, file_of
from tests.helpers.refreshing import Bench, hosts

PATH = "/a-feed/list.txt"
GZIP = {"Content-Encoding": "gzip"}
NEW = hosts(110).encode()
Answer = Reply | Script | bytes


def endless(server: FeedServer) -> Script:
    def script(_: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while not server.stopping.is_set():
            yield NEW

    return script


FAULTS: dict[str, tuple[Callable[[FeedServer], Answer], str, str]] = {
    "an-html-page": (lambda _: Reply(b"<!doctype html><p>busy"), "refused", "error-page: "),
    "a-json-error": (lambda _: Reply(b'{"message": "slow down"}'), "refused", "error-page: "),
    "an-empty-body": (lambda _: Reply(b""), "failed", "empty: "),
    "blank-lines": (lambda _: Reply(b"\n\n\n"), "refused", "empty: "),
    "a-truncated-gzip": (
        lambda _: Reply(gzip.compress(NEW)[:-20], headers=GZIP),
        "failed",
        "truncated: ",
    ),
    "a-decompression-bomb": (
        lambda _: Reply(gzip.compress(b"\0" * 50_000_000), headers=GZIP),
        "failed",
        "too-large: ",
    ),
    "an-endless-body": (endless, "failed", "too-large: "),
    "a-redirect-loop": (lambda _: redirect(PATH), "failed", "too-many-redirects: "),
    "a-redirect-to-a-private-address": (
        lambda _: redirect("http://10.0.0.1/list.txt"),
        "failed",
        "private-address: ",
    ),
    "401": (lambda _: Reply(status=401), "failed", "unauthorised: "),
    "404": (lambda _: Reply(status=404), "failed", "not-found: "),
    "429": (lambda _: Reply(status=429), "failed", "rate-limited: "),
    "500": (lambda _: Reply(NEW, status=500), "failed", "server-error: "),
    "304-unasked": (lambda _: Reply(status=304), "failed", ""),
    "a-cut-connection": (
        lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nscam1.com\n",
        "failed",
        "truncated: ",
    ),
    "a-wrong-charset": (
        lambda _: Reply(hosts(110).encode("utf-16")),
        "refused",
        "not-the-format: ",
    ),
    "bytes-of-no-charset": (lambda _: Reply(b"\xff\xfe\xfa\n" * 200), "refused", "unreadable: "),
    "a-collapse": (lambda _: Reply(hosts(15).encode()), "refused", "shrunk: "),
    "a-flood": (lambda _: Reply(hosts(5000).encode()), "refused", "grown: "),
    "one-line": (lambda _: Reply(b"leadslitmus.com\n"), "refused", "shrunk: "),
    "half-nonsense": (
        lambda _: Reply(b"bad word here\n" * 120 + NEW),
        "refused",
        "unreadable: ",
    ),
    "a-count-that-does-not-match": (
        lambda _: Reply(b"# Entries: 190,215\n" + NEW),
        "refused",
        "count-mismatch: ",
    ),
}


@pytest.mark.parametrize(("fault", "outcome", "detail"), FAULTS.values(), ids=FAULTS.keys())
def test_a_broken_feed_changes_nothing_and_says_so(
    published: Bench, fault: Callable[[FeedServer], Answer], outcome: str, detail: str
) -> None:
    before = published.live()
    published.server.serve(PATH, fault(published.server))
    report = published.refresh()
    assert published.live() == before
    assert report.generation is None
    assert published.listed("scam0.com/", "scam99.com/") == ["scam0.com/", "scam99.com/"]
    assert published.listed("scam105.com/") == []
    assert report.troubled
    state = published.state()
    assert (state.outcome, state.failures) == (outcome, 1)
    assert state.detail.startswith(detail)
    assert published.file(report).detail == state.detail
    assert state.last_success == state.last_attempt


def test_the_feed_is_taken_again_when_it_is_well(published: Bench) -> None:
    published.server.serve(PATH, Reply(status=500))
    published.refresh()
    published.server.serve(PATH, hosts(110))
    report = published.refresh()
    assert published.listed("scam105.com/") == ["scam105.com/"]
    assert published.live() == report.generation
    assert (published.state().outcome, published.state().failures) == ("published", 0)


def test_a_slow_drip_is_left_after_its_time(published: Bench) -> None:
    def drip(_: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while not published.server.stopping.wait(0.002):
            fetching.advance(1)
            yield b"s"

    fetching = Clock()
    published.fetch_clock = fetching
    published.server.serve(PATH, drip)
    report = published.refresh()
    assert published.file(report).detail.startswith("timeout: ")
    assert published.listed("scam0.com/") == ["scam0.com/"]


def test_a_server_that_asks_for_time_is_given_it(published: Bench, clock: Clock) -> None:
    published.server.serve(PATH, Reply(status=429, headers={"Retry-After": "7200"}))
    published.refresh(patient=True, feeds=["a-feed"])
    asked = len(published.server.requests)
    clock.advance(7000)
    report = published.refresh(["a-feed"])
    assert published.file(report).outcome == "not-due"
    assert len(published.server.requests) == asked
    clock.advance(300)
    published.refresh()
    assert len(published.server.requests) == asked + 1


def test_a_feed_that_fails_is_asked_ever_more_rarely(published: Bench, clock: Clock) -> None:
    published.server.serve(PATH, Reply(status=500))
    clock.advance(3600)
    for _ in range(5):
        published.refresh(patient=True)
        clock.advance(1200)
    after_an_hour_and_a_half = len(published.server.requests)
    assert after_an_hour_and_a_half < 5
    clock.advance(86_400)
    published.refresh(patient=True)
    assert len(published.server.requests) == after_an_hour_and_a_half + 1


def test_one_broken_feed_does_not_stop_the_others(bench: Bench) -> None:
    bench.feeds.append(feed_of("b-feed"))
    bench.server.serve("/b-feed/list.txt", "other.com\n")
    bench.server.serve(PATH, Reply(status=500))
    report = bench.refresh()
    assert bench.listed("other.com/") == ["other.com/"]
    assert {file.feed: file.outcome.value for file in report.files} == {
        "a-feed": "failed",
        "b-feed": "published",
    }


def test_a_feed_that_upsets_its_parser_does_not_stop_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def upset(_body: bytes, _params: object) -> None:
        raise ZeroDivisionError("who would have thought")

    monkeypatch.setattr("service.refresh.reading.PARSERS", {**PARSERS, "hosts": upset})
    bench.feeds.append(feed_of("b-feed", file_of(format="hosts", family="b-feed")))
    bench.server.serve("/b-feed/list.txt", "0.0.0.0 other.com\n")
    report = bench.refresh()
    assert bench.listed("scam0.com/") == ["scam0.com/"]
    assert bench.file(report, "b-feed/list.txt").detail.startswith("unexpected: ZeroDivisionError")
    assert "b-feed/list.txt could not be read" in caplog.text


def test_an_optional_file_may_be_missing(bench: Bench) -> None:
    bench.feeds[0] = feed_of("a-feed", file_of(), file_of(path="more.txt", optional=True))
    report = bench.refresh()
    assert bench.file(report, "a-feed/more.txt").outcome == "absent"
    assert not report.troubled
