"""A refresh from feed server to list, over real HTTP and a real Redis."""

import pytest

from service.feeds.catalogue import Withdraw
from service.model import Category, Confidence
from service.names.domains import above_public_suffixes
from service.store.errors import Held, Pinned
from tests.conftest import Clock
from tests.helpers.feed_server import Reply
from tests.helpers.feeds import feed_of, file_of
from tests.helpers.refreshing import DAY, PATH, Bench, content, hosts, sources, stores_of


def test_a_first_refresh_publishes_and_reports(bench: Bench) -> None:
    bench.server.serve(PATH, hosts(100) + "google.com\nwww.scam1.com\nno-such.tldx\n")
    report = bench.refresh()
    assert report.generation == bench.live()
    assert report.entries == 100
    file = bench.file(report)
    assert (file.outcome, file.lines, file.kept) == ("published", 103, 101)
    assert file.skipped == {"duplicate": 1, "unknown-tld": 1}
    assert report.held == {"a-feed": {"shared-host": 1}}
    assert not report.troubled
    assert report.to_json()["files"][0]["outcome"] == "published"


def test_a_feeds_own_allow_rules_are_counted_line_by_line_too(bench: Bench) -> None:
    bench.feeds[0] = feed_of("a-feed", file_of(format="adblock"))
    rules = ["||scam.com^", "@@||good.com^", "@@||www.good.com^", "@@||no-such.tldx^"]
    bench.server.serve(PATH, "\n".join(rules))
    file = bench.file(bench.refresh())
    assert (file.lines, file.kept) == (4, 2)
    assert file.skipped == {"duplicate": 1, "unknown-tld": 1}


def test_when_nothing_changed_nothing_is_written(published: Bench, clock: Clock) -> None:
    published.server.serve(PATH, Reply(status=304))
    with_etag = Reply(hosts(100).encode(), headers={"ETag": '"1"'})
    published.server.serve(PATH, with_etag)
    published.refresh()  # the same body, now with a validator
    published.server.serve(PATH, Reply(status=304))
    before = dict(content(published))
    clock.advance(DAY)
    report = published.refresh()
    assert published.server.requests[-1].headers["if-none-match"] == '"1"'
    assert report.generation is None
    assert published.file(report).outcome == "unchanged"
    assert content(published) == before
    assert published.stores.generations.pointer().checked_at == int(clock.now)


def test_a_dry_run_writes_nothing_at_all(bench: Bench) -> None:
    report = bench.refresh(dry_run=True)
    assert (report.entries, report.generation, report.dry_run) == (100, None, True)
    assert bench.redis.keys("*") == []


def test_a_dry_run_over_a_live_list_writes_nothing_either(published: Bench) -> None:
    before = {key: published.redis.dump(key) for key in published.redis.keys("*")}
    published.server.serve(PATH, hosts(110))
    report = published.refresh(dry_run=True)
    assert report.entries == 110
    assert (published.file(report).added, published.file(report).gone) == (10, 0)
    assert {key: published.redis.dump(key) for key in published.redis.keys("*")} == before


