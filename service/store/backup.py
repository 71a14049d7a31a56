"""All of the desk in one file: reports, cases, appeals, what is personal in them, decisions, log,
tokens. What belongs to the day is left out: sessions, links, quotas, the secrets behind marks.

One transaction reads everything that ever changes, at one instant of the server: `SORT ... GET`
brings the cases of exactly those ids that the index holds then, so nothing can come or go between
the two. What is written once and only ever deleted, personal data and images, is read after that.
"""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final, NamedTuple

from service.casework import Report
from service.store import coding, keys
from service.store.archive import Entry, Header, Writer
from service.store.client import Client, Pipe
from service.store.durability import require_durable
from service.store.errors import StoreError, reaching_redis

TYPES: Final = {
    keys.DECISIONS: "hash",
    keys.DECISIONS_VERSION: "string",
    keys.LOG: "list",
    keys.TOKENS: "hash",
    keys.QUEUE: "zset",
    keys.REPORTS: "zset",
    keys.CASES: "zset",
    keys.APPEALS: "zset",
    keys.HOSTS: "zset",
    keys.FILED: "zset",
    keys.REPORTERS: "set",
}
"""The keys of which there is one each."""

INDEXED: Final = {keys.REPORTS: "report", keys.CASES: "case", keys.APPEALS: "appeal"}
"""Each index, and the family of keys whose names end in its members."""

ENDING: Final = ("personal", "image")
"""Families that are written once, and have an end."""

OF_THE_DAY: Final = frozenset(
    {"session", "ticket", "day-key", "quota", "counted", "spent", "backed-up", "restoring"}
)
"""Families that are left out."""

_REFS_AT_ONCE = 20  # of reports with up to five images each
_READ: Final[dict[str, Callable[[Pipe, str], object]]] = {
    "string": lambda pipe, key: pipe.get(key),
    "hash": lambda pipe, key: pipe.hgetall(key),
    "list": lambda pipe, key: pipe.lrange(key, 0, -1),
    "zset": lambda pipe, key: pipe.zrange(key, 0, -1, withscores=True),
    "set": lambda pipe, key: pipe.smembers(key),
}


class _Cut(NamedTuple):
    """The desk at one instant, without what is read later."""

    entries: list[Entry]
    images: dict[str, int]  # by the ref of each report or appeal: how many it came with

    def counts(self) -> dict[str, int]:
        """How much there is of what, by the names of keys."""
        sizes = {e.name: len(e.value) for e in self.entries if keys.DESK + e.name in TYPES}
        shown = ("reports", "cases", "appeals", "decisions", "log", "tokens")
        return {name: sizes.get(name, 0) for name in shown}


def family(name: str) -> str:
    """Return the first word of a key's name after `keys.DESK`."""
    return name.partition(":")[0]


def kept_names(client: Client) -> list[str]:
    """Return the names after `keys.DESK` of all keys that a backup holds."""
    found = (key.decode() for key in client.scan_iter(keys.DESK + "*", count=1000))
    names = {key.removeprefix(keys.DESK) for key in found}
    return sorted(name for name in names if family(name) not in OF_THE_DAY)


class Backups:
    """Writes backups of one Redis; `clock` gives unix seconds, `program` is our version."""

    def __init__(self, client: Client, clock: Callable[[], float], program: str) -> None:
        self._client = client
        self._clock = clock
        self._program = program

    @reaching_redis()
    def write(self, out: BinaryIO) -> Header:
        """Write all of the desk as it is at one instant; return the header. Raises `StoreAway`."""
        now = int(self._clock())
        cut = self._cut()
        header = Header(self._program, now, cut.counts())
        writer = Writer(out, header)
        for entry in cut.entries:
            writer.add(entry)
        for entry in self._ending(cut.images):
            writer.add(entry)
        writer.close()
        return header

    @reaching_redis()
    def note(self, header: Header) -> None:
        """Remember that a backup is safe where it belongs."""
        self._client.set(keys.BACKED_UP, header.made_at)

    @reaching_redis()
    def last(self) -> int | None:
        """Return when the last backup was made, in unix seconds, or None."""
        found = self._client.get(keys.BACKED_UP)
        return int(found) if found else None

    @reaching_redis()
    def needed(self) -> bool:
        """Say whether there is anything that a backup would hold."""
        return bool(self._client.exists(*TYPES))

    @reaching_redis()
    def check_durable(self) -> None:
        """Raise `NotDurable` where reports are refused for that."""
        require_durable(self._client)

    def _cut(self) -> _Cut:
        others = self._others()
        with self._client.pipeline() as pipe:
            for index, family in INDEXED.items():
                pipe.sort(index, by="nosort", get=["#", f"{keys.DESK}{family}:*"])
            for key, kind in (TYPES | others).items():
                _READ[kind](pipe, key)
                pipe.pexpiretime(key)
            answers = iter(pipe.execute())
        entries, images = [], dict[str, int]()
        for index, family in INDEXED.items():
            flat = next(answers)
            for ref, row in zip(flat[::2], flat[1::2], strict=True):
                if row is None:
                    raise StoreError(f"the {family} {ref.decode()} is in its index only")
                entries.append(Entry(f"{family}:{ref.decode()}", "string", row))
                if index != keys.CASES:
                    images[ref.decode()] = _images(row) if index == keys.REPORTS else 0
        for key, kind in (TYPES | others).items():
            value, end = next(answers), next(answers)
            if value:
                entries.append(_entry(key, kind, value, end))
        return _Cut(entries, images)

    def _others(self) -> dict[str, str]:
        """What else is there, with its type: a newer part of this program may keep more."""
        known = {*INDEXED.values(), *ENDING}
        names = [name for name in kept_names(self._client) if family(name) not in known]
        others = [keys.DESK + name for name in names if keys.DESK + name not in TYPES]
        with self._client.pipeline(transaction=False) as pipe:
            for key in others:
                pipe.type(key)
            types = [kind.decode() for kind in pipe.execute()]
        found = {key: kind for key, kind in zip(others, types, strict=True) if kind != "none"}
        if foreign := set(found.values()) - set(_READ):
            raise StoreError(f"a backup has no place for a Redis {min(foreign)}")
        return found

    def _ending(self, images: dict[str, int]) -> Iterator[Entry]:
        """What is personal in these reports and appeals, as far as it was not deleted yet."""
        refs = list(images)
        for start in range(0, len(refs), _REFS_AT_ONCE):
            names = []
            for ref in refs[start : start + _REFS_AT_ONCE]:
                names.append(keys.personal(ref))
                names += [keys.image(ref, number) for number in range(images[ref])]
            with self._client.pipeline() as pipe:
                for key in names:
                    pipe.get(key)
                    pipe.pexpiretime(key)
                answers = pipe.execute()
            for key, value, end in zip(names, answers[::2], answers[1::2], strict=True):
                if value is not None:
                    yield _entry(key, "string", value, end)


def _images(row: bytes) -> int:
    return coding.load(Report, row).images


def _entry(key: str, kind: str, value: Any, end: int) -> Entry:
    if kind == "hash":
        value = sorted(value.items())
    elif kind == "set":
        value = sorted(value)
    return Entry(key.removeprefix(keys.DESK), kind, value, end if end >= 0 else None)
