"""Publishing, keeping, rolling back. Killing is in test_killed_publisher.py."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from redis import Redis

from service.lists.bodies import ENCODINGS
from service.lists.texts import apply_delta, both_lists
from service.model import Claim
from service.store import keys, storage
from service.store.copies import CopyStore
from service.store.errors import (
    LockLost,
    NoGeneration,
    NothingToRollBackTo,
    NotPublished,
    Pinned,
    StoreAway,
)
from service.store.generations import Generations
from service.store.lock import Lock
from tests.conftest import Clock
from tests.helpers.generations import FACTS, draft, entries, live_entries, publish, publisher


def all_keys(redis: Redis, generation: str) -> list[bytes]:
    return list(redis.scan_iter(f"mynah:{generation}:*", count=1000))


def test_nothing_is_live_before_the_first_publication(redis: Redis, clock: Clock) -> None:
    generations = Generations(redis, clock)
    assert generations.pointer() == (None, None, None, None)
    assert generations.kept() == []
    with pytest.raises(NoGeneration):
        generations.rollback()
    with pytest.raises(NoGeneration):
        generations.meta("20261124T060000Z")


def test_a_published_draft_comes_back_whole(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    made = draft(generations)
    generations.publish(made, lock)
    assert generations.live() == made.id == "20261124T060000Z"
    meta = generations.meta(made.id)
    assert meta.entries == len(made.entries)
    for part in ("id", "published_at", "facts", "links", "feeds", "held", "copies", "next_expiry"):
        assert getattr(meta, part) == getattr(made, part)
    assert live_entries(redis, clock, "ab") == "a"


def test_lists_are_served_in_every_encoding_with_their_true_hash(
    redis: Redis, clock: Clock
) -> None:
    generations, lock = publisher(redis, clock)
    live = publish(generations, lock, "a")
    for name, text in both_lists(entries("a"), FACTS).items():
        assert generations.list_body(live, name, "identity") == text
        info = generations.list_info(live)[name]
        assert (info.version, info.bytes, info.deltas) == (live, len(text), ())
        assert info.sha256 == sha256(text).hexdigest()
        for encoding in ENCODINGS:
            assert generations.list_body(live, name, encoding)


@pytest.mark.parametrize(
    ("generation", "name", "encoding"),
    [
        ("20200101T000000Z", "hosts", "br"),
        ("*", "hosts", "br"),
        ("live", "hosts", "deflate"),
        ("live", "info", "br"),
        ("live", "../hosts", "br"),
        ("live", "hosts/20261124T060000Z", "br"),
    ],
)
def test_a_list_that_is_not_there_is_none(
    redis: Redis, clock: Clock, generation: str, name: str, encoding: str
) -> None:
    generations, lock = publisher(redis, clock)
    live = publish(generations, lock, "a")
    asked = live if generation == "live" else generation
    assert generations.list_body(asked, name, encoding) is None
    assert generations.delta_body("20200101T000000Z", asked, name, encoding) is None


def test_deltas_lead_from_every_kept_generation_to_the_new_one(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    made = [publish(generations, lock, seed) for seed in "abcd"]
    for name, info in generations.list_info(made[3]).items():
        assert [start for start, _ in info.deltas] == [made[2], made[1]]
        for start, size in info.deltas:
            old = generations.list_body(start, name, "identity")
            change = generations.delta_body(start, made[3], name, "identity")
            assert old is not None
            assert change is not None
            assert len(change) == size
            assert sha256(apply_delta(old, change)).hexdigest() == info.sha256


def test_the_same_draft_gives_the_same_bytes(redis: Redis, clock: Clock) -> None:
    seen = []
    for _ in range(2):
        redis.flushall()
        generations, lock = publisher(redis, clock)
        made = draft(generations)
        backwards = dict(reversed(made.entries.items())) if seen else made.entries
        generations.publish(type(made)(**{**vars(made), "entries": backwards}), lock)
        parts = [redis.hgetall(keys.meta(made.id)), redis.hgetall(keys.lists(made.id))]
        seen.append((list(storage.read_buckets(redis, made.id, range(65_536))), parts))
    assert seen[0] == seen[1]


def test_three_generations_stay_and_the_rest_get_an_end(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    made = [publish(generations, lock, seed) for seed in "abcde"]
    assert generations.kept() == made[:1:-1]
    for generation in made[:2]:
        assert all_keys(redis, generation)
        assert all(0 < redis.ttl(key) <= 600 for key in all_keys(redis, generation))
    for generation in made[2:]:
        assert {redis.ttl(key) for key in all_keys(redis, generation)} == {-1}


def test_a_generation_that_has_expired_is_forgotten(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    made = [publish(generations, lock, seed) for seed in "abcd"]
    storage.remove(redis, made[0])  # as its end would
    publish(generations, lock, "e")
    assert made[0].encode() not in redis.hkeys(keys.GENERATIONS)


def test_an_interrupted_ending_is_carried_out_by_the_next_publisher(
    redis: Redis, clock: Clock
) -> None:
    generations, lock = publisher(redis, clock)
    made = [publish(generations, lock, seed) for seed in "abcd"]
    first = all_keys(redis, made[0])
    for key in (first[0], keys.meta(made[0]).encode()):
        redis.persist(key)
    publish(generations, lock, "e")
    assert all(redis.ttl(key) > 0 for key in all_keys(redis, made[0]))


def test_copies_stay_as_long_as_a_kept_generation_names_them(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    copies = CopyStore(redis)
    addresses = []
    for seed in "abcde":
        addresses.append(copies.save({f"{seed}.example/": Claim(20_000)}))
        publish(generations, lock, seed, copy=addresses[-1])
    kept = {keys.copy(address).encode() for address in addresses[2:]}
    assert set(redis.scan_iter("mynah:copy:*")) == kept
    assert redis.scard(keys.COPIES) == len(kept)


def test_what_a_dead_publisher_left_is_removed_by_the_next(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    dead = generations.next_id()
    redis.hset(keys.GENERATIONS, dead, "writing")
    storage.write_buckets(redis, dead, {1: b"x", 65_535: b"y"})
    clock.advance(2)
    publish(generations, lock, "a")
    assert all_keys(redis, dead) == []
    assert dead.encode() in redis.hkeys(keys.GENERATIONS)  # it may be alive still: an hour
    clock.advance(3600)
    publish(generations, lock, "b")
    assert dead.encode() not in redis.hkeys(keys.GENERATIONS)


def test_ids_rise_even_when_the_clock_does_not(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    first, second = publish(generations, lock, "a"), publish(generations, lock, "b")
    clock.advance(-5000)
    third = publish(generations, lock, "c")
    assert [first, second, third] == ["20261124T060000Z", "20261124T060001Z", "20261124T060002Z"]


def test_an_id_that_is_in_use_or_is_none_is_refused(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    made = draft(generations)
    generations.publish(made, lock)
    for wrong in (made.id, "20200101T000000Z", "x", ""):
        with pytest.raises(ValueError, match="ask next_id"):
            generations.publish(type(made)(**{**vars(made), "id": wrong}), lock)
    assert live_entries(redis, clock, "a") == "a"


def test_the_pointer_moves_forward_in_time_even_when_it_moves_back(
    redis: Redis, clock: Clock
) -> None:
    generations, lock = publisher(redis, clock)
    moved = []
    for seed in "ab":
        publish(generations, lock, seed)
        moved.append(generations.pointer().moved_at)
    clock.advance(-100)
    generations.rollback()
    moved.append(generations.pointer().moved_at)
    assert moved == [1_795_500_000, 1_795_500_001, 1_795_500_002]


def test_a_confirmation_is_remembered(redis: Redis, clock: Clock) -> None:
    generations = Generations(redis, clock)
    generations.confirm(1_795_500_123.9)
    assert generations.pointer().checked_at == 1_795_500_123


def test_a_rollback_pins_and_brings_its_deltas(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    made = [publish(generations, lock, seed) for seed in "abc"]
    assert generations.rollback() == made[1]
    assert generations.live() == generations.pinned() == made[1]
    assert live_entries(redis, clock, "abc") == "b"
    for name, info in generations.list_info(made[1]).items():
        assert {start for start, _ in info.deltas} == {made[0], made[2]}
        old = generations.list_body(made[2], name, "identity")
        change = generations.delta_body(made[2], made[1], name, "identity")
        assert apply_delta(old or b"", change or b"") == generations.list_body(
            made[1], name, "identity"
        )
    with pytest.raises(Pinned, match=made[1]):
        publish(generations, lock, "d")
    assert generations.live() == made[1]


def test_a_second_rollback_goes_one_further_and_then_there_is_none(
    redis: Redis, clock: Clock
) -> None:
    generations, lock = publisher(redis, clock)
    made = [publish(generations, lock, seed) for seed in "abc"]
    assert [generations.rollback(), generations.rollback()] == [made[1], made[0]]
    with pytest.raises(NothingToRollBackTo, match=made[0]):
        generations.rollback()
    assert generations.live() == made[0]


def test_after_unpinning_the_next_publication_goes_live_and_the_bad_one_never_returns(
    redis: Redis, clock: Clock
) -> None:
    generations, lock = publisher(redis, clock)
    made = [publish(generations, lock, seed) for seed in "abc"]
    generations.rollback()
    generations.unpin()
    assert generations.live() == made[1]
    new = publish(generations, lock, "d")
    assert (generations.live(), generations.pinned()) == (new, None)
    assert generations.kept() == [new, made[1], made[0]]
    assert generations.rollback() == made[1]


def test_a_publisher_that_lost_its_lock_changes_nothing(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    publish(generations, lock, "a")
    redis.delete(lock.key)
    with pytest.raises(LockLost):
        publish(generations, lock, "b")
    assert live_entries(redis, clock, "ab") == "a"


class Meddler:
    """A client that does something of its own at the last moment before a transaction."""

    def __init__(self, redis: Redis, act: Callable[[], object]) -> None:
        self._redis = redis
        self._act = act

    def __getattr__(self, name: str) -> object:
        return getattr(self._redis, name)

    def pipeline(self, transaction: bool = True) -> object:
        pipe = self._redis.pipeline(transaction)
        mset = pipe.mset

        def meddle(values: dict[str, object]) -> object:
            self._act()
            return mset(values)

        pipe.mset = meddle  # only the switch sets several keys in a transaction
        return pipe


def test_a_lock_lost_at_the_last_moment_stops_the_switch(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    publish(generations, lock, "a")
    meddler = Meddler(redis, lambda: redis.set(lock.key, "another refresher"))
    with pytest.raises(LockLost):
        publish(Generations(meddler, clock), lock, "b")  # type: ignore[arg-type]
    assert live_entries(redis, clock, "ab") == "a"


def test_a_rollback_at_the_last_moment_stops_the_switch(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    first = publish(generations, lock, "a")
    publish(generations, lock, "b")
    done: list[str] = []
    meddler = Meddler(redis, lambda: done or done.append(Generations(redis, clock).rollback()))
    with pytest.raises(Pinned):
        publish(Generations(meddler, clock), lock, "c")  # type: ignore[arg-type]
    assert generations.live() == first == done[0]


def test_our_own_heartbeat_at_the_last_moment_does_not(redis: Redis, clock: Clock) -> None:
    _, lock = publisher(redis, clock)
    beats: list[None] = []
    meddler = Meddler(redis, lambda: beats or beats.append(lock.extend()))
    publish(Generations(meddler, clock), lock, "a")  # type: ignore[arg-type]
    assert beats
    assert live_entries(redis, clock, "ab") == "a"


class Forgetful(Meddler):
    """A client whose server loses a bucket on the way."""

    def mset(self, values: dict[str, bytes]) -> object:
        return self._redis.mset(dict(list(values.items())[1:]))


def test_a_bucket_lost_on_the_way_is_noticed_before_the_switch(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    publish(generations, lock, "a")
    with pytest.raises(NotPublished, match="buckets, where"):
        publish(Generations(Forgetful(redis, int), clock), lock, "b")  # type: ignore[arg-type]
    assert live_entries(redis, clock, "ab") == "a"


def test_a_server_that_is_away_is_said_so(clock: Clock) -> None:
    gone = Redis(unix_socket_path="/nowhere.sock", retry=None)
    with pytest.raises(StoreAway):
        Generations(gone, clock).live()
    with pytest.raises(StoreAway):
        Lock(gone, "refresh", 60, clock).acquire()
