"""Reading the public log of decisions; `store/decisions.py` writes it."""

import json
from collections.abc import Iterator
from typing import Any

from service.store import keys
from service.store.client import Client
from service.store.errors import reaching_redis

_AT_ONCE = 1000


class Log:
    """The log in one Redis."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @reaching_redis()
    def newest(self, before: int | None, most: int) -> list[dict[str, Any]]:
        """Return so many lines, the newest first; only those with a `seq` below `before`."""
        end = self._client.llen(keys.LOG) if before is None else max(0, before - 1)
        if end == 0:
            return []
        rows = self._client.lrange(keys.LOG, max(0, end - most), end - 1)
        return [json.loads(row) for row in reversed(rows)]

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
