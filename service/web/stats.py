"""`/v1/stats`: how much is listed and reported over time. Counts only: no entry, no report."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response

from service.lists.tally import Tally
from service.store.errors import StoreAway
from service.store.history import DAY
from service.times import rfc3339
from service.web.context import context
from service.web.overtime import Stats
from service.web.replies import json_reply

CACHE: Final = [("Cache-Control", "public, max-age=300")]

routes = Blueprint("stats", __name__)


@routes.get("/v1/stats")
def stats() -> Response:
    """Answer with the counts of every day on which a list was published."""
    return json_reply(stats_json(read()), headers=CACHE)


def read() -> Stats:
    """Return the counts, at most a minute old. Raises `StoreAway`."""
    if context().services.reader.read(()).from_snapshot:
        raise StoreAway("the counts are not in the snapshot")
    return context().over_time.read()


def stats_json(found: Stats) -> dict[str, Any]:
    """The body of `/v1/stats`."""
    desk = found.desk
    body: dict[str, Any] = {
        "days": [{"day": day, **_day_json(tally)} for day, tally in found.days.items()],
        "reports": {
            "waiting": desk.waiting,
            "decided": desk.decided,
            "received": _by_day(desk.reports),
            "appeals": _by_day(desk.appeals),
        },
    }
    if desk.median_seconds is not None:
        body["reports"]["median_seconds_to_decision"] = desk.median_seconds
    return body


def _day_json(tally: Tally) -> dict[str, Any]:
    shown = tally._asdict()
    pairs = shown.pop("pairs")
    shown["overlap"] = [{"feeds": pair.split(), "entries": count} for pair, count in pairs.items()]
    return shown


def _by_day(counts: Mapping[int, int]) -> list[dict[str, Any]]:
    """Only days with something: a new service has few."""
    return [
        {"day": rfc3339(day * DAY)[:10], "count": count} for day, count in counts.items() if count
    ]
