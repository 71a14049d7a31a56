"""What an entry costs in Redis, against the obvious ways to keep it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from service.lists.records import RECORD_BYTES, REST_BYTES, encode_buckets
from service.store import keys, storage
from service.store.client import Client
from tests.bench.harness import Figure, Section
from tests.bench.workplace import Workplace, workplace
from tests.helpers.waiting import until

T = TypeVar("T")

_STEP = 2_000
# What our record leads to, and the least that says what an entry is.
_SAME = b'{"category":"phishing","severity":"block","feeds":{"gaso-blocklist":"2026-03-09"}}'
_LEAST = b'{"category":"phishing","feeds":[3]}'
_GENERATION = "20260101T000000Z"
_AIM = "60 bytes or fewer"


def run() -> Section:
    """Measure the bytes that each way of keeping the same hosts adds to Redis."""
    with workplace() as place:
        place.use_mirror()
        place.refresh()
        whole, buckets, entries = _of_generation(place)
        hosts = place.list_body("hosts").decode().splitlines()
        ours = _grown(place.redis, lambda: _write_buckets(place.redis, hosts)) / len(hosts)
        same = _grown(place.redis, lambda: _write_keys(place.redis, hosts, _SAME)) / len(hosts)
        least = _grown(place.redis, lambda: _write_keys(place.redis, hosts, _LEAST)) / len(hosts)
        hashes = _grown(place.redis, lambda: _write_hashes(place.redis, hosts)) / len(hosts)
    keyed = f"one key per host, its value `{_SAME.decode()}`"
    terse = f"the same with `{_LEAST.decode()}`"
    hashed = "one hash per bucket, its fields the same hashes"
    return Section(
        "Memory: Redis bytes per entry",
        "By how much `used_memory` grows when entries are written into an empty server, by entry.",
        [
            Figure("buckets, the same hosts", [ours], keyed, [same], "bytes", _AIM),
            Figure("buckets, the same hosts", [ours], terse, [least], "bytes"),
            Figure("buckets, the same hosts", [ours], hashed, [hashes], "bytes"),
            Figure("buckets of the live generation", [buckets], keyed, [same], "bytes", _AIM),
            Figure("all of the live generation", [whole], keyed, [same], "bytes", _AIM),
        ],
        [
            f"{len(hosts):,} hosts; the live generation has {entries:,} entries of every kind.",
            "All of a generation: its buckets, what is said of each entry and of each feed, what "
            "was held back, the browsers' lists in three compressions, and the entries as text.",
        ],
    )


def _of_generation(place: Workplace) -> tuple[float, float, int]:
    """Return the bytes an entry has of all of the live generation and of its buckets, and how
    many there are.
    """
    live, entries = place.generations().live() or "", place.entries()
    buckets = dict(storage.read_buckets(place.redis, live, range(65_536)))
    names = (keys.meta(live), keys.lists(live), keys.entries(live))
    hashes = {key: place.redis.hgetall(key) for key in names}

    def write_all() -> None:
        storage.write_buckets(place.redis, live, buckets)
        for key, fields in hashes.items():
            place.redis.hset(key, mapping=fields)

    whole = _grown(place.redis, write_all)
    alone = _grown(place.redis, lambda: storage.write_buckets(place.redis, live, buckets))
    for key, fields in hashes.items():  # put back: the lists are asked for
        place.redis.hset(key, mapping=fields)
    place.redis.set(keys.LIVE, live)
    return whole / entries, alone / entries, entries


def _write_buckets(redis: Client, hosts: Sequence[str]) -> None:
    buckets = encode_buckets({f"{host}/": number % 1_000 for number, host in enumerate(hosts)})
    storage.write_buckets(redis, _GENERATION, buckets)


def _write_keys(redis: Client, hosts: Sequence[str], value: bytes) -> None:
    for step in _steps(hosts):
        redis.mset({f"host:{host}": value for host in step})


def _write_hashes(redis: Client, hosts: Sequence[str]) -> None:
    buckets = encode_buckets({f"{host}/": number % 1_000 for number, host in enumerate(hosts)})
    for numbers in _steps(list(buckets)):
        with redis.pipeline(transaction=False) as pipe:
            for number in numbers:
                pipe.hset(f"bucket:{number:04x}", mapping=_fields(buckets[number]))
            pipe.execute()


def _fields(bucket: bytes) -> dict[bytes, int]:
    rows = [bucket[at : at + RECORD_BYTES] for at in range(0, len(bucket), RECORD_BYTES)]
    return {row[:REST_BYTES]: int.from_bytes(row[REST_BYTES:], "little") for row in rows}


def _grown(redis: Client, write: Callable[[], None]) -> int:
    """Return the bytes that `write` adds to an empty server."""
    redis.flushall()
    before = _settled(redis)
    write()
    return _settled(redis) - before


def _settled(redis: Client) -> int:
    """Return `used_memory` once it moves no more: tables are rebuilt in the background."""
    seen = [0]

    def same() -> bool:
        seen.append(int(redis.info("memory")["used_memory"]))
        return abs(seen[-1] - seen[-2]) < 10_000

    until(lambda: all(same() for _ in range(5)), 60, "a steady used_memory")
    return seen[-1]


def _steps(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while step := list(islice(iterator, _STEP)):
        yield step
