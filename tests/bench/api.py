"""Requests a second of the two hot routes against a Flask route that does nothing."""

import json
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.bench import feeds, servers
from tests.bench.harness import Figure, Section, in_turn
from tests.bench.processes import Failed
from tests.bench.workplace import Workplace, workplace
from tests.helpers.waiting import until

_ROUNDS = 5
_SECONDS = 4
_CONNECTIONS = 16
_BODIES = 4_000  # half of them name something listed
_ASK = Path(__file__).parent / "ask.lua"
_HASHES = "`GET /v1/hashes/{4 hex}`"
_CHECK = "`POST /v1/check`, one URL"


class Load(NamedTuple):
    """What came of one run of wrk."""

    rate: float  # answers a second
    p99: float  # milliseconds


def run() -> Section:
    """Ask each route in turn, with everything loaded."""
    with workplace() as place:
        place.use_mirror()
        place.refresh()
        bodies = _bodies(place)
        entries = place.entries()
        with servers.mynah(place.environment) as ours, servers.bare(place.environment) as bare:
            until(lambda: list(place.folder.glob("data/snapshots/*.bin")), 60, "the snapshot")
            sides = {
                "bare": partial(_ask, bare, ["bare"]),
                "hashes": partial(_ask, ours, ["hashes"]),
                "check": partial(_ask, ours, ["check", str(bodies)]),
            }
            in_turn(sides, 1)  # not counted: nothing is warm yet
            found = in_turn(sides, _ROUNDS)
    return Section(
        "API: the hot routes against a bare Flask route",
        f"granian with {servers.WORKERS} workers of {servers.THREADS} threads each on both sides, "
        f"Redis over a Unix socket, {entries:,} entries live, rate limit off; "
        f"`wrk -t1 -c{_CONNECTIONS}` for {_SECONDS} s, {_ROUNDS} rounds.",
        [
            *_figures(_HASHES, found["hashes"], found["bare"]),
            *_figures(_CHECK, found["check"], found["bare"]),
        ],
        [
            "Buckets are asked for at random. Of the URLs checked every other one is listed.",
            "Higher is better for requests, lower for the 99th percentile of latency.",
        ],
    )


def _figures(route: str, ours: Sequence[Load], bare: Sequence[Load]) -> list[Figure]:
    peer = 'a Flask route that answers `{"listed": true}`'
    rates = [load.rate for load in ours], peer, [load.rate for load in bare]
    tails = [load.p99 for load in ours], peer, [load.p99 for load in bare]
    return [
        Figure(f"{route}: requests", *rates, "/s", "0.6 or more"),
        Figure(f"{route}: p99", *tails, "ms"),
    ]


def _bodies(place: Workplace) -> Path:
    """Write the bodies to post, a line each."""
    random = Random(3)
    listed = random.sample(place.list_body("hosts").decode().splitlines(), _BODIES // 2)
    others = feeds.names(_BODIES - len(listed), seed=4)
    urls = [f"https://{host}/account/login?next=home" for host in (*listed, *others)]
    path = place.folder / "bodies"
    path.write_text("".join(json.dumps({"targets": [url]}) + "\n" for url in urls))
    return path


def _ask(address: str, what: Sequence[str]) -> Load:
    """Run wrk once. Raises `Failed` when any answer was an error."""
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{_SECONDS}s", "-s", str(_ASK), address, "--"]
    said = subprocess.run([*command, *what], capture_output=True, text=True, check=True).stdout
    result = json.loads(said.splitlines()[-1])
    if result["errors"] or not result["requests"]:
        raise Failed(f"{what[0]}: {result}")
    return Load(result["requests"] / result["seconds"], result["p99_ms"])
