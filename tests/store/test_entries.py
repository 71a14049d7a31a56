"""The entries of a generation as text: sorted, whole, in parts, and gone with it."""

import pytest
from redis import Redis

from service.store import entries, keys
from service.store.errors import StoreAway
from tests.conftest import Clock
from tests.helpers.generations import draft, publish, publisher


def test_entries_come_back_sorted_with_their_facts(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    made = draft(generations, hosts=9000)
    generations.publish(made, lock)
    assert list(generations.entries(made.id)) == sorted(made.entries.items())
    assert redis.hlen(keys.entries(made.id)) > 3


def test_whatever_a_name_holds_comes_back(redis: Redis) -> None:
    odd = {"a\tb\nc/": 0, 'q"\\/': 1, "\u2028é/": 2}
    redis.hset(keys.entries("g"), mapping=entries.encode(odd, ["x/", "a/"], [1, 2, 3]))
    assert list(entries.read(redis, "g")) == sorted(odd.items())
    assert entries.allowed(redis, "g") == ("a/", "x/")


def test_a_part_that_is_lost_is_no_end(redis: Redis) -> None:
    many = {f"{number:05}.example/": 0 for number in range(9000)}
    redis.hset(keys.entries("g"), mapping=entries.encode(many, [], list(range(9000))))
    redis.hdel(keys.entries("g"), "1")
    with pytest.raises(StoreAway, match="mynah refresh"):
        list(entries.read(redis, "g"))


def test_entries_end_with_their_generation(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    ids = []
    for seed in "abcd":
        ids.append(publish(generations, lock, seed))
        clock.advance(60)
    assert redis.ttl(keys.entries(ids[0])) > 0
    assert redis.ttl(keys.entries(ids[-1])) == -1
