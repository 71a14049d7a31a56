"""The entries of a generation as text, in canonical order: buckets hold hashes alone, and what
others use is made of names.

One hash: `{number}` holds some thousand expressions with the numbers of their facts and when each
came to the list as it is, compressed, so that a reader needs the memory of one such part; `head`
says how many parts there are and which expressions a moderator allowed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import zstandard

from service.store import keys, register
from service.store.client import Client
from service.store.errors import StoreAway, reaching_redis

FORMAT = 1  # a list that was published without entries is built again
_PART = 4096  # entries: some 100 kB, and a fifth of that compressed
_LEVEL = 6
_HEAD = "head"


def encode(
    entries: Mapping[str, int], allowed: Iterable[str], came: Sequence[int]
) -> dict[str, bytes]:
    """Return the hash's fields, from expression -> number of its fact, what is allowed, and when
    each expression came, in their order (unix seconds).
    """
    order = sorted(entries)
    starts = range(0, len(order), _PART)
    parts = ((order[at : at + _PART], came[at : at + _PART]) for at in starts)
    fields = {
        str(number): _pack([part, [entries[text] for text in part], times])
        for number, (part, times) in enumerate(parts)
    }
    head = {"format": FORMAT, "parts": len(starts), "allowed": sorted(allowed)}
    return fields | {_HEAD: _pack(head)}


def allowed(client: Client, generation: str) -> tuple[str, ...]:
    """Return what moderators allowed when the list was built. Raises `StoreAway`."""
    return tuple(_head(client, generation)["allowed"])


def read(client: Client, generation: str) -> Iterator[tuple[str, int]]:
    """Yield each expression, sorted, with the number of its fact. Raises `StoreAway`."""
    for texts, facts, *_ in _parts(client, generation):
        yield from zip(texts, facts, strict=True)


def read_dated(client: Client, generation: str) -> Iterator[tuple[str, int, int]]:
    """Yield the same, and when each came (unix seconds): with the generation, where an older
    version of this program published it. Raises `StoreAway`.
    """
    at = int(register.seconds_of(generation))
    for texts, facts, *more in _parts(client, generation):
        yield from zip(texts, facts, *(more or [[at] * len(texts)]), strict=True)


def _parts(client: Client, generation: str) -> Iterator[list[Any]]:
    for number in range(_head(client, generation)["parts"]):
        yield _unpack(_field(client, generation, str(number)))


def _head(client: Client, generation: str) -> dict[str, Any]:
    head: dict[str, Any] = _unpack(_field(client, generation, _HEAD))
    return head


@reaching_redis()
def _field(client: Client, generation: str, name: str) -> bytes:
    data: bytes | None = client.hget(keys.entries(generation), name)
    if data is None:
        raise StoreAway(
            f"the entries of generation {generation} are not kept: an older Mynah published it, or "
            "it has gone. `mynah refresh` makes a new one"
        )
    return data


def _pack(value: Any) -> bytes:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    return zstandard.ZstdCompressor(level=_LEVEL).compress(text)


def _unpack(data: bytes) -> Any:
    return json.loads(zstandard.ZstdDecompressor().decompress(data))