def test_an_entry_the_feed_drops_stays_until_it_expires(published: Bench, clock: Clock) -> None:
    first = int(clock.now // DAY)
    clock.advance(DAY)
    published.server.serve(PATH, hosts(99))
    published.refresh()
    assert sources(published, "scam99.com/") == [("a-feed", first, first + 1)]
    assert sources(published, "scam0.com/") == [("a-feed", first, None)]
    clock.advance(29 * DAY)
    assert published.refresh().generation is None
    clock.advance(DAY)
    assert published.refresh().generation == published.live()
    assert published.listed("scam99.com/", "scam0.com/") == ["scam0.com/"]


def test_an_authoritys_withdrawal_takes_an_entry_off_at_once(bench: Bench, clock: Clock) -> None:
    bench.feeds[0] = feed_of(withdraw=Withdraw.AT_ONCE)
    bench.refresh()
    clock.advance(3600)
    bench.server.serve(PATH, hosts(99))
    bench.refresh()
    assert bench.listed("scam99.com/", "scam0.com/") == ["scam0.com/"]


def test_a_maintainer_accepts_a_collapse_that_is_for_good(published: Bench) -> None:
    published.server.serve(PATH, hosts(40))
    refused = published.file(published.refresh())
    assert refused.detail.endswith("if that is right: mynah refresh --feed a-feed --accept")
    report = published.refresh(accept=frozenset({"a-feed"}))
    assert published.file(report).outcome == "published"
    assert published.file(report).gone == 60
    assert published.listed("scam99.com/") == ["scam99.com/"]  # until it expires
    assert published.file(published.refresh()).outcome == "unchanged"


def test_a_spike_of_poisoned_popular_sites_is_held_entry_by_entry(published: Bench) -> None:
    popular = "google.com\nwww.apple.com\nlogin.microsoft.com\npages.dev\nco.uk\nmetamask.io\n"
    published.server.serve(PATH, hosts(100) + popular)
    report = published.refresh()
    assert report.entries == 100
    assert sum(report.held["a-feed"].values()) == 6
    names = ("google.com/", "apple.com/", "pages.dev/", "co.uk/", "metamask.io/")
    assert published.listed(*names) == []


def test_no_name_above_a_public_suffix_gets_from_a_poisoned_feed_into_the_list(
    bench: Bench,
) -> None:
    names = sorted(name for name in above_public_suffixes() if "." in name)
    bench.server.serve(PATH, hosts(100) + "\n".join(names))
    assert bench.refresh().entries == 100
    assert bench.listed(*[f"{name}/" for name in names]) == []


def test_a_change_of_the_catalogue_is_in_the_next_list(published: Bench) -> None:
    published.feeds[0] = feed_of("a-feed", file_of(confidence=Confidence.LOW))
    assert published.refresh().generation is not None
    published.feeds.clear()
    published.feeds.append(feed_of("b-feed"))
    published.server.serve("/b-feed/list.txt", "other.com\n")
    published.refresh()
    assert published.listed("scam0.com/", "other.com/") == ["other.com/"]
    assert set(published.stores.states.load()) == {"b-feed/list.txt"}


def test_only_the_feeds_that_are_named_are_asked(published: Bench) -> None:
    published.feeds.append(feed_of("b-feed"))
    published.server.serve("/b-feed/list.txt", "other.com\n")
    asked = len(published.server.requests)
    report = published.refresh(["b-feed"])
    assert [file.feed for file in report.files] == ["b-feed"]
    assert len(published.server.requests) == asked + 1
    assert published.listed("scam0.com/", "other.com/") == ["scam0.com/", "other.com/"]


def test_a_second_refresher_is_told_who_holds_the_lock(published: Bench, clock: Clock) -> None:
    other = stores_of(published.redis, clock)
    holder = other.lock.acquire()
    asked = len(published.server.requests)
    with pytest.raises(Held) as refused:
        published.refresh()
    assert refused.value.holder == holder
    assert len(published.server.requests) == asked
    other.lock.release()
    published.refresh()
    assert len(published.server.requests) == asked + 1


def test_after_a_rollback_nothing_is_published_until_the_pin_is_off(published: Bench) -> None:
    first = published.live()
    published.server.serve(PATH, hosts(110))
    published.refresh()
    published.stores.generations.rollback()
    assert published.live() == first
    with pytest.raises(Pinned):
        published.refresh()
    assert published.listed("scam105.com/") == []
    published.stores.generations.unpin()
    report = published.refresh()  # the body is the one rolled back from, so it is read anew
    assert published.file(report).outcome == "published"
    assert published.listed("scam105.com/") == ["scam105.com/"]


def test_the_list_remembers_its_feeds(published: Bench, clock: Clock) -> None:
    live = published.live()
    assert live is not None
    info = published.stores.generations.meta(live).feeds["a-feed"]
    assert (info.name, info.entries, info.redistribute) == ("A feed", 100, True)
    assert info.checked_at == int(clock.now)


def test_gambling_and_low_feeds_only_warn(bench: Bench) -> None:
    gambling = file_of(path="bets.txt", category=Category.GAMBLING)
    bench.feeds[0] = feed_of("a-feed", file_of(), gambling)
    bench.server.serve("/a-feed/bets.txt", "bets.com\n")
    bench.refresh()
    live = bench.live()
    assert live is not None
    body = bench.stores.generations.list_body(live, "hosts", "identity")
    assert body is not None
    assert b"scam0.com\n" in body
    assert b"bets.com" not in body
    assert bench.listed("bets.com/") == ["bets.com/"]
