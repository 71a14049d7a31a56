"""A desk with every kind of key that is kept, and its backups."""

import io
from collections.abc import Callable
from typing import Any

import zstandard
from redis import Redis

from service.casework import Role
from service.store import keys
from service.store.appeals import Appeals
from service.store.backup import Backups
from service.store.cases import Cases
from service.store.tokens import Tokens
from tests.helpers.desk_contents import (
    appeal_of,
    images_of,
    personal_of,
    report_of,
    rule,
)

REFS = [f"r{number}" for number in range(8)]


def fill(client: Redis) -> None:
    """Reports, appeals, rulings and a token: every kind of key that is kept."""
    cases = Cases(client, lambda: 0)
    for ref in REFS:
        cases.receive(report_of(ref), personal_of(ref), images_of(ref))
        Appeals(client, lambda: 0).receive(appeal_of(f"a{ref}"), personal_of(f"a{ref}"))
    for case in cases.queue(0, 5):
        rule(cases, case, f"ruling {case.id}")
    Tokens(client, lambda: 0).create("Bopha", Role.MODERATOR)


def everything(client: Redis) -> dict[str, Any]:
    """All keys of the desk with their contents, but not when they end."""
    read: dict[bytes, Callable[[bytes], Any]] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
        b"set": client.smembers,
    }
    return {
        key.decode(): read[client.type(key)](key)
        for key in client.scan_iter(keys.DESK + "*", count=1000)
    }


def without_version(contents: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in contents.items() if key != keys.DECISIONS_VERSION}


def written(backups: Backups) -> io.BytesIO:
    out = io.BytesIO()
    backups.write(out)
    return out


def plain(file: io.BytesIO) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(file.getvalue())
