"""The lock on a refresh."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from redis import Redis

from service.store import holder
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


def test_it_tells_how_long_it_lasts(redis: Redis, clock: Clock) -> None:
    mine = lock(redis, clock)
    assert mine.remaining() is None
    mine.acquire()
    left = mine.remaining()
    assert left is not None
    assert 50 < left <= 60


HOLD = """
import sys
from redis import Redis
from service.store.lock import Lock
Lock(Redis.from_url(sys.argv[1]), "refresh", 60).acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(redis: Redis, redis_server: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process of this host, which holds the lock."""
    assert redis.dbsize() == 0
    command = [sys.executable, "-c", HOLD, redis_server]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def taken_over(redis: Redis, clock: Clock) -> bool:
    """Whether the lock that is held can be had all the same."""
    try:
        lock(redis, clock).acquire()
    except Held:
        return False
    return True


def test_the_lock_of_one_killed_on_this_host_is_free_at_once(
    redis: Redis, clock: Clock, other: subprocess.Popen[bytes]
) -> None:
    assert not taken_over(redis, clock)
    other.kill()
    os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)  # dead, and not reaped yet
    heir = lock(redis, clock)
    assert heir.acquire().split()[1] == str(os.getpid())
    heir.extend()
    heir.release()
    assert heir.holder() is None


def test_it_is_free_too_once_the_dead_one_is_reaped(
    redis: Redis, clock: Clock, other: subprocess.Popen[bytes]
) -> None:
    other.kill()
    other.wait()
    assert taken_over(redis, clock)


def test_a_number_given_out_again_is_not_the_holder(
    redis: Redis, clock: Clock, other: subprocess.Popen[bytes]
) -> None:
    value = redis.get("mynah:lock:refresh")
    head, _, _ = value.rpartition(b"/")
    redis.set("mynah:lock:refresh", head + b"/1", px=60_000)  # it began at another moment
    assert taken_over(redis, clock)
    assert other.poll() is None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (socket.gethostname().encode(), b"another-host"),
        (holder._BOOT.read_bytes().strip(), b"00000000-0000-0000-0000-000000000000"),
        (b"/pid:[", b"/pid:[1"),
        (b"/time:[", b"/time:[1"),
        (holder._system().encode(), b""),
    ],
    ids=["host", "boot", "container", "time", "unknown"],
)
def test_of_what_is_not_surely_ours_nobody_is_known_to_be_dead(
    redis: Redis, clock: Clock, other: subprocess.Popen[bytes], ours: bytes, theirs: bytes
) -> None:
    other.kill()
    other.wait()
    value = redis.get("mynah:lock:refresh")
    assert ours in value
    redis.set("mynah:lock:refresh", value.replace(ours, theirs, 1), px=60_000)
    assert not taken_over(redis, clock)


def test_where_the_system_cannot_be_named_no_process_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known_as = holder.identity()
    monkeypatch.setattr(holder, "_NAMESPACES", ("no-such-namespace",))
    assert holder.identity() == ""
    assert not holder.is_gone(2**22 + 1, known_as)  # no process ever has this number
    assert not holder.is_gone(2**22 + 1, "")
