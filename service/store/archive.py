"""The file of a backup: zstd over lines of JSON. A header, a line for each key, and a closing line
with the SHA-256 of all before it, so that a file that was cut short or changed says so.

A text is written as it is, anything else as base64. Times are unix seconds, ends milliseconds.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final, NamedTuple

import zstandard

from service.store.errors import StoreError

FORMAT: Final = "mynah-backup"
VERSION: Final = 1  # grows when a file can be read by older programs no more

_CHUNK = 1 << 18
_LEVEL = 6


class BadArchive(StoreError):
    """The file is no whole backup. The text is one line that says why."""


class Header(NamedTuple):
    """What stands first."""

    program: str  # the version of Mynah that wrote it
    made_at: int
    counts: Mapping[str, int]  # reports, cases and so on


class Entry(NamedTuple):
    """One key: its name after `keys.DESK`, and everything that is in it."""

    name: str
    type: str  # as Redis names it
    value: Any  # bytes; for a hash and a sorted set pairs; for a list and a set, bytes in order
    ends_at: int | None = None


class Writer:
    """Writes one file. Nothing is whole before `close`."""

    def __init__(self, out: BinaryIO, header: Header) -> None:
        compressor = zstandard.ZstdCompressor(_LEVEL, write_checksum=True)
        self._out = compressor.stream_writer(out, closefd=False)
        self._digest = hashlib.sha256()
        self.entries = 0
        self._put({"format": FORMAT, "version": VERSION} | header._asdict())

    def add(self, entry: Entry) -> None:
        """Write one key."""
        line = {"key": entry.name, entry.type: _coded(entry.value)}
        self._put(line if entry.ends_at is None else line | {"ends_at": entry.ends_at})
        self.entries += 1

    def close(self) -> None:
        """Write the closing line."""
        self._put({"entries": self.entries, "sha256": self._digest.hexdigest()})
        self._out.close()  # type: ignore[no-untyped-call]

    def _put(self, line: Mapping[str, Any]) -> None:
        row = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._digest.update(row)
        self._out.write(row)


class Reading:
    """Reads one file from its beginning; `digest` is known after the last entry."""

    def __init__(self, file: BinaryIO) -> None:
        """Read the header. Raises `BadArchive`."""
        file.seek(0)
        self._rows = _lines(file)
        self.digest = ""
        self._sum = hashlib.sha256()
        first = next(self._rows, b"")
        self._sum.update(first)
        self.header = _header(first)

    def entries(self) -> Iterator[Entry]:
        """Yield every key; ends with `BadArchive` unless the file is whole."""
        for count, row in enumerate(self._rows):
            line = _json(row)
            if "sha256" in line:
                self._finish(line, count)
                return
            self._sum.update(row)
            yield _entry(line)
        raise BadArchive("is cut short: its closing line is missing")

    def _finish(self, line: Mapping[str, Any], count: int) -> None:
        if line["sha256"] != self._sum.hexdigest() or line.get("entries") != count:
            raise BadArchive("is damaged: its checksum is not that of its contents")
        if next(self._rows, None) is not None:
            raise BadArchive("is damaged: something stands behind its closing line")
        self.digest = line["sha256"]


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a compressed file. Bytes behind the end of the frame are damage."""
    unpack = zstandard.ZstdDecompressor().decompressobj()
    rest = b""
    try:
        while not unpack.eof and (chunk := file.read(_CHUNK)):
            *whole, rest = (rest + unpack.decompress(chunk)).split(b"\n")
            yield from (row + b"\n" for row in whole)
    except zstandard.ZstdError:
        raise BadArchive("is damaged, or no backup of Mynah") from None
    if not unpack.eof:
        raise BadArchive("is cut short")
    if rest or unpack.unused_data or file.read(1):
        raise BadArchive("is damaged: something stands behind its end")


def _header(row: bytes) -> Header:
    line = _json(row)
    if line.get("format") != FORMAT:
        raise BadArchive("is no backup of Mynah")
    try:
        header = Header(str(line["program"]), int(line["made_at"]), dict(line["counts"]))
        version = int(line["version"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadArchive("is damaged: its header cannot be read") from None
    if version > VERSION:
        raise BadArchive(
            f"is of format {version}, written by Mynah {header.program}; this Mynah reads formats "
            f"up to {VERSION}: update it first"
        )
    return header


def _json(row: bytes) -> dict[str, Any]:
    try:
        line = json.loads(row)
    except (ValueError, RecursionError):
        raise BadArchive("is no backup of Mynah, or damaged") from None
    if not isinstance(line, dict):
        raise BadArchive("is no backup of Mynah, or damaged")
    return line


def _entry(line: dict[str, Any]) -> Entry:
    try:
        name, ends_at = str(line.pop("key")), line.pop("ends_at", None)
        ((kind, value),) = line.items()
        return Entry(name, kind, _decoded(kind, value), None if ends_at is None else int(ends_at))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadArchive("is damaged: a line cannot be read") from None


def _coded(value: Any) -> Any:
    """A value for JSON, nested as it is."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(value).decode()}
    return [_coded(one) for one in value] if isinstance(value, list | tuple) else value


def _decoded(kind: str, value: Any) -> Any:
    match kind:
        case "string":
            return _bytes(value)
        case "hash":
            return [(_bytes(field), _bytes(one)) for field, one in value]
        case "zset":
            return [(_bytes(member), float(score)) for member, score in value]
        case "list" | "set":
            return [_bytes(one) for one in value]
    raise ValueError(kind)


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return base64.b64decode(value["base64"], validate=True)
