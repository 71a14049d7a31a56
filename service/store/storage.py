"""The keys of one generation in Redis: written, read back, given an end, removed.

Everything goes in small steps, so that nobody else's request waits long behind one of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from service.lists.records import BUCKETS, filled_numbers
from service.store import keys
from service.store.client import Client

_STEP = 512  # buckets in one command: some 150 kB at half a million entries
_Item = TypeVar("_Item")


class Damaged(ValueError):
    """Redis does not hold what was written."""


def write_buckets(client: Client, generation: str, buckets: Mapping[int, bytes]) -> None:
    """Write the buckets. On a Cluster this one command would have to be a pipeline of SETs."""
    prefix = keys.bucket_prefix(generation)
    for step in _steps(buckets.items(), _STEP):
        client.mset({f"{prefix}{number:04x}": bucket for number, bucket in step})


def read_buckets(
    client: Client, generation: str, numbers: Iterable[int]
) -> Iterator[tuple[int, bytes]]:
    """Yield these buckets as far as they are there, in the order given."""
    for step in _steps(numbers, _STEP):
        found = client.mget(keys.buckets(generation, step))
        yield from ((number, b) for number, b in zip(step, found, strict=True) if b)


def verify(
    client: Client,
    generation: str,
    buckets: Mapping[int, bytes],
    hashes: Mapping[str, Mapping[str, bytes]],
) -> None:
    """Read back all that was written. `hashes` maps a key to its fields. Raises `Damaged`."""
    count = 0
    for number, bucket in read_buckets(client, generation, buckets):
        if bucket != buckets[number]:
            raise Damaged(f"bucket {number:04x} of {generation} is not what was written")
        count += 1
    if count != len(buckets):
        raise Damaged(f"{generation} has {count} buckets, where {len(buckets)} were written")
    for key, fields in hashes.items():
        stored = {name.decode(): value for name, value in client.hgetall(key).items()}
        if stored != dict(fields):
            raise Damaged(f"{key} does not hold what was written")


def expire(client: Client, generation: str, seconds: int) -> None:
    """Give every key of the generation an end, the meta key's last: see `is_expiring`."""
    bits = client.hget(keys.meta(generation), "filled") or bytes(BUCKETS // 8)
    for step in _steps(keys.of_generation(generation, filled_numbers(bits)), _STEP):
        with client.pipeline(transaction=False) as pipe:
            for key in step:
                pipe.expire(key, seconds)
            pipe.execute()


def is_expiring(client: Client, generation: str) -> bool:
    """Say whether `expire` was carried out to its end."""
    return bool(client.ttl(keys.meta(generation)) >= 0)


def exists(client: Client, generation: str) -> bool:
    """Say whether keys of the generation may be there still."""
    return bool(client.exists(keys.meta(generation)))


def remove(client: Client, generation: str) -> None:
    """Remove every key of the generation at once; Redis frees the memory in the background."""
    for step in _steps(keys.of_generation(generation, range(BUCKETS)), _STEP):
        client.unlink(*step)


def _steps(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    iterator = iter(items)
    while step := list(islice(iterator, size)):
        yield step
