"""`/healthz`, `/readyz`, `/metrics`: for who runs the service, and the machines that watch it."""

from collections import Counter
from typing import Any

from flask import Blueprint, Response

from service.check import generation_json
from service.store.errors import NoGeneration, StoreError
from service.store.reader import Reading
from service.web.context import Context, context
from service.web.errors import Problem
from service.web.metrics import CONTENT_TYPE, metric, page
from service.web.replies import json_reply, text_reply

routes = Blueprint("health", __name__)

_FRESH = [("Cache-Control", "no-store")]


@routes.get("/healthz")
def healthz() -> Response:
    """Answer whenever this process can answer at all."""
    return json_reply({"status": "ok"}, headers=_FRESH)


@routes.get("/readyz")
def readyz() -> Response:
    """Answer 200 when checks can be answered, if only from the last list on disk."""
    here = context()
    try:
        reading = here.services.reader.read(())
    except StoreError as error:
        raise _not_ready(error) from error
    checks: dict[str, Any] = {
        "redis": "away" if reading.from_snapshot else "ok",
        "generation": generation_json(reading, here.services.clock()),
    }
    status = "degraded" if reading.from_snapshot else "ready"
    return json_reply({"status": status, "checks": checks}, headers=_FRESH)


@routes.get("/metrics")
def metrics() -> Response:
    """Answer with what is known, in Prometheus's format; what cannot be read is left out."""
    here = context()
    lines = [here.requests.metric()]
    try:
        reading = here.services.reader.read(())
        lines += _generation(here, reading)
        lines += [] if reading.from_snapshot else _store(here, reading)
    except StoreError:
        lines += [] if len(lines) > 1 else [_readable(0)]
    return text_reply(page(lines), CONTENT_TYPE, _FRESH)


def _not_ready(error: StoreError) -> Problem:
    nothing_yet = isinstance(error, NoGeneration)
    detail = "No list has been published yet." if nothing_yet else "Redis is away."
    return Problem(503, detail, headers=[("Retry-After", "5")])


def _readable(value: int) -> list[str]:
    return metric("mynah_generation_readable", "gauge", "1 when checks are answered.", {"": value})


def _generation(here: Context, reading: Reading) -> list[list[str]]:
    age = max(0, int(here.services.clock()) - reading.generation.read_at)
    snapshot = {"": int(reading.from_snapshot)}
    said = "Seconds since a feed was last read, or since the day of the starting list."
    return [
        _readable(1),
        metric("mynah_generation_age_seconds", "gauge", said, {"": age}),
        metric("mynah_from_snapshot", "gauge", "1 while Redis is away.", snapshot),
    ]


def _store(here: Context, reading: Reading) -> list[list[str]]:
    entries = here.counts.of(reading.generation.id).entries
    outcomes = Counter(state.outcome for state in here.services.feed_states.load().values())
    files = {f'outcome="{outcome}"': count for outcome, count in sorted(outcomes.items())}
    said = "Files of feeds by how their last fetch ended."
    return [
        metric("mynah_generation_entries", "gauge", "Entries of the live list.", {"": entries}),
        metric("mynah_feed_files", "gauge", said, files),
    ]
