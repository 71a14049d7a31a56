"""The request path: everything a check needs from Redis, in one trip.

One MGET brings the live pointer, the time of the last check, the version of the decisions and the
buckets. What a process remembers is used only if it belongs to the values read in that same trip,
so an answer never mixes two generations, and sees whatever was published or decided before it.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import redis

from service.model import Decision
from service.store import decisions, keys, live
from service.store.client import Client
from service.store.decisions import Versioned
from service.store.errors import NoGeneration, StoreAway, StoreError, away
from service.store.keeper import SnapshotKeeper
from service.store.live import LiveGeneration
from service.store.snapshot import Snapshot
from service.store.wire import Wire, bulk

_PAUSE_SECONDS = 1.0  # after a failure nobody asks Redis for so long: requests stay fast
_CLOSE_SECONDS = 10.0
_ROUNDS = 5  # of learning what moved, before giving up

_FIXED = (keys.LIVE, keys.CHECKED, keys.DECISIONS_VERSION)
_COMMAND = bulk("MGET") + b"".join(bulk(key) for key in _FIXED)


class Reading(NamedTuple):
    """What one trip brought; all of it belongs together."""

    generation: LiveGeneration
    buckets: list[bytes]  # in the order asked for; an empty one is b""
    decisions: Mapping[str, Decision]  # by expression
    from_snapshot: bool  # Redis was away or had lost the data: these are the last ones known


@dataclass(frozen=True, slots=True)
class _Memory:
    """What a process remembers, and the values in Redis that it belongs to."""

    seen: list[bytes | None]  # as `_FIXED`
    generation: LiveGeneration
    decided: Versioned
    key_head: bytes  # of a bucket's key, up to its four hex digits


class Reader:
    """Reads buckets for one process; its threads share it.

    `client` needs short time-outs and no retries. `keeper` may be None: then there is no answer
    while Redis is away.
    """

    def __init__(
        self,
        client: Client,
        keeper: SnapshotKeeper | None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._client = client
        self._keeper = keeper
        self._clock = clock
        self._now = now  # unix seconds, for decisions that run out
        self._wire = Wire(client)
        self._learning = threading.Lock()
        self._memory: _Memory | None = None
        self._held: tuple[Versioned, Versioned] | None = None  # decisions, and those that hold
        self._snapshot: Snapshot | None = None
        self._snapshot_opened = False
        self._ask_again_at = 0.0
        self.trouble: StoreError | None = None  # why Redis is not asked, or could not answer

    def read(self, buckets: Sequence[int]) -> Reading:
        """Return the live generation with these buckets (0 to 65,535) and the decisions that hold.

        Raises `NoGeneration` before anything was published, `StoreAway` when Redis is away and
        there is no snapshot.
        """
        trouble = self.trouble
        if isinstance(trouble, StoreAway):
            now = self._clock()
            if now < self._ask_again_at:
                return self._from_snapshot(buckets, trouble)
            self._ask_again_at = now + _PAUSE_SECONDS  # this thread tries; the others need not
        try:
            reading = self._from_redis(buckets)
        except (StoreError, redis.RedisError) as error:
            return self._from_snapshot(buckets, self._note(error))
        self.trouble = None
        return reading

    def last_decisions(self) -> Versioned:
        """Return the decisions of the snapshot, whatever Redis holds; none where there is none."""
        self._snapshot_opened = False
        snapshot = self._open_snapshot()
        return snapshot.decided if snapshot else Versioned(0, {})

    def close(self) -> None:
        """Close the connections, once a snapshot that is being written is whole."""
        if self._keeper:
            self._keeper.wait(_CLOSE_SECONDS)
        self._wire.close()

    def _note(self, error: StoreError | redis.RedisError) -> StoreError:
        """Remember the trouble, and return it."""
        if self.trouble is None:  # it has just begun: the file may be newer than the open one
            self._snapshot_opened = False
        trouble = _afresh(error) if isinstance(error, StoreError) else away(error)
        # A Redis that answers, but is empty, is asked each time: a publication must show at once.
        if isinstance(trouble, StoreAway):
            self._ask_again_at = self._clock() + _PAUSE_SECONDS
        self.trouble = trouble
        return trouble

    def _from_redis(self, buckets: Sequence[int]) -> Reading:
        for _ in range(_ROUNDS):
            memory = self._memory
            if memory is not None:
                answer = self._wire.ask(_command(memory.key_head, buckets))
                if answer[:3] == memory.seen:
                    found = memory.generation.complete(buckets, answer[3:])
                    decided = self._holding(memory.decided)
                    return Reading(memory.generation, found, decided.decisions, False)
            self._learn()
        raise StoreAway("what is live kept moving")

    def _learn(self) -> None:
        """Bring the memory up to date. One thread at a time; the others wait, then ask again."""
        with self._learning:
            memory = self._memory
            seen = self._client.mget(_FIXED)
            if memory is not None and memory.seen == seen:
                return  # another thread did it meanwhile
            name, checked, version = seen
            if name is None:
                raise NoGeneration("nothing has been published yet, or Redis was emptied")
            checked_at = int(checked) if checked else None
            if memory is not None and memory.seen[0] == name:
                known = memory.generation
                generation = replace(known, checked_at=checked_at)
            else:
                parts = live.fetch_parts(self._client, name.decode())
                generation = live.decode(parts, checked_at)
            if memory is not None and memory.seen[2] == version:
                decided = memory.decided
            else:
                decided = decisions.read(self._client)
                seen[2] = decided.seen()
            self._memory = _Memory(seen, generation, decided, _key_head(name.decode()))
        if self._keeper is not None:
            self._keeper.poke()

    def _from_snapshot(self, buckets: Sequence[int], why: StoreError) -> Reading:
        """Answer from the file, with the newest that this process knows of what is not in it."""
        snapshot = self._open_snapshot()
        if snapshot is None:
            raise _afresh(why)
        generation, decided = snapshot.generation, snapshot.decided
        if self._memory is not None:
            remembered = self._memory
            decided = max(decided, remembered.decided, key=lambda one: one.version)
            checks = (generation.checked_at, remembered.generation.checked_at)
            generation = replace(generation, checked_at=max(filter(None, checks), default=None))
        holding = self._holding(decided)
        return Reading(generation, snapshot.buckets(buckets), holding.decisions, True)

    def _holding(self, decided: Versioned) -> Versioned:
        """Leave out what has run out. The same object until more has: others remember by it."""
        if decided.first_end is None:
            return decided
        now = self._now()
        known = self._held
        if known is None or known[0] is not decided or known[1].holding(now) is not known[1]:
            self._held = known = (decided, decided.holding(now))
        return known[1]

    def _open_snapshot(self) -> Snapshot | None:
        with self._learning:
            if not self._snapshot_opened and self._keeper is not None:
                self._snapshot = self._keeper.open()
                self._snapshot_opened = True
            return self._snapshot


def _afresh(error: StoreError) -> StoreError:
    """Return the error without where it was raised: a kept one would grow with every raising."""
    return type(error)(str(error))


def _key_head(generation: str) -> bytes:
    prefix = keys.bucket_prefix(generation).encode()
    return b"$%d\r\n%b" % (len(prefix) + 4, prefix)


def _command(key_head: bytes, buckets: Sequence[int]) -> bytes:
    """Return the MGET in Redis's protocol: packing it through redis-py costs as much as sending."""
    asked = b"".join([key_head + b"%04x\r\n" % number for number in buckets])
    return b"*%d\r\n%b%b" % (1 + len(_FIXED) + len(buckets), _COMMAND, asked)
