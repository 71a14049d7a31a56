"""Generations: published beside the live one, verified, switched by one key, kept, expired.

`kill -9` of the publisher or of Redis at any command leaves a complete generation live: no bucket
of a live generation is ever written to, and the pointer moves in one transaction.
"""

import logging
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import redis

from service.lists import records, texts, threats
from service.lists.manifest import ListInfo
from service.lists.tally import tally
from service.store import arrivals, drafts, entries, keys, listing, register, storage
from service.store.client import Client, Pipe
from service.store.copies import CopyStore
from service.store.drafts import Draft, FileCopy, Meta
from service.store.errors import (
    NoGeneration,
    NothingToRollBackTo,
    NotPublished,
    Pinned,
    StoreError,
    reaching_redis,
)
from service.store.history import History
from service.store.lock import Guard

_TRIES = 5  # of a transaction that somebody else's write can upset
_COMPRESSORS = 2

_log = logging.getLogger(__name__)


class Pointer(NamedTuple):
    """What is live, as one consistent reading. Times are unix seconds."""

    live: str | None
    moved_at: int | None  # never goes back, not even by a rollback
    checked_at: int | None  # the last refresh in which a feed answered
    pinned: str | None


class Generations:
    """The generations in one Redis. The client needs a time-out for bulk work: 10 s or more."""

    def __init__(self, client: Client, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock

    @reaching_redis()
    def pointer(self) -> Pointer:
        """Return what is live, since when, when it was checked, and what is pinned."""
        names = [keys.LIVE, keys.MOVED, keys.CHECKED, keys.PINNED]
        live, moved, checked, pinned = self._client.mget(names)
        return Pointer(_text(live), _number(moved), _number(checked), _text(pinned))

    def live(self) -> str | None:
        """Return the live generation, or None before the first one."""
        return self.pointer().live

    def pinned(self) -> str | None:
        """Return the generation a rollback pinned, or None."""
        return self.pointer().pinned

    @reaching_redis()
    def confirm(self, now: float) -> None:
        """Note that a feed answered in a refresh that ended now (unix seconds)."""
        self._client.set(keys.CHECKED, int(now))

    @reaching_redis()
    def refuse(self, why: str | None) -> None:
        """Note why a list that was built was not published; None: that is over."""
        if why is None:
            self._client.delete(keys.REFUSED)
        else:
            self._client.set(keys.REFUSED, why)

    @reaching_redis()
    def refused(self) -> str | None:
        """Return why the last list that was built was not published, or None if it was."""
        return _text(self._client.get(keys.REFUSED))

    @reaching_redis()
    def kept(self) -> list[str]:
        """Return the complete generations that stay, newest first."""
        return register.complete(self._client)

    @reaching_redis()
    def next_id(self) -> str:
        """Return an id for a draft: the time, or a second later than any id in use."""
        now = register.id_at(self._clock())
        last = max(register.states(self._client), default="")
        return now if now > last else register.id_at(register.seconds_of(last) + 1)

    @reaching_redis()
    def meta(self, generation: str) -> Meta:
        """Return everything but buckets and bodies. Raises `NoGeneration` when it is not kept."""
        found = self._client.hgetall(keys.meta(generation))
        if not found:
            raise NoGeneration(f"generation {generation} is not kept")
        fields = {name.decode(): value for name, value in found.items()}
        return drafts.decode(fields, self.list_info(generation))

    @reaching_redis()
    def copies(self, generation: str) -> dict[str, FileCopy]:
        """Return the copies that a generation was made of. Raises `NoGeneration`."""
        data = self._client.hget(keys.meta(generation), "copies")
        if data is None:
            raise NoGeneration(f"generation {generation} is not kept")
        return drafts.decode_copies(data)

    @reaching_redis()
    def list_info(self, generation: str) -> dict[str, ListInfo]:
        """Return what a manifest says of each list; empty for a generation that is not kept."""
        return listing.infos(self._client, generation)

    @reaching_redis()
    def list_body(self, generation: str, name: str, encoding: str) -> bytes | None:
        """Return a list in `identity`, `br`, `zstd` or `gzip`, or None when it is not kept."""
        return listing.body(self._client, generation, name, encoding)

    @reaching_redis()
    def delta_body(self, start: str, generation: str, name: str, encoding: str) -> bytes | None:
        """Return the delta that leads from `start` to `generation`, or None when there is none."""
        return listing.body(self._client, generation, name, encoding, start)

    def entries(self, generation: str) -> Iterator[tuple[str, int]]:
        """Yield each expression, sorted, with the number of its fact. Raises `StoreAway`."""
        return entries.read(self._client, generation)

    def dated_entries(self, generation: str) -> Iterator[tuple[str, int, int]]:
        """Yield the same, and when each came as it is (unix seconds). Raises `StoreAway`."""
        return entries.read_dated(self._client, generation)

    def allowed(self, generation: str) -> tuple[str, ...]:
        """Return the expressions that moderators had allowed. Raises `StoreAway`."""
        return entries.allowed(self._client, generation)

    @reaching_redis()
    def threat_list(self, generation: str) -> bytes | None:
        """Return the prefixes that Safe Browsing's clients download, or None when not kept."""
        return listing.threats(self._client, generation)

    @reaching_redis()
    def publish(self, draft: Draft, guard: Guard, *, sweep: bool = True) -> None:
        """Write the draft, verify it, make it live, give the oldest an end.

        `guard` must be held; it is extended between the steps. `sweep`: also remove the copies that
        no kept generation names, which only the one who brings copies in may do. Raises `Pinned`,
        `LockLost` or another `NotPublished`, or `StoreAway`: then what was live still is.
        """
        starts = self._prepare(draft)
        buckets, hashes = self._write(draft, starts, guard)
        guard.extend()
        try:
            storage.verify(self._client, draft.id, buckets, hashes)
        except storage.Damaged as error:
            raise NotPublished(str(error)) from error
        self._switch(draft.id, guard)
        try:
            History(self._client).note(self._clock(), tally(draft.entries, draft.facts))
            stay = register.retire(self._client)
            if sweep:
                guard.extend()  # whoever took it over may be bringing copies in by now
                self._sweep(stay)
        except (redis.RedisError, StoreError) as error:  # it is live; the next publisher tidies
            _log.warning("old generations were not tidied away: %s", error)

    @reaching_redis()
    def rollback(self) -> str:
        """Make the kept generation before the live one live, pin it, and return it.

        What was live is withdrawn: no later rollback returns to it. Raises `NoGeneration` or
        `NothingToRollBackTo`.
        """
        for _ in range(_TRIES):
            live = self.live()
            if live is None:
                raise NoGeneration("nothing has been published yet")
            target = max((g for g in self.kept() if g < live), default=None)
            if target is None:
                raise NothingToRollBackTo(f"no generation before {live} is kept")
            starts = [g for g in register.readable(self._client) if g != target]
            listing.add_deltas(self._client, target, starts)
            if self._move_back(live, target):
                return target
        raise NotPublished("the live generation kept moving; try again")

    @reaching_redis()
    def unpin(self) -> bool:
        """Let refreshes publish again; what is live stays so until the next one does.

        False when nothing was pinned.
        """
        return bool(self._client.delete(keys.PINNED))

    def _prepare(self, draft: Draft) -> list[str]:
        """Register the draft, after tidying up; return the generations to make deltas from."""
        self._refuse_pinned(self._client.get(keys.PINNED))
        register.remove_unfinished(self._client, self._clock())
        last = max(register.states(self._client), default="")
        if not keys.GENERATION.fullmatch(draft.id) or draft.id <= last:
            raise ValueError(f"id {draft.id} is not later than {last}: ask next_id()")
        starts = register.starts_of_deltas(self._client)
        self._client.hset(keys.GENERATIONS, draft.id, register.WRITING)
        return starts

    def _write(
        self, draft: Draft, starts: list[str], guard: Guard
    ) -> tuple[dict[int, bytes], dict[str, dict[str, bytes]]]:
        """Write every key; return the buckets and the hashes as written."""
        lists = texts.both_lists(draft.entries, draft.facts)
        with ThreadPoolExecutor(_COMPRESSORS) as threads:
            bodies = listing.compose(self._client, draft.id, lists, starts, threads)
            guard.extend()
            buckets = records.encode_buckets(draft.entries)
            storage.write_buckets(self._client, draft.id, buckets)
            checksum = records.checksum(buckets.items())
            listed = threats.threat_list(draft.entries, draft.facts)
            guard.extend()
            hashes = {
                keys.lists(draft.id): bodies() | {listing.THREATS: listed},
                keys.entries(draft.id): entries.encode(
                    draft.entries, draft.allowed, self._came(draft)
                ),
                keys.meta(draft.id): drafts.encode(draft, checksum, records.filled(buckets)),
            }
        for key, fields in hashes.items():
            self._client.hset(key, mapping=fields)
        return buckets, hashes

    def _came(self, draft: Draft) -> list[int]:
        """Return when each entry came as it is, compared with what is live; all of them now, where
        that cannot be read.
        """
        at, live = int(register.seconds_of(draft.id)), self.live()
        if live is not None:
            try:
                rows = entries.read_dated(self._client, live)
                return list(arrivals.times(draft, at, self.meta(live), rows))
            except (StoreError, ValueError) as error:  # of an older version; if Redis is away, we
                _log.info("every entry counts as new: %s", error)  # meet that again at once
        return [at] * len(draft.entries)

    def _switch(self, generation: str, guard: Guard) -> None:
        """Set the pointer, if the lock is still ours and nobody pinned a generation."""
        with self._client.pipeline() as pipe:
            for _ in range(_TRIES):
                guard.check(pipe)
                pipe.watch(keys.LIVE, keys.PINNED, keys.MOVED)
                self._refuse_pinned(pipe.get(keys.PINNED))
                moved = self._next_move(pipe)
                pipe.multi()
                pipe.hset(keys.GENERATIONS, generation, register.COMPLETE)
                pipe.mset({keys.LIVE: generation, keys.MOVED: moved})
                if _carried_out(pipe):
                    return
        raise NotPublished("the live pointer kept moving; try again")

    def _move_back(self, live: str, target: str) -> bool:
        """Set the pointer back and pin it, unless it moved meanwhile."""
        with self._client.pipeline() as pipe:
            pipe.watch(keys.LIVE, keys.MOVED)
            if pipe.get(keys.LIVE) != live.encode():
                return False
            moved = self._next_move(pipe)
            pipe.multi()
            pipe.hset(keys.GENERATIONS, live, register.WITHDRAWN)
            pipe.mset({keys.LIVE: target, keys.PINNED: target, keys.MOVED: moved})
            return _carried_out(pipe)

    def _next_move(self, pipe: Pipe) -> int:
        """Return the time, or a second after the last move: browsers refuse an older manifest."""
        return max(int(self._clock()), (_number(pipe.get(keys.MOVED)) or 0) + 1)

    def _sweep(self, stay: Collection[str]) -> None:
        fields = [self._client.hget(keys.meta(g), "copies") for g in sorted(stay)]
        files = [copy for data in fields if data for copy in drafts.decode_copies(data).values()]
        CopyStore(self._client).keep_only({file.copy for file in files})

    @staticmethod
    def _refuse_pinned(pinned: bytes | None) -> None:
        if pinned:
            raise Pinned(f"a rollback pinned generation {pinned.decode()}; unpin it first")


def _carried_out(pipe: Pipe) -> bool:
    """Run the transaction; False when a watched key changed, so that nothing was done."""
    try:
        pipe.execute()
    except redis.WatchError:
        return False
    return True


def _text(value: bytes | None) -> str | None:
    return value.decode() if value else None


def _number(value: bytes | None) -> int | None:
    return int(value) if value else None
