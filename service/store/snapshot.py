"""A generation in a file, from which a process answers while Redis is away.

`snapshots/{generation}.bin`: a header, the buckets, where each begins, the generation's parts.
`snapshots/state.json`: which of them is live, when it was checked, the moderators' decisions; a
few kilobytes, written anew whenever one of these moves. Both are replaced by renaming, and carry
a SHA-256: a damaged one is refused whole, with the reason.
"""

import hashlib
import json
import mmap
import os
import struct
from array import array
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from service.lists.records import BUCKETS, checksum
from service.store import decisions, drafts, live
from service.store.decisions import Versioned
from service.store.live import LiveGeneration

_MAGIC = b"MYNAHGEN"
_FORMAT = 1
_HEADER = struct.Struct("<8sIQQ32s")  # magic, format, bytes of buckets, bytes of parts, SHA-256
_TWO = struct.Struct("<II")
_INDEX_BYTES = (BUCKETS + 1) * 4
STATE = "state.json"


class BadSnapshot(ValueError):
    """The files cannot be used; the message says why."""


class State(NamedTuple):
    """What moves while a generation stays."""

    live: str
    checked_at: int | None
    decided: Versioned


class Snapshot:
    """An open snapshot: memory-mapped, so that all processes of a host share its pages."""

    def __init__(self, file: "Mapped", generation: LiveGeneration, decided: Versioned) -> None:
        self._file = file
        self.generation = generation
        self.decided = decided

    def buckets(self, numbers: Iterable[int]) -> list[bytes]:
        """Return these buckets; an empty one is b""."""
        return [self._file.bucket(number) for number in numbers]


class Mapped:
    """The checked contents of one `.bin` file."""

    def __init__(self, path: Path) -> None:
        """Map the file and check it whole. Raises `BadSnapshot`."""
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
            raise BadSnapshot(f"{path.name}: {error}") from error
        self.parts = self._check(path.name)

    def bucket(self, number: int) -> bytes:
        """Return one bucket."""
        start, end = _TWO.unpack_from(self._map, self._index + number * 4)
        return self._map[_HEADER.size + start : _HEADER.size + end]

    def _check(self, name: str) -> dict[str, bytes]:
        if len(self._map) < _HEADER.size:
            raise BadSnapshot(f"{name} is cut off")
        magic, form, buckets, parts, digest = _HEADER.unpack_from(self._map)
        if magic != _MAGIC or form != _FORMAT:
            raise BadSnapshot(f"{name} is not a snapshot of format {_FORMAT}")
        self._index = _HEADER.size + buckets
        if len(self._map) != self._index + _INDEX_BYTES + parts:
            raise BadSnapshot(f"{name} is cut off")
        with memoryview(self._map) as view, view[_HEADER.size :] as body:
            found = _hash(buckets, parts)
            found.update(body)
            if found.digest() != digest:
                raise BadSnapshot(f"{name} is damaged: its SHA-256 does not match")
        return _split(self._map[self._index + _INDEX_BYTES :])


def write(
    folder: Path, generation: str, buckets: Iterable[tuple[int, bytes]], parts: dict[str, bytes]
) -> None:
    """Write a generation's file. Raises `BadSnapshot` when `buckets` are not all there."""
    path = folder / f"{generation}.bin"
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("w+b") as file:
        file.write(bytes(_HEADER.size))
        index = array("I", bytes(_INDEX_BYTES))
        found = checksum(_passed_on(file, buckets, index))
        if found != drafts.decode_head(parts["head"])["checksum"]:
            raise BadSnapshot(f"Redis no longer holds all of generation {generation}")
        size = file.tell() - _HEADER.size
        blob = _joined(parts)
        file.write(struct.pack(f"<{BUCKETS + 1}I", *index))
        file.write(blob)
        file.seek(_HEADER.size)
        digest = hashlib.file_digest(file, partial(_hash, size, len(blob))).digest()
        file.seek(0)
        file.write(_HEADER.pack(_MAGIC, _FORMAT, size, len(blob), digest))
        _sync(file)
    unfinished.replace(path)


def _passed_on(
    file: BinaryIO, buckets: Iterable[tuple[int, bytes]], index: "array[int]"
) -> Iterator[tuple[int, bytes]]:
    """Write the buckets on their way through, and note in `index` where each begins."""
    at = known = 0
    for number, bucket in buckets:
        for skipped in range(known, number + 1):
            index[skipped] = at
        known = number + 1
        at += file.write(bucket)
        yield number, bucket
    for rest in range(known, BUCKETS + 1):
        index[rest] = at


def write_state(folder: Path, state: State) -> None:
    """Write what moves: live generation, time of the check, decisions."""
    rows = [decisions.encode(d) for _, d in sorted(state.decided.decisions.items())]
    body = json.dumps(
        {
            "live": state.live,
            "checked_at": state.checked_at,
            "version": state.decided.version,
            "decisions": rows,
        }
    ).encode()
    unfinished = folder / f"{STATE}.tmp"
    with unfinished.open("wb") as file:
        file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        _sync(file)
    unfinished.replace(folder / STATE)


def read_state(folder: Path) -> State | None:
    """Return what was written last, or None when nothing ever was. Raises `BadSnapshot`."""
    try:
        digest, _, body = (folder / STATE).read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadSnapshot(f"{STATE}: {error}") from error
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise BadSnapshot(f"{STATE} is damaged: its SHA-256 does not match")
    fields = json.loads(body)
    found = (decisions.decode(row) for row in fields["decisions"])
    decided = Versioned(fields["version"], {decision.expression: decision for decision in found})
    return State(fields["live"], fields["checked_at"], decided)


def open_latest(folder: Path) -> Snapshot | None:
    """Open the snapshot of the generation that was live last, or None. Raises `BadSnapshot`.

    Without the decisions nothing is answered: a moderator's `allow` must not vanish with Redis.
    """
    state = read_state(folder)
    if state is None:
        return None
    file = Mapped(folder / f"{state.live}.bin")
    return Snapshot(file, live.decode(file.parts, state.checked_at), state.decided)


def _hash(*sizes: int) -> "hashlib._Hash":
    """Begin the hash with the header's sizes, so that it covers them too."""
    return hashlib.sha256(struct.pack("<QQ", *sizes))


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _joined(parts: dict[str, bytes]) -> bytes:
    return b"".join(struct.pack("<I", len(parts[name])) + parts[name] for name in live.PARTS)


def _split(blob: bytes) -> dict[str, bytes]:
    parts, at = {}, 0
    for name in live.PARTS:
        if at == len(blob) and name in live.LATER:
            parts[name] = live.LATER[name]
            continue
        (size,) = struct.unpack_from("<I", blob, at)
        parts[name] = blob[at + 4 : at + 4 + size]
        at += 4 + size
    return parts
