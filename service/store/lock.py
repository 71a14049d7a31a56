"""A lock that runs out by itself: one refresh at a time, and a dead one blocks nobody for long.

One whose holder has surely died on this host is free at once. Should that ever be wrong (two
virtual machines woken from one image are alike in all we compare), the first finds its lock lost
and does not publish.
"""

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol, Self

import redis

from service.store import keys
from service.store.client import Client, Pipe
from service.store.errors import Held, LockLost, reaching_redis
from service.store.holder import identity, is_gone

_TRIES = 3
_PAUSE = 0.5  # seconds: a lock that runs out by itself tells nobody, so it is looked at again

_log = logging.getLogger(__name__)


class Guard(Protocol):
    """What a publisher holds while it writes: a lock, or several."""

    def extend(self) -> None:
        """Start the time to live anew. Raises `LockLost` when it is not ours any more."""

    def check(self, pipe: Pipe) -> None:
        """Watch it in the caller's transaction. Raises `LockLost` when it is not ours."""


class Lock:
    """One named lock. `ttl` in seconds; call `extend` well within it while the work goes on."""

    def __init__(
        self, client: Client, name: str, ttl: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._client = client
        self._name = name
        self._milliseconds = int(ttl * 1000)
        self._clock = clock
        self._value = b""
        self.key = keys.lock(name)

    @reaching_redis()
    def acquire(self) -> str:
        """Take the lock and return the holder's text. Raises `Held` with the other's."""
        since = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        holder = f"{socket.gethostname()} {os.getpid()} {since}"
        value = f"{holder} {secrets.token_hex(8)}/{identity()}".encode()
        taken = self._client.set(self.key, value, nx=True, px=self._milliseconds)
        if not taken and not self._inherit(value):
            raise Held(self._name, self.holder() or "somebody who has just let it go")
        self._value = value
        return holder

    def wait_for(self, seconds: float, beat: Callable[[], object] = lambda: None) -> None:
        """Let another finish, so many seconds at most. `beat` is called again and again."""
        until = time.monotonic() + seconds
        while self.held_by_another() and time.monotonic() < until:
            beat()
            time.sleep(_PAUSE)

    @reaching_redis()
    def holder(self) -> str | None:
        """Return who holds the lock now (`host pid since`), or None."""
        value = self._client.get(self.key)
        return _who(value) if value else None

    @reaching_redis()
    def held_by_another(self) -> str | None:
        """Return who would keep us from the lock, or None when it can be had."""
        value = self._client.get(self.key)
        return None if value is None or _is_orphan(value.decode()) else _who(value)

    @reaching_redis()
    def remaining(self) -> float | None:
        """Return in how many seconds the lock runs out if nobody extends it; None: it is free."""
        left = self._client.pttl(self.key)
        return left / 1000 if left >= 0 else None

    @reaching_redis()
    def extend(self) -> None:
        """Start the time to live anew. Raises `LockLost` when the lock is not ours any more."""
        self._while_ours(lambda pipe: pipe.pexpire(self.key, self._milliseconds))

    @reaching_redis()
    def release(self) -> None:
        """Let go. A lock that ran out meanwhile, or is somebody else's by now, is left alone."""
        try:
            self._while_ours(lambda pipe: pipe.delete(self.key))
        except LockLost:
            return
        finally:
            self._value = b""

    def check(self, pipe: Pipe) -> None:
        """Watch the lock in the caller's transaction. Raises `LockLost` when it is not ours."""
        pipe.watch(self.key)
        if not self._value or pipe.get(self.key) != self._value:
            raise LockLost(f"the lock on {self._name} was lost, for it was not extended in time")

    def _inherit(self, value: bytes) -> bool:
        """Take the lock of a process of this host that has died, or one just let go."""
        with self._client.pipeline() as pipe:
            pipe.watch(self.key)
            found = pipe.get(self.key)
            if found is not None and not _is_orphan(found.decode()):
                return False
            pipe.multi()
            pipe.set(self.key, value, px=self._milliseconds)
            try:
                pipe.execute()
            except redis.WatchError:  # somebody was quicker
                return False
        if found is not None:
            _log.warning("the lock of %s was taken over: that process has died", _who(found))
        return True

    def _while_ours(self, act: Callable[[Pipe], object]) -> None:
        with self._client.pipeline() as pipe:
            for _ in range(_TRIES):
                self.check(pipe)
                pipe.multi()
                act(pipe)
                try:
                    pipe.execute()
                except redis.WatchError:  # so redis-py calls a lost connection too: look again
                    continue
                return
        raise LockLost(f"the lock on {self._name} kept changing hands")

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


class Both:
    """Two locks that are held together, as one guard."""

    def __init__(self, one: Lock, other: Lock) -> None:
        self._locks = one, other

    def extend(self) -> None:
        """Start their time to live anew. Raises `LockLost` when one is not ours any more."""
        for lock in self._locks:
            lock.extend()

    def check(self, pipe: Pipe) -> None:
        """Watch them in the caller's transaction. Raises `LockLost` when one is not ours."""
        for lock in self._locks:
            lock.check(pipe)


def _who(value: bytes) -> str:
    """The part of a lock that is for people: `host pid since`."""
    return value.decode().rpartition(" ")[0]


def _is_orphan(value: str) -> bool:
    """Whether whoever wrote this has died; another host's processes nobody can see from here."""
    who, _, secret = value.rpartition(" ")
    host, pid, _ = who.rsplit(" ", 2)
    known_as = secret.partition("/")[2]
    return host == socket.gethostname() and is_gone(int(pid), known_as)
