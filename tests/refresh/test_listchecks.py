"""A list that lost much, or of which much is held at once, waits for a person."""

import pytest
from redis import Redis

from service.feeds.catalogue import FeedKind, Guards, load
from service.model import Claim
from service.refresh import starting
from tests.conftest import Clock
from tests.helpers.feed_server import FeedServer, Reply
from tests.helpers.feeds import feed_of, file_of
from tests.helpers.refreshing import Bench, hosts

PATH, GUARD = "/a-feed/list.txt", "/g-feed/top.txt"
TOPS = "".join(f"t{number}.com\n" for number in range(1000))
HALF = "".join(f"t{number}.com\n" for number in range(500))
POISON = hosts(900)  # entries of the feed, in the place of top sites


@pytest.fixture
def big(redis: Redis, feed_server: FeedServer, clock: Clock) -> Bench:
    """Two feeds, of 4,000 and of 1,000 hosts, and a guard, published."""
    tops = file_of(path="top.txt", guards=Guards.TOP_SITE)
    guard = feed_of("g-feed", tops, kind=FeedKind.GUARD)
    feed_server.serve(PATH, hosts(4000))
    feed_server.serve("/b-feed/list.txt", hosts(1000, start=10_000))
    feed_server.serve(GUARD, TOPS)
    bench = Bench(redis, feed_server, clock, [feed_of(), feed_of("b-feed"), guard])
    assert bench.refresh().entries == 5000
    return bench


def test_a_poisoned_guard_feed_takes_nothing_off_the_list(big: Bench) -> None:
    first = big.live()
    big.server.serve(GUARD, HALF + POISON)
    report = big.refresh()
    assert (report.generation, report.entries, big.live()) == (None, 5000, first)
    assert report.refused == (
        "5,000 entries would fall to 4,100 (fewer from a-feed 900); "
        "900 listed entries would be held back (top-site 900); "
        "if that is right: mynah refresh --accept-list"
    )
    assert report.troubled
    assert big.listed("scam0.com/", "scam899.com/") == ["scam0.com/", "scam899.com/"]
    assert big.stores.generations.refused() == report.refused
    assert big.state("g-feed/top.txt").outcome == "failed"
    assert big.state("g-feed/top.txt").detail.endswith("the list was not published")


def test_a_tenth_less_is_much_and_so_are_some_hundred_that_guards_hold(big: Bench) -> None:
    big.server.serve(GUARD, HALF + hosts(250))
    assert big.refresh().refused is None
    big.server.serve(GUARD, HALF + hosts(650))
    refused = big.refresh().refused
    assert refused is not None
    assert refused.startswith("400 listed entries would be held back (top-site 400); if ")


def test_the_list_is_published_when_the_publisher_mends_the_guard(big: Bench) -> None:
    big.server.serve(GUARD, HALF + POISON)
    big.server.serve(PATH, hosts(4010))
    assert big.refresh().refused
    big.server.serve(GUARD, TOPS)
    report = big.refresh()
    assert (report.refused, report.entries) == (None, 5010)
    assert big.stores.generations.refused() is None


def test_what_was_refused_stays_said_while_its_files_wait(big: Bench, clock: Clock) -> None:
    big.server.serve(GUARD, HALF + POISON)
    assert big.refresh().refused
    clock.advance(60)
    report = big.refresh(patient=True)  # nothing is due
    assert (report.generation, report.refused) == (None, None)
    assert big.stores.generations.refused()
    big.server.serve(GUARD, TOPS)
    big.refresh()
    assert big.stores.generations.refused() is None


def test_a_maintainer_who_has_looked_accepts_the_list_once(big: Bench, clock: Clock) -> None:
    big.server.serve(GUARD, HALF + POISON)
    big.refresh()
    clock.advance(60)
    report = big.refresh(accept_list=True, patient=True)  # asks again though it is not due
    assert (report.refused, report.entries) == (None, 4100)
    assert report.generation == big.live()
    assert big.stores.generations.refused() is None
    assert big.refresh().refused is None


def test_a_dry_run_says_what_would_be_refused_and_writes_nothing(big: Bench) -> None:
    big.server.serve(GUARD, HALF + POISON)
    report = big.refresh(dry_run=True)
    assert report.refused
    assert report.entries == 4100
    assert big.stores.generations.refused() is None
    assert report.to_json()["refused"] == report.refused


def test_a_feed_that_is_taken_out_of_the_catalogue_needs_consent(big: Bench) -> None:
    del big.feeds[1]
    report = big.refresh()
    assert report.refused
    assert report.refused.startswith("5,000 entries would fall to 4,000 (fewer from b-feed 1,000)")
    assert big.listed("scam10000.com/") == ["scam10000.com/"]
    assert big.refresh(accept_list=True).entries == 4000
    assert big.listed("scam10000.com/") == []


def test_a_catalogue_that_is_put_back_settles_it(big: Bench) -> None:
    taken = big.feeds.pop(1)
    assert big.refresh().refused
    big.feeds.insert(1, taken)
    assert big.refresh().refused is None
    assert big.stores.generations.refused() is None


def test_poisoned_exceptions_of_a_feed_are_refused_alike(big: Bench) -> None:
    allowed = file_of(path="allow.txt", format="adblock", min_entries=0)
    big.feeds[0] = feed_of("a-feed", file_of(), allowed)
    big.server.serve("/a-feed/allow.txt", "@@||scam3.com^\n")
    assert big.refresh().entries == 4999
    rules = "".join(f"@@||scam{number}.com^\n" for number in range(19))
    big.server.serve("/a-feed/allow.txt", rules)
    assert big.refresh().refused is None
    rules = "".join(f"@@||scam{number}.com^\n" for number in range(450))
    big.server.serve("/a-feed/allow.txt", rules)
    report = big.refresh(accept=frozenset({"a-feed"}))
    assert report.refused
    assert "431 listed entries would be held back (feed-exception 431)" in report.refused


def test_a_flood_of_popular_names_into_a_feed_stops_no_refresh(big: Bench) -> None:
    big.server.serve(PATH, hosts(4001) + TOPS)
    report = big.refresh()
    assert (report.refused, report.entries) == (None, 5001)
    assert report.held["a-feed"]["top-site"] == 1000


def test_the_first_real_copy_may_be_smaller_than_the_starting_list(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = {f"old{number}.com/": Claim(20_000) for number in range(2000)}
    monkeypatch.setattr(starting, "load", lambda feed: packaged if feed == "a-feed" else None)
    monkeypatch.setattr(starting, "digest", lambda feed: "d1" if feed == "a-feed" else None)
    bench.server.serve(PATH, Reply(status=500))
    assert bench.refresh().entries == 2000
    bench.server.serve(PATH, hosts(100))
    report = bench.refresh()
    assert (report.refused, report.entries) == (None, 100)


def test_a_rollback_and_its_end_are_not_in_the_way(big: Bench) -> None:
    big.server.serve(PATH, hosts(6000))
    assert big.refresh().entries == 7000
    generations = big.stores.generations
    generations.rollback()
    generations.unpin()
    assert big.refresh().entries == 7000


def test_guard_feeds_may_hardly_grow() -> None:
    grown = {
        file.max_growth for feed in load() if feed.kind is FeedKind.GUARD for file in feed.files
    }
    assert grown == {1.2}
