"""Which reports a case has, and whom it has counted as a reporter. Both may be very many, so that a
case itself holds their numbers only. Each index is one key for all cases, so that a backup holds it
as it does the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from service.casework import Report
from service.store import keys
from service.store.client import Client, Pipe

PLACE: Final = r"[0-9]{11}\.[A-Za-z0-9_-]{1,64}"
"""How a place among reports is written."""
COUNTED_SECONDS: Final = 86_400  # no mark is made again on another day


def place_of(report: Report) -> str:
    """Return where a report stands among others: later ones have greater places."""
    return f"{report.received_at:011d}.{report.ref}"


def refs(client: Client, ids: Sequence[str], most: int, before: str = "") -> list[str]:
    """Return the refs of so many reports of these cases, the newest first; `before` is a place."""
    with client.pipeline(transaction=False) as pipe:
        for id in ids:
            end = f"({id} {before}" if before else f"({id}!"
            pipe.zrevrangebylex(keys.FILED, end, f"[{id} ", 0, most)
        places = {row.decode().partition(" ")[2] for rows in pipe.execute() for row in rows}
    return [place.partition(".")[2] for place in sorted(places, reverse=True)[:most]]


def has_counted(pipe: Pipe, id: str, marks: set[str], day_marks: set[str]) -> bool:
    """Whether a case has counted a reporter by one of these marks, or may have: somebody from where
    the marks of the day say, without a token while this one has one, or the other way round. Two
    with tokens are two.

    Each report changes its case: a transaction that watches that sees no mark come in unseen.
    """
    if any(pipe.smismember(keys.REPORTERS, [f"{id} {mark}" for mark in marks | day_marks])):
        return True
    return bool(pipe.exists(*(keys.counted(mark) for mark in marks)))


def queue(
    pipe: Pipe, report: Report, ids: Iterable[str], marks: Mapping[str, Iterable[str]]
) -> None:
    """Queue that a report belongs to these cases, and by which marks which case, by its id, knows
    the reporter.
    """
    pipe.zadd(keys.FILED, {f"{id} {place_of(report)}": 0 for id in ids})
    pipe.sadd(keys.REPORTERS, *(f"{id} {mark}" for id, own in marks.items() for mark in own))


def queue_day_marks(pipe: Pipe, marks: Iterable[str]) -> None:
    """Queue that reports with a token came from there today. Beside the token's id these would tell
    for good what marks hide for all others: so they stand alone, and end.
    """
    for mark in marks:
        pipe.set(keys.counted(mark), 1, ex=COUNTED_SECONDS)
