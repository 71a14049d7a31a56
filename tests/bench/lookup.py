"""Whether a look-up costs the same in a small list and in a huge one."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from random import Random

from service.lists.records import BUCKETS, FACT_BYTES, RECORD_BYTES, filled, find
from service.names.hashing import bucket, digest
from service.store import keys, storage
from service.store.client import Client
from service.store.reader import Reader
from tests.bench.harness import Figure, Section, in_turn
from tests.helpers.generations import draft, publisher
from tests.helpers.own_redis import OwnRedis

SIZES = (10_000, 500_000, 5_000_000)
_ROUNDS = 31
_LOOKUPS = 1_500  # of each round and size; half of them find something
_FACT = bytes(FACT_BYTES)


def run() -> Section:
    """Time look-ups in lists of each size, each in a Redis of its own, in turn."""
    with ExitStack() as stack:
        sides: dict[str, Callable[[], float]] = {}
        for size in SIZES:
            reader, redis = stack.enter_context(_list_of(size))
            sides[f"{size:,}"] = partial(_microseconds, partial(_look_up, reader), size)
            if size == SIZES[0]:
                sides["mget"] = partial(_microseconds, partial(_bare, redis), size)
        found = in_turn(sides, _ROUNDS)
    small, *larger = [f"{size:,}" for size in SIZES]
    figures = [
        Figure(
            f"{size} entries", found[size], f"{small} entries", found[small], "µs", "1.2 or less"
        )
        for size in larger
    ]
    bare = "a bare MGET of as many keys by redis-py"
    figures.append(Figure(f"{small} entries", found[small], bare, found["mget"], "µs"))
    return Section(
        "Look-up: one hash in lists of three sizes",
        "`Reader.read` of the hash's bucket from Redis over a Unix socket, `records.find` in it.",
        figures,
        [
            f"{_ROUNDS} rounds of {_LOOKUPS:,} look-ups; every other one finds something. A bucket "
            f"of {SIZES[-1]:,} entries has {SIZES[-1] / BUCKETS:.0f} records, "
            f"{SIZES[-1] / BUCKETS * RECORD_BYTES / 1000:.1f} kB.",
            "The hosts are made up: a hash knows no difference.",
        ],
    )


@contextmanager
def _list_of(size: int) -> Iterator[tuple[Reader, Client]]:
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        OwnRedis(Path(folder)) as own,
        own.client(60) as redis,
    ):
        _publish(redis, size)
        reader = Reader(own.client(), None)
        yield reader, redis
        reader.close()


def _publish(redis: Client, size: int) -> None:
    """Publish a small list, then put these entries' buckets in place of its own.

    What a browser downloads plays no part here, and to compress five million names takes minutes.
    """
    generations, lock = publisher(redis, time.time)
    small = draft(generations)
    generations.publish(small, lock)
    buckets = _buckets(size)
    storage.write_buckets(redis, small.id, buckets)
    redis.hset(keys.meta(small.id), "filled", filled(buckets))


def _buckets(size: int) -> dict[int, bytes]:
    """Do as `records.encode_buckets`, without a gigabyte of Python objects on the way."""
    rows = [bytearray() for _ in range(BUCKETS)]
    for number in range(size):
        hashed = digest(_expression(number))
        rows[bucket(hashed)] += hashed[2:] + _FACT
    return {number: _sorted(bytes(row)) for number, row in enumerate(rows) if row}


def _sorted(bucket: bytes) -> bytes:
    starts = range(0, len(bucket), RECORD_BYTES)
    return b"".join(sorted([bucket[at : at + RECORD_BYTES] for at in starts]))


def _expression(number: int) -> str:
    return f"host{number}.example/"


def _microseconds(look_up: Callable[[bytes], object], size: int) -> float:
    """Return the time of one look-up, among hosts of which every other one is listed."""
    random = Random(size)
    hashes = [digest(_expression(random.randrange(2 * size))) for _ in range(_LOOKUPS)]
    look_up(hashes[0])  # connects
    start = time.perf_counter()
    for hashed in hashes:
        look_up(hashed)
    return (time.perf_counter() - start) / _LOOKUPS * 1e6


def _look_up(reader: Reader, hashed: bytes) -> int | None:
    return find(reader.read((bucket(hashed),)).buckets[0], hashed)


def _bare(redis: Client, hashed: bytes) -> Sequence[bytes | None]:
    names = [keys.LIVE, keys.CHECKED, keys.DECISIONS_VERSION, f"{bucket(hashed):04x}"]
    found: Sequence[bytes | None] = redis.mget(names)
    return found
