"""A lock that runs out by itself: one refresh at a time, and a dead one blocks nobody for long."""

import os
import secrets
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import redis

from service.store import keys
from service.store.client import Client, Pipe
from service.store.errors import Held, LockLost, reaching_redis

_TRIES = 3


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
        value = f"{holder} {secrets.token_hex(8)}".encode()
        taken = self._client.set(self.key, value, nx=True, px=self._milliseconds)
        if not taken:
            raise Held(self._name, self.holder() or "somebody who has just let it go")
        self._value = value
        return holder

    @reaching_redis()
    def holder(self) -> str | None:
        """Return who holds the lock now (`host pid since`), or None."""
        value = self._client.get(self.key)
        return value.decode().rpartition(" ")[0] if value else None

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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
