"""Every key in Redis, and nothing else that knows their names.

One transaction watches or changes `LIVE`, `PINNED`, `MOVED`, `GENERATIONS` and the refresh lock,
another `DECISIONS` and its version: on a Cluster each of the two groups would need one slot. The
keys of a generation must not share one: they are most of the data, and never in a transaction.
"""

import re
from collections.abc import Iterable, Iterator

LIVE = "mynah:live"  # the generation that answers
PINNED = "mynah:pinned"  # the generation a rollback went to; absent: refreshes publish
MOVED = "mynah:moved"  # unix seconds: when LIVE last changed
CHECKED = "mynah:checked"  # unix seconds: the last refresh in which a feed answered
GENERATIONS = "mynah:generations"  # hash: generation -> its state
DECISIONS = "mynah:decisions"  # hash: expression -> the moderators' decision
DECISIONS_VERSION = "mynah:decisions:version"  # grows with every change of DECISIONS
FEEDS = "mynah:feeds"  # hash: feed id -> the state of its files
COPIES = "mynah:copies"  # set: addresses of all copies

GENERATION = re.compile(r"[0-9]{8}T[0-9]{6}Z", re.ASCII)


def bucket_prefix(generation: str) -> str:
    """Return what stands before the four hex digits of a bucket."""
    return f"mynah:{generation}:"


def buckets(generation: str, numbers: Iterable[int]) -> list[str]:
    """Return the keys of these buckets."""
    return [f"mynah:{generation}:{number:04x}" for number in numbers]


def meta(generation: str) -> str:
    """Return the key of the generation's facts and other small parts: a hash."""
    return f"mynah:{generation}:meta"


def lists(generation: str) -> str:
    """Return the key of the generation's compressed lists and deltas: a hash."""
    return f"mynah:{generation}:lists"


def of_generation(generation: str, numbers: Iterable[int]) -> Iterator[str]:
    """Yield the keys of a generation with these buckets; `meta` last, as a sign of the others."""
    yield from buckets(generation, numbers)
    yield lists(generation)
    yield meta(generation)


def copy(address: str) -> str:
    """Return the key of one copy of one file of a feed."""
    return f"mynah:copy:{address}"


def lock(name: str) -> str:
    """Return the key of a lock."""
    return f"mynah:lock:{name}"
