"""kill -9 of the publisher, or of Redis, at any step: a whole generation is live all the time."""

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis

from service.store import keys
from service.store.errors import StoreAway
from service.store.generations import Generations
from service.store.lock import Lock
from service.store.reader import Reader
from tests.helpers.counting import client_that
from tests.helpers.doomed_publisher import TRIPS, publish_and_die
from tests.helpers.generations import draft, live_entries
from tests.helpers.own_redis import OwnRedis

HOSTS = 1500


def publish_here(client: Redis, seed: str) -> str:
    client.delete(keys.lock("refresh"))  # as if the dead one's had run out
    lock = Lock(client, "refresh", 60, time.time)
    lock.acquire()
    generations = Generations(client, time.time)
    made = draft(generations, seed, HOSTS)
    generations.publish(made, lock)
    return made.id


def test_a_publisher_killed_at_any_round_trip_leaves_a_whole_generation(
    redis: Redis, redis_server: str
) -> None:
    for seed in "xya":  # three are kept, so that the next ends one too
        publish_here(redis, seed)
    redis.delete(keys.lock("refresh"))
    assert publish_and_die(redis_server, "b", HOSTS, 0) == 0
    trips = int(redis.get(TRIPS) or 0)
    assert trips > 30
    outcomes = []
    for fatal in [*range(1, trips, trips // 12), trips]:
        publish_here(redis, "a")
        forget_the_dead(redis)
        assert publish_and_die(redis_server, "c", HOSTS, fatal) == -signal.SIGKILL
        outcomes.append(live_entries(redis, time.time, "ac", HOSTS))
    assert outcomes == sorted(outcomes)  # first the old one, and from some step on the new one
    assert set(outcomes) == {"a", "c"}
    last = publish_here(redis, "d")
    assert live_entries(redis, time.time, "d", HOSTS) == "d"
    assert_nothing_is_left_over(redis, last)


def forget_the_dead(redis: Redis) -> None:
    """What an hour does: so that the next publisher takes the same steps as the one before."""
    redis.delete(keys.lock("refresh"))
    states = redis.hgetall(keys.GENERATIONS)
    redis.hdel(keys.GENERATIONS, "none", *(g for g in states if states[g] == b"writing"))


def assert_nothing_is_left_over(redis: Redis, live: str) -> None:
    """Every key of a generation belongs to a kept one, or has an end."""
    kept = Generations(redis, time.time).kept()
    assert live in kept
    assert len(kept) == 3
    for key in redis.scan_iter("mynah:2*", count=5000):
        assert key.decode().split(":")[1] in kept or redis.ttl(key) > 0


@pytest.fixture
def own_redis() -> Iterator[OwnRedis]:
    with tempfile.TemporaryDirectory(prefix="mynah-") as folder, OwnRedis(Path(folder)) as own:
        yield own


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.8, 0.9, 1.0])
def test_a_redis_killed_in_a_publication_comes_back_with_a_whole_generation(
    own_redis: OwnRedis, share: float
) -> None:
    client = own_redis.client()
    publish_here(client, "a")
    trips = []
    publish_here(client_that(own_redis.url, trips.append), "a")
    fatal = 8 + int(share * (len(trips) - 8))
    reader = Reader(own_redis.client(0.25), None)
    before = reader.read([0]).generation.id

    def step(number: int) -> None:
        if number == fatal:
            own_redis.kill()

    with suppress(StoreAway):  # none, when it was live already and only the tidying was cut short
        publish_here(client_that(own_redis.url, step), "b")
    with pytest.raises(StoreAway):
        Generations(client, time.time).live()
    own_redis.start()
    seed = live_entries(client, time.time, "ab", HOSTS)
    fresh = Reader(own_redis.client(0.25), None)
    assert (fresh.read([0]).generation.id == before) == (seed == "a")
    publish_here(client, "c")
    assert live_entries(client, time.time, "c", HOSTS) == "c"
    assert reader.read([0]).generation.id > before  # its old connection is of no use any more
    reader.close()
    fresh.close()
