"""The starting list stands in for feeds that were never read, and its days stay."""

import pytest

from service.model import Claim
from service.refresh import starting
from tests.helpers.feed_server import Reply
from tests.helpers.refreshing import DAY, PATH, Bench, hosts, sources

AUGUST_22 = 1_787_356_800  # 2026-08-22 00:00 UTC


def test_a_feed_without_a_good_copy_falls_back_to_the_starting_list(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = {"started.com/": Claim(20_000), "google.com/": Claim(20_000)}
    monkeypatch.setattr(starting, "load", lambda feed: packaged if feed == "a-feed" else None)
    monkeypatch.setattr(starting, "digest", lambda feed: "d1" if feed == "a-feed" else None)
    bench.server.serve(PATH, Reply(status=500))
    report = bench.refresh()
    assert bench.file(report).outcome == "starting-list"
    assert bench.file(report).detail.startswith("server-error: ")
    assert report.troubled
    assert bench.listed("started.com/", "google.com/") == ["started.com/"]
    assert sources(bench, "started.com/") == [("a-feed", 20_000, None)]
    bench.server.serve(PATH, hosts(100))
    bench.refresh()
    assert bench.listed("started.com/", "scam0.com/") == ["scam0.com/"]


def test_days_of_the_starting_list_stay_when_the_feed_itself_comes_in(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = {"scam0.com/": Claim(20_000), "started.com/": Claim(20_000)}
    monkeypatch.setattr(starting, "load", lambda _: packaged)
    monkeypatch.setattr(starting, "digest", lambda _: "d1")
    bench.server.serve(PATH, Reply(status=500))
    bench.refresh()
    bench.server.serve(PATH, hosts(100))
    bench.refresh()
    today = int(bench.clock() // DAY)
    assert sources(bench, "scam0.com/") == [("a-feed", 20_000, None)]
    assert sources(bench, "scam1.com/") == [("a-feed", today, None)]
    assert bench.listed("started.com/") == []


def test_days_of_the_starting_list_count_where_it_never_served(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "load", lambda _: {"scam0.com/": Claim(20_000)})
    bench.refresh()
    assert sources(bench, "scam0.com/") == [("a-feed", 20_000, None)]


def test_a_list_made_of_the_starting_list_says_of_which_day(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "load", lambda _: {"started.com/": Claim(20_000)})
    monkeypatch.setattr(starting, "digest", lambda _: "d1")
    monkeypatch.setattr(starting, "day", lambda _: "2026-08-22")
    bench.server.serve(PATH, Reply(status=500))
    bench.refresh()
    generation = bench.stores.reader.read([]).generation
    assert (generation.checked_at, generation.is_starting_list) == (None, True)
    assert generation.read_at == AUGUST_22
    assert generation.feeds["a-feed"].checked_at == AUGUST_22
    bench.server.serve(PATH, hosts(100))
    bench.refresh()
    generation = bench.stores.reader.read([]).generation
    assert (generation.read_at, generation.is_starting_list) == (int(bench.clock()), False)
