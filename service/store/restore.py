"""The way back from a file. It is read to its end and checked before anything is written; then its
keys are laid beside the desk, and one transaction puts all of them in place.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO, Final

import redis

from service.casework import Appeal, Case, Personal, Report, Token
from service.lists import chain
from service.store import coding, decisions, keys
from service.store.archive import BadArchive, Entry, Header, Reading
from service.store.backup import INDEXED, OF_THE_DAY, TYPES, family, kept_names
from service.store.client import Client, Pipe
from service.store.errors import StoreAway, StoreError, reaching_redis
from service.store.transactions import transact

STAGED_SECONDS: Final = 86_400
"""How long keys lie beside the desk at most: a restore that is killed leaves nothing for longer."""

_AT_ONCE = 200  # keys that are written in one trip
_NAMES_AT_ONCE = 5000
_KINDS: Final[Mapping[str, type]] = {
    "report": Report,
    "case": Case,
    "appeal": Appeal,
    "personal": Personal,
}
_WRITE: Final[dict[str, Callable[[Pipe, str, Any], object]]] = {
    "string": lambda pipe, key, value: pipe.set(key, value),
    "hash": lambda pipe, key, value: pipe.hset(key, mapping=dict(value)),
    "list": lambda pipe, key, value: pipe.rpush(key, *value),
    "zset": lambda pipe, key, value: pipe.zadd(key, dict(value)),
    "set": lambda pipe, key, value: pipe.sadd(key, *value),
}


class NotEmpty(StoreError):
    """There is a desk already, and nobody said to replace it."""


class Restorer:
    """Restores into one Redis; `clock` gives unix seconds."""

    def __init__(self, client: Client, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock

    @reaching_redis()
    def restore(self, file: BinaryIO, *, replace: bool) -> Header:
        """Put in place what a file holds, all of it or nothing; return its header.

        Raises `BadArchive`, `NotEmpty` unless told to replace the desk there is, `StoreAway`.
        """
        header, digest = check(file)
        self._refuse_a_desk(replace)
        run = f"{keys.RESTORING}{secrets.token_hex(8)}:"
        staged: dict[str, int | None] = {}
        try:
            self._stage(file, run, staged, digest)
            self._switch(run, staged, replace)
        except BaseException:
            self._discard(run, staged)
            raise
        return header

    def _refuse_a_desk(self, replace: bool) -> None:
        if not replace and kept_names(self._client):
            raise NotEmpty("there are reports, decisions or tokens here already")

    def _stage(self, file: BinaryIO, run: str, staged: dict[str, int | None], digest: str) -> None:
        """Lay all keys beside the desk. What has ended since the backup stays away."""
        now = int(self._clock() * 1000)
        reading = Reading(file)
        entries = (e for e in reading.entries() if e.ends_at is None or e.ends_at > now)
        while batch := list(islice(entries, _AT_ONCE)):
            staged |= {entry.name: entry.ends_at for entry in batch}
            with self._client.pipeline(transaction=False) as pipe:
                for entry in batch:
                    _WRITE[entry.type](pipe, run + entry.name, entry.value)
                    pipe.expire(run + entry.name, STAGED_SECONDS)
                pipe.execute()
        if reading.digest != digest:
            raise BadArchive("was changed while it was read")

    def _switch(self, run: str, staged: Mapping[str, int | None], replace: bool) -> None:
        """Put the staged keys in place of the desk, in one transaction.

        It watches the keys that every change of the desk touches, and the staged ones: should they
        come to their end, nothing is renamed.
        """

        def act(pipe: Pipe) -> None:
            old = kept_names(self._client)
            if old and not replace:
                raise NotEmpty("something was taken here meanwhile")
            there = sum(pipe.exists(*names) for names in _batches(run, staged))
            if there != len(staged):
                raise StoreAway("what was laid ready is not there any more; try again")
            version = self._version(pipe, run)
            pipe.multi()
            for names in _batches(keys.DESK, old):
                pipe.unlink(*names)
            for name, end in staged.items():
                pipe.rename(run + name, keys.DESK + name)
                if end is None:
                    pipe.persist(keys.DESK + name)
                else:
                    pipe.pexpireat(keys.DESK + name, end)
            pipe.set(keys.DECISIONS_VERSION, version)

        transact(self._client, [*TYPES, *(run + name for name in staged)], act)

    def _version(self, pipe: Pipe, run: str) -> int:
        """A version that no worker has seen, so that each looks: later than both, and than now."""
        name = keys.DECISIONS_VERSION
        held = pipe.mget(name, run + name.removeprefix(keys.DESK))
        return max(*(int(one or 0) + 1 for one in held), int(self._clock() * 1_000_000))

    def _discard(self, run: str, staged: Mapping[str, int | None]) -> None:
        with suppress(redis.RedisError):  # then they end by themselves
            for names in _batches(run, staged):
                self._client.unlink(*names)


def _batches(prefix: str, names: Mapping[str, Any] | list[str]) -> Iterator[list[str]]:
    rest = (prefix + name for name in names)
    while batch := list(islice(rest, _NAMES_AT_ONCE)):
        yield batch


def check(file: BinaryIO) -> tuple[Header, str]:
    """Read a file to its end; return its header and checksum. Raises `BadArchive`."""
    reading = Reading(file)
    found: dict[str, set[str]] = {}
    singles: dict[str, Entry] = {}
    for entry in reading.entries():
        first, _, rest = entry.name.partition(":")
        if first in OF_THE_DAY or entry.name in singles or rest in found.get(first, ()):
            raise BadArchive(f"is damaged: it should not hold {entry.name} (again)")
        _check_entry(entry)
        if keys.DESK + entry.name in TYPES:
            singles[entry.name] = entry
        else:
            found.setdefault(first, set()).add(rest)
    _check_log(singles)
    for index, kind in INDEXED.items():
        if members(singles, index) != found.get(kind, set()):
            raise BadArchive(f"is damaged: its index of {kind}s does not fit")
    if not members(singles, keys.QUEUE) <= found.get("case", set()):
        raise BadArchive("is damaged: its queue has cases that are not there")
    _check_filing(singles, found)
    return reading.header, reading.digest


def members(singles: Mapping[str, Entry], index: str) -> set[str]:
    """Return what is in a set of the file, sorted or not."""
    entry = singles.get(index.removeprefix(keys.DESK))
    if entry is None:
        return set()
    sorted_one = entry.type == "zset"
    return {(one[0] if sorted_one else one).decode() for one in entry.value}


def _check_filing(singles: Mapping[str, Entry], found: Mapping[str, set[str]]) -> None:
    """Each report belongs to a case, and nobody is counted by a case that is not there."""
    filed = [text.partition(" ") for text in members(singles, keys.FILED)]
    counted = {text.partition(" ")[0] for text in members(singles, keys.REPORTERS)}
    cases = {id for id, _, _ in filed} | counted
    refs = {place.partition(".")[2] for _, _, place in filed}
    if not cases <= found.get("case", set()) or refs != found.get("report", set()):
        raise BadArchive("is damaged: its cases and its reports do not fit")


def _check_entry(entry: Entry) -> None:
    """Whether this program can read what is in it."""
    expected = TYPES.get(keys.DESK + entry.name, entry.type)
    try:
        if family(entry.name) in (*INDEXED.values(), "personal", "image"):
            expected = "string"
        if entry.type != expected or not (entry.value or entry.type == "string"):
            raise ValueError(entry.type)
        if kind := _KINDS.get(family(entry.name)):
            coding.load(kind, entry.value)
        elif keys.DESK + entry.name == keys.DECISIONS:
            for _, row in entry.value:
                decisions.decode(row)
        elif keys.DESK + entry.name == keys.TOKENS:
            for _, row in entry.value:
                coding.load(Token, row)
        elif keys.DESK + entry.name == keys.DECISIONS_VERSION:
            int(entry.value)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise BadArchive(f"is damaged: {entry.name} cannot be read") from None


def _check_log(singles: Mapping[str, Entry]) -> None:
    entry = singles.get(keys.LOG.removeprefix(keys.DESK))
    try:
        chain.verify(json.loads(row) for row in (entry.value if entry else ()))
    except chain.BrokenChain as problem:
        raise BadArchive(f"holds a log that was changed: {problem}") from None
    except (ValueError, AttributeError, RecursionError):
        raise BadArchive("is damaged: its log cannot be read") from None
