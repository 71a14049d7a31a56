"""The lock on a refresh."""

import os
import socket

import pytest
from redis import Redis

from service.store.errors import Held, LockLost
from service.store.lock import Lock
from tests.conftest import Clock


def lock(redis: Redis, clock: Clock) -> Lock:
    return Lock(redis, "refresh", 60, clock)


def test_the_second_is_told_who_holds_it(redis: Redis, clock: Clock) -> None:
    holder = lock(redis, clock).acquire()
    assert holder == f"{socket.gethostname()} {os.getpid()} 2026-11-24T06:00:00Z"
    with pytest.raises(Held, match="refresh is held by") as caught:
        lock(redis, clock).acquire()
    assert caught.value.holder == holder


def test_it_is_free_after_its_release_and_after_its_time(redis: Redis, clock: Clock) -> None:
    with lock(redis, clock) as first:
        assert first.holder()
    assert first.holder() is None
    lock(redis, clock).acquire()
    assert 0 < redis.pttl(first.key) <= 60_000


def test_extending_starts_its_time_anew(redis: Redis, clock: Clock) -> None:
    mine = lock(redis, clock)
    mine.acquire()
    redis.pexpire(mine.key, 1000)
    mine.extend()
    assert redis.pttl(mine.key) > 50_000


def test_one_that_ran_out_cannot_be_extended_and_its_heir_keeps_it(
    redis: Redis, clock: Clock
) -> None:
    late, heir = lock(redis, clock), lock(redis, clock)
    late.acquire()
    redis.delete(late.key)  # as its time would
    with pytest.raises(LockLost):
        late.extend()
    heir.acquire()
    with pytest.raises(LockLost):
        late.extend()
    late.release()
    heir.extend()


def test_one_never_acquired_is_nobodys(redis: Redis, clock: Clock) -> None:
    with pytest.raises(LockLost):
        lock(redis, clock).extend()
    lock(redis, clock).release()


def test_two_locks_of_one_process_are_told_apart(redis: Redis, clock: Clock) -> None:
    first, second = lock(redis, clock), lock(redis, clock)
    first.acquire()
    first.release()
    second.acquire()
    with pytest.raises(LockLost):
        first.extend()
