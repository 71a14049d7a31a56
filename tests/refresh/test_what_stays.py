"""What a refresh does not read anew stays as it was read, and what was lost comes back."""

import json

from service.feeds.catalogue import FeedKind, Guards
from tests.helpers.feed_server import Reply
from tests.helpers.feeds import feed_of, file_of
from tests.helpers.refreshing import PATH, Bench, hosts, sources


def test_a_guard_feed_holds_and_a_broken_one_goes_on_holding(bench: Bench) -> None:
    tops = file_of(path="top.txt", guards=Guards.TOP_SITE)
    bench.feeds.append(feed_of("g-feed", tops, kind=FeedKind.GUARD))
    bench.server.serve("/g-feed/top.txt", "scam7.com\n" + "".join(f"t{n}.com\n" for n in range(99)))
    bench.refresh()
    assert bench.listed("scam7.com/", "t5.com/") == []
    for broken in (Reply(b""), Reply(b"<html>"), Reply(b"t1.com\n"), Reply(status=500)):
        bench.server.serve("/g-feed/top.txt", broken)
        bench.server.serve(PATH, hosts(100) + f"x{len(bench.server.requests)}.com\n")
        assert bench.refresh().generation is not None
        assert bench.listed("scam7.com/", "scam8.com/") == ["scam8.com/"]


def test_a_feeds_exceptions_outlive_a_refresh_that_reads_only_another_file(bench: Bench) -> None:
    allowed = file_of(path="allow.txt", format="adblock", min_entries=0)
    bench.feeds[0] = feed_of("a-feed", file_of(), allowed)
    bench.server.serve("/a-feed/allow.txt", "@@||scam3.com^\n")
    bench.refresh()
    assert bench.listed("scam3.com/", "scam4.com/") == ["scam4.com/"]
    bench.server.serve(PATH, hosts(110))
    report = bench.refresh()
    assert bench.file(report, "a-feed/allow.txt").outcome == "unchanged"
    assert bench.listed("scam3.com/", "scam105.com/") == ["scam105.com/"]


def test_dates_from_a_file_of_dates_hold_for_the_feeds_other_files(bench: Bench) -> None:
    dates = file_of(
        path="dates.json",
        format="json-records",
        params={"text": "url", "date": "date"},
        only_dates=True,
    )
    bench.feeds[0] = feed_of("a-feed", file_of(), dates)
    rows = [{"url": f"{name}.com", "date": "2025-01-02"} for name in ("scam5", "not-listed")]
    bench.server.serve("/a-feed/dates.json", json.dumps(rows))
    bench.refresh()
    assert sources(bench, "scam5.com/") == [("a-feed", 20_090, None)]
    assert bench.listed("not-listed.com/") == []


def test_links_survive_a_refresh_in_which_their_file_is_unchanged(bench: Bench) -> None:
    wallet = "0x" + "ab" * 20
    pairs = file_of(path="pairs.json", format="json-links", params={"sites": True})
    bench.feeds[0] = feed_of("a-feed", file_of(), pairs)
    bench.server.serve("/a-feed/pairs.json", f'{{"drain.com": ["{wallet}"]}}')
    bench.refresh()
    bench.server.serve(PATH, hosts(110))
    bench.refresh()
    live = bench.live()
    assert live is not None
    links = bench.stores.generations.meta(live).links
    assert links == {"drain.com/": (f"evm:{wallet}",), f"evm:{wallet}": ("drain.com/",)}


def test_after_a_loss_of_redis_everything_is_fetched_whole(published: Bench) -> None:
    published.server.serve(PATH, Reply(hosts(100).encode(), headers={"ETag": '"1"'}))
    published.refresh()
    states = published.redis.hgetall("mynah:feeds")
    published.redis.flushall()
    published.redis.hset("mynah:feeds", mapping=states)
    report = published.refresh(patient=True)
    assert "if-none-match" not in published.server.requests[-1].headers
    assert report.entries == 100


def test_a_lost_copy_is_fetched_anew_at_the_next_refresh(published: Bench) -> None:
    published.feeds.append(feed_of("b-feed"))
    for key in published.redis.keys("mynah:copy:*"):
        published.redis.delete(key)
    published.server.serve("/b-feed/list.txt", "other.com\n")
    published.server.serve(PATH, Reply(status=500))
    published.refresh()
    published.server.serve(PATH, hosts(100))
    report = published.refresh(patient=False)
    assert published.file(report).outcome == "published"
    assert published.listed("scam0.com/") == ["scam0.com/"]
