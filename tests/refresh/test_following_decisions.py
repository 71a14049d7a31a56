"""A list follows what moderators decide, with or without asking a feed."""

from collections.abc import Iterator
from typing import Any

import pytest

from service.model import Decision, Verb
from service.store import keys, lock
from service.store.errors import Held
from service.store.log import Log
from tests.conftest import Clock
from tests.helpers.feed_server import Reply, Request
from tests.helpers.feeds import feed_of
from tests.helpers.refreshing import DAY, PATH, Bench, content, hosts, stores_of
from tests.helpers.waiting import until


def test_a_moderators_decisions_are_in_the_next_list(published: Bench, clock: Clock) -> None:
    decisions = published.stores.decisions
    decisions.decide(Decision("scam1.com/", Verb.ALLOW, "a shop", int(clock.now), "m"))
    decisions.decide(Decision("new-scam.com/", Verb.BLOCK, "seen", int(clock.now), "m"))
    report = published.refresh()
    assert report.generation is not None
    assert published.listed("scam1.com/", "new-scam.com/") == ["new-scam.com/"]
    decisions.withdraw("scam1.com/")
    published.refresh()
    assert published.listed("scam1.com/") == ["scam1.com/"]


def decided(expression: str, verb: Verb, **more: Any) -> Decision:
    return Decision(expression, verb, "looked at it", 1, "m", **more)


def test_a_list_follows_decisions_without_asking_a_feed(published: Bench, clock: Clock) -> None:
    asked = len(published.server.requests)
    decisions = published.stores.decisions
    decisions.decide(decided("new.com/", Verb.BLOCK))
    decisions.decide(decided("scam0.com/", Verb.ALLOW))
    clock.advance(1)
    report = published.refresh(fetch=False)
    assert (report.files, report.generation) == ((), published.live())
    assert published.listed("new.com/", "scam0.com/", "scam1.com/") == ["new.com/", "scam1.com/"]
    assert len(published.server.requests) == asked
    before = dict(content(published))
    assert published.refresh(fetch=False).generation is None
    assert content(published) == before


def test_an_allowed_entry_stays_off_while_the_feed_goes_on_listing_it(
    published: Bench, clock: Clock
) -> None:
    decisions = published.stores.decisions
    decisions.decide(decided("scam0.com/", Verb.ALLOW))
    for day in range(3):
        clock.advance(DAY)
        published.server.serve(PATH, hosts(101 + day))
        assert published.refresh().generation
        assert published.listed("scam0.com/") == []
    decisions.withdraw("scam0.com/")
    assert published.refresh(fetch=False).generation
    assert published.listed("scam0.com/") == ["scam0.com/"]


def test_a_decision_that_ran_out_leaves_the_list_and_the_log_says_so(
    published: Bench, clock: Clock
) -> None:
    published.stores.decisions.decide(decided("new.com/", Verb.BLOCK, expires_at=int(clock()) + 60))
    published.refresh(fetch=False)
    clock.advance(59)
    assert published.refresh(fetch=False).generation is None
    assert published.listed("new.com/") == ["new.com/"]
    clock.advance(1)
    assert published.refresh(fetch=False).generation
    assert published.listed("new.com/") == []
    (line,) = Log(published.redis).newest(None, 1)
    assert (line["action"], line["expression"], line["role"]) == ("expire", "new.com/", "service")


def test_decisions_alone_make_no_list(bench: Bench) -> None:
    bench.stores.decisions.decide(decided("new.com/", Verb.BLOCK))
    assert bench.refresh(fetch=False).generation is None
    assert bench.live() is None


def test_a_decision_is_published_while_a_feed_is_slow(published: Bench, clock: Clock) -> None:
    """Nor does the list that the refresh makes in the end forget it, or what was fetched."""
    meanwhile = []

    def slowly(_: Request) -> Iterator[bytes]:
        published.stores.decisions.decide(decided("new.com/", Verb.BLOCK))
        meanwhile.append(published.refresh(fetch=False).generation)
        meanwhile.append(published.listed("new.com/", "scam100.com/"))
        yield Reply(hosts(101).encode()).encoded()

    clock.advance(DAY)
    published.server.serve(PATH, slowly)
    report = published.refresh()
    first, listed = meanwhile
    assert listed == ["new.com/"]
    assert report.generation is not None
    assert report.generation != first
    assert published.listed("new.com/", "scam100.com/") == ["new.com/", "scam100.com/"]
    clock.advance(DAY)
    published.server.serve(PATH, hosts(101))
    assert published.file(published.refresh()).outcome == "unchanged"  # the copy is still there


def test_who_has_fetched_waits_for_one_who_publishes(
    published: Bench, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = stores_of(published.redis, clock).publishing
    other.acquire()
    monkeypatch.setattr(lock.time, "sleep", lambda _: other.release())
    published.server.serve(PATH, hosts(101))
    assert published.refresh().generation == published.live()


def test_one_who_only_follows_is_told_who_publishes(published: Bench, clock: Clock) -> None:
    with stores_of(published.redis, clock).publishing, pytest.raises(Held):
        published.refresh(fetch=False)


def test_what_came_in_outlives_the_decisions_that_are_published_meanwhile(
    published: Bench, clock: Clock
) -> None:
    """One file is in already while another is slow: its copy is in no list yet."""
    redis = published.redis
    before = redis.scard(keys.COPIES)

    def slowly(_: Request) -> Iterator[bytes]:
        until(lambda: redis.scard(keys.COPIES) > before, what="the copy of the other file")
        published.stores.decisions.decide(decided("new.com/", Verb.BLOCK))
        published.refresh(fetch=False)
        yield Reply(b"other.com\n").encoded()

    clock.advance(DAY)
    published.feeds.append(feed_of("b-feed"))
    published.server.serve(PATH, hosts(101))
    published.server.serve("/b-feed/list.txt", slowly)
    published.refresh()
    live = published.stores.generations.meta(published.live() or "")
    for copy in live.copies.values():
        assert published.stores.copies.load(copy.copy)
    assert published.listed("new.com/", "scam100.com/", "other.com/") == [
        *("new.com/", "scam100.com/", "other.com/")
    ]
