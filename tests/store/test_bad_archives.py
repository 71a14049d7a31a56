"""A file that is not whole, or not ours, changes nothing."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import zstandard
from redis import Redis

from service.store.archive import BadArchive
from service.store.backup import Backups
from service.store.cases import Cases, case_id
from service.store.restore import Restorer
from tests.helpers.backups import everything, fill, plain, written
from tests.helpers.desk_contents import (
    host,
    personal_of,
    report_of,
)


def packed(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def with_line(data: bytes, number: int, **changes: Any) -> bytes:
    """The file with one line changed, and the checksum made to fit again."""
    lines = plain(io.BytesIO(data)).splitlines(keepends=True)
    lines[number] = json.dumps(json.loads(lines[number]) | changes).encode() + b"\n"
    end = json.loads(lines[-1])
    lines[-1] = json.dumps(
        end | {"sha256": hashlib.sha256(b"".join(lines[:-1])).hexdigest()}
    ).encode()
    return packed(b"".join(lines) + b"\n")


def line_of(data: bytes, name: str) -> int:
    lines = plain(io.BytesIO(data)).splitlines()
    return next(n for n, line in enumerate(lines) if json.loads(line).get("key", "") == name)


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def other_reason(data: bytes) -> bytes:
    number = line_of(data, "log")
    rows = json.loads(plain(io.BytesIO(data)).splitlines()[number])["list"]
    rows[2] = rows[2].replace("ruling", "Ruling")
    return with_line(data, number, list=rows)


HARMS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", "cut short"),
    "text": (lambda _: b"hello", "no backup of Mynah"),
    "another zstd file": (lambda _: packed(b"hello\n"), "no backup of Mynah"),
    "another JSON file": (lambda _: packed(b'{"format":"x"}\n'), "no backup of Mynah"),
    "JSON that is no object": (lambda _: packed(b"[1]\n"), "no backup of Mynah"),
    "a half": (lambda data: data[: len(data) // 2], "cut short"),
    "all but the last byte": (lambda data: data[:-1], "cut short"),
    "without its closing line": (
        lambda data: packed(b"".join(plain(io.BytesIO(data)).splitlines(keepends=True)[:-1])),
        "closing line is missing",
    ),
    "a bit": (flipped, "is damaged"),
    "a byte behind": (lambda data: data + b"x", "stands behind"),
    "twice": (lambda data: data + data, "stands behind"),
    "a line changed": (
        lambda data: packed(plain(io.BytesIO(data)).replace(b"USDT", b"USDC", 1)),
        "checksum|damaged",
    ),
    "newer": (lambda data: with_line(data, 0, version=2, program="7.0"), "by Mynah 7.0.*update"),
    "a header without its time": (lambda data: with_line(data, 0, made_at=None), "header"),
    "another log": (other_reason, "holds a log that was changed: line 3"),
    "a case that is none": (
        lambda data: with_line(
            data, line_of(data, f"case:{case_id(host(0).expression)}"), string="{}"
        ),
        "damaged: case",
    ),
    "a report left out": (
        lambda data: with_line(data, line_of(data, "report:r1"), key="report:r99"),
        "index of reports",
    ),
    "a session smuggled in": (
        lambda data: with_line(data, line_of(data, "personal:r1"), key="session:0"),
        "should not hold session:0",
    ),
    "a report in no case": (
        lambda data: with_line(data, line_of(data, "filed"), zset=[["x 00000000000.r99", 0.0]]),
        "cases and its reports",
    ),
    "a reporter counted by no case": (
        lambda data: with_line(data, line_of(data, "reporters"), set=["x mark"]),
        "cases and its reports",
    ),
    "nesting without end": (lambda _: packed(b"[" * 200_000 + b"\n"), "damaged"),
    "a time without end": (lambda data: with_line(data, 0, made_at=1e999), "header"),
    "nesting in a case": (
        lambda data: with_line(
            data, line_of(data, f"case:{case_id(host(0).expression)}"), string="[" * 200_000
        ),
        "damaged: case",
    ),
    "an unknown type": (
        lambda data: with_line(data, line_of(data, "queue"), stream=[]),
        "a line cannot be read",
    ),
}


@pytest.mark.parametrize("name", HARMS)
def test_a_file_that_is_not_whole_and_ours_changes_nothing(
    name: str, redis: Redis, backups: Backups, restorer: Restorer
) -> None:
    fill(redis)
    report = replace(report_of("r100"), targets=(host(0),), images=0)
    Cases(redis, lambda: 0).receive(report, personal_of("r100"), [])
    harm, told = HARMS[name]
    data = harm(written(backups).getvalue())
    before = everything(redis)
    with pytest.raises(BadArchive, match=told) as caught:
        restorer.restore(io.BytesIO(data), replace=True)
    assert "\n" not in str(caught.value)
    assert everything(redis) == before
