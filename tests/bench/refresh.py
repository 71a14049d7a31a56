"""A whole refresh against AdGuard's list compiler, and a refresh in which nothing is new."""

import json
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.bench import feeds, peers
from tests.bench.harness import Figure, Section, in_turn
from tests.bench.processes import Cost, cost_of
from tests.bench.workplace import MYNAH, Workplace, workplace

_PACKAGE = "@adguard/hostlist-compiler"
_ROUNDS = 3
_IDLE_ROUNDS = 5
_STEPS = ("Compress", "Validate", "Deduplicate")


def run() -> Section:
    """Measure both."""
    figures, lines, kept = _same_lines()
    return Section(
        "Refresh: from text lists to what is served",
        "The whole of `mynah refresh` with nothing held yet, the publication into Redis and "
        f"Redis's own CPU included, against `hostlist-compiler` with {', '.join(_STEPS)} on the "
        f"same {lines:,} lines; then a refresh of every feed in which nothing has changed.",
        [*figures, *_idle()],
        [
            "Memory is the sum of each process's own peak (Mynah reads big files in a second "
            "process), Redis's data excluded: see the section on memory.",
            f"Of these lines Mynah lists {kept:,} entries. It also dates them, holds back what "
            "must never be listed, and writes buckets and two browser lists in three "
            "compressions; the compiler writes one text file.",
        ],
    )


def _same_lines() -> tuple[list[Figure], int, int]:
    """Return the figures, the number of lines and that of entries."""
    with workplace() as place:
        lists = feeds.text_lists(place.folder / "mirror")
        place.use_lists(lists)
        sides = {"ours": partial(_first, place), "theirs": _compiler(place.folder, lists)}
        found = in_turn(sides, _ROUNDS)
        lines, kept = feeds.lines_of(lists), place.entries()
    peer = peers.named(_PACKAGE)
    ours, theirs = found["ours"], found["theirs"]
    figures = [
        Figure("CPU", _cpu(ours), peer, _cpu(theirs), "s", "0.2 or less"),
        Figure("time", _wall(ours), peer, _wall(theirs), "s", "0.2 or less"),
        Figure("memory", _peak(ours), peer, _peak(theirs), "MB", "less than 1"),
    ]
    return figures, lines, kept


def _first(place: Workplace) -> Cost:
    place.redis.flushall()
    return place.refresh()


def _compiler(folder: Path, lists: Sequence[feeds.TextList]) -> partial[Cost]:
    sources = [
        {"source": str(one.path), "type": "hosts" if one.format == "hosts" else "adblock"}
        for one in lists
    ]
    config = {"name": "bench", "sources": sources, "transformations": list(_STEPS)}
    (folder / "compiler.json").write_text(json.dumps(config))
    program = peers.file_of(_PACKAGE, "src/cli.js")
    files = ["-c", str(folder / "compiler.json"), "-o", str(folder / "compiled.txt")]
    return partial(cost_of, [peers.node(), program, *files], dict(os.environ), (0,))


def _idle() -> list[Figure]:
    """Return what a refresh costs when nothing is new, beside a bare start of the program."""
    with workplace() as place:
        place.use_mirror()
        place.refresh()
        start = partial(cost_of, [*MYNAH, "--version"], place.environment, (0,))
        sides: dict[str, Callable[[], Cost]] = {"ours": place.refresh, "start": start}
        found = in_turn(sides, _IDLE_ROUNDS)
    ours, start_of = found["ours"], found["start"]
    peer = "`mynah --version`"
    return [
        Figure("nothing new: CPU", _cpu(ours), peer, _cpu(start_of), "s", "under 2 s"),
        Figure("nothing new: time", _wall(ours), peer, _wall(start_of), "s"),
    ]


def _cpu(costs: Sequence[Cost]) -> list[float]:
    return [cost.cpu for cost in costs]


def _wall(costs: Sequence[Cost]) -> list[float]:
    return [cost.wall for cost in costs]


def _peak(costs: Sequence[Cost]) -> list[float]:
    return [cost.peak for cost in costs]
