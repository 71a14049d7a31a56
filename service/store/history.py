"""What lists and reports came to, day by day, for those who follow the work. No entry is in it."""

import json
from typing import Any, NamedTuple

from service.casework import Action, Case
from service.lists.tally import Tally
from service.store import keys
from service.store.client import Client
from service.store.coding import load
from service.store.errors import reaching_redis
from service.times import rfc3339

DAY = 86_400
_CASES = 1_000  # the newest, of which the time to a decision is told
_NO_DECISION = (Action.ASK, Action.MERGE, Action.UNDO)


class DeskCounts(NamedTuple):
    """What came in and how long it took. Days are counted from 1970-01-01 UTC."""

    reports: dict[int, int]  # day -> reports received
    appeals: dict[int, int]
    waiting: int  # open cases
    decided: int  # of the newest cases
    median_seconds: int | None  # from the first report of a case to its first decision


class History:
    """The counts in one Redis."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @reaching_redis()
    def note(self, at: float, counts: Tally) -> None:
        """Keep the counts of the list that is live on this day; the last one of a day stays."""
        row = json.dumps(counts._asdict(), separators=(",", ":"))
        self._client.hset(keys.HISTORY, rfc3339(at)[:10], row)

    @reaching_redis()
    def days(self) -> dict[str, Tally]:
        """Return the counts by day ("2026-11-24"), the oldest first."""
        rows = self._client.hgetall(keys.HISTORY)
        return {day.decode(): _tally(row) for day, row in sorted(rows.items())}

    @reaching_redis()
    def desk(self, today: int, days: int) -> DeskCounts:
        """Return what people sent in on each of the last `days` days, and how it was decided."""
        span = range(today - days + 1, today + 1)
        pipe = self._client.pipeline(transaction=False)
        for key in (keys.REPORTS, keys.APPEALS):
            for day in span:
                pipe.zcount(key, day * DAY, f"({(day + 1) * DAY}")
        pipe.zcard(keys.QUEUE)
        *counts, waiting = pipe.execute()
        waits = sorted(_waits(self._newest_cases()))
        return DeskCounts(
            dict(zip(span, counts[:days], strict=True)),
            dict(zip(span, counts[days:], strict=True)),
            waiting,
            len(waits),
            waits[len(waits) // 2] if waits else None,
        )

    def _newest_cases(self) -> list[Case]:
        ids = self._client.zrevrange(keys.CASES, 0, _CASES - 1)
        rows = self._client.mget([keys.case(id.decode()) for id in ids]) if ids else []
        return [load(Case, row) for row in rows if row]


def _waits(cases: list[Case]) -> list[int]:
    """How long each decided case waited, in seconds."""
    firsts = (
        (case, step)
        for case in cases
        for step in [s for s in case.steps if s.ruling.action not in _NO_DECISION][:1]
    )
    return [max(0, step.at - case.opened_at) for case, step in firsts]


def _tally(row: bytes) -> Tally:
    """Read a day's row; one of an older release may lack a field."""
    stored: dict[str, Any] = json.loads(row)
    empty: dict[str, Any] = {name: {} for name in Tally._fields} | {"entries": 0}
    return Tally(**{name: stored.get(name, empty[name]) for name in Tally._fields})
