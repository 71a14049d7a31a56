"""`/v1/feeds`: where entries come from, under what terms, and how each feed fares."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from service.feeds.feed import Feed
from service.store.errors import StoreAway
from service.store.feedstate import FileState
from service.times import rfc3339
from service.web.context import context
from service.web.counts import Counts
from service.web.replies import json_reply

routes = Blueprint("feeds", __name__)


@routes.get("/v1/feeds")
def feeds() -> Response:
    """Answer with every feed of the catalogue, in its order."""
    return json_reply({"feeds": feeds_json()}, headers=[("Cache-Control", "public, max-age=60")])


def feeds_json() -> list[dict[str, Any]]:
    """Return every feed of the catalogue. Raises `StoreError`."""
    here = context()
    reading = here.services.reader.read(())
    if reading.from_snapshot:
        raise StoreAway("how the feeds fare is not in the snapshot")
    counts = here.counts.of(reading.generation.id)
    states = here.services.feed_states.load()
    return [feed_json(feed, states, counts) for feed in here.services.catalogue]


def feed_json(feed: Feed, states: Mapping[str, FileState], counts: Counts) -> dict[str, Any]:
    """One feed: provenance, its part in the live list, and the state of each of its files."""
    head = f"{feed.id}/"
    files = {name[len(head) :]: states[name] for name in sorted(states) if name.startswith(head)}
    info = counts.feeds.get(feed.id)
    body: dict[str, Any] = {
        "id": feed.id,
        "name": feed.name,
        "homepage": feed.homepage,
        "licence": feed.licence,
        "redistribute": feed.redistribute,
        "kind": feed.kind,
        "category": feed.category,
        "confidence": feed.confidence,
        "entries": info.entries if info else 0,
        "held": dict(sorted(counts.held.get(feed.id, {}).items())),
        "files": [_file_json(path, state) for path, state in files.items()],
    }
    if feed.licence_url:
        body["licence_url"] = feed.licence_url
    if feed.disputes:
        body["disputes"] = feed.disputes
    successes = [state.last_success for state in files.values() if state.last_success]
    if successes:
        body["last_success"] = rfc3339(max(successes))
    return body


def _file_json(path: str, state: FileState) -> dict[str, Any]:
    body: dict[str, Any] = {
        "path": path,
        "outcome": state.outcome,
        "last_attempt": rfc3339(state.last_attempt),
        "failures": state.failures,
    }
    if state.detail:
        body["detail"] = state.detail
    if state.last_success:
        body["last_success"] = rfc3339(state.last_success)
    return body
