"""Reading the public log of decisions; `store/decisions.py` writes it."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from service.lists.chain import GENESIS, Tip
from service.store import keys
from service.store.client import Client
from service.store.errors import reaching_redis

_AT_ONCE = 1000


class Page(NamedTuple):
    """Some lines, the newest first, and the log as it was when they were read."""

    lines: list[dict[str, Any]]
    tip: Tip


class Log:
    """The log in one Redis."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @reaching_redis()
    def page(self, before: int | None, most: int) -> Page:
        """Return so many lines, the newest first; only those with a `seq` below `before`.

        What is added meanwhile is not seen: lines only ever come to the end.
        """
        length = self.length()
        if length == 0:
            return Page([], Tip(0, GENESIS))
        end = length if before is None else min(length, before - 1)
        with self._client.pipeline() as pipe:
            pipe.lindex(keys.LOG, length - 1)
            pipe.lrange(keys.LOG, max(0, end - most), end - 1)
            newest, rows = pipe.execute()
        lines = [json.loads(row) for row in reversed(rows)] if end else []
        return Page(lines, Tip(length, json.loads(newest)["hash"]))

    def newest(self, before: int | None, most: int) -> list[dict[str, Any]]:
        """Return the lines of such a page alone."""
        return self.page(before, most).lines

    def tip(self) -> Tip:
        """Return how long the log is, and the hash of its last line."""
        return self.page(None, 1).tip

    @reaching_redis()
    def length(self) -> int:
        """Return how many lines there are."""
        return int(self._client.llen(keys.LOG))

    def every(self) -> Iterator[dict[str, Any]]:
        """Yield every line, the oldest first."""
        start = 0
        while rows := self._read(start):
            yield from map(json.loads, rows)
            start += len(rows)

    @reaching_redis()
    def _read(self, start: int) -> list[bytes]:
        rows: list[bytes] = self._client.lrange(keys.LOG, start, start + _AT_ONCE - 1)
        return rows
