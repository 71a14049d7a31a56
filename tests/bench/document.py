"""`docs/benchmarks.md`: the machine, the command, and a section for each bench."""

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from service.store.server_binary import find_server
from tests.bench.harness import Section

PATH = Path(__file__).parents[2] / "docs" / "benchmarks.md"

_TOP = """# Benchmarks

Written by `{command}` on {day}, on this machine: {machine}.

Every figure is a ratio, Mynah's value by the peer's, both from the same run. The sides were
measured in turn (A B A B); the ratio is that of each pair, given as median (lowest to highest).
The values themselves depend on the machine and its mood, so compare ratios. The load generator,
Redis and the servers share the same cores. To measure again: `make bench`, or `make bench
ARGS="lookup"` to print one section and leave this file alone. The code is in `tests/bench/`.

The lists: {lists}
"""


def text(sections: Sequence[Section], lists: str) -> str:
    """Return the whole document."""
    mirror = os.environ.get("MYNAH_FEED_MIRROR")
    top = _TOP.format(
        command="MYNAH_FEED_MIRROR=<the mirror> make bench" if mirror else "make bench",
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=_machine(),
        lists=lists,
    )
    return "\n".join([top, *[section.markdown() for section in sections]])


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB of memory",
        f"{platform.system()} {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}",
        f"Node.js {_said('node', '--version').removeprefix('v')}",
        _said(str(find_server()), "--version").split(" sha=")[0],
    ]
    return ", ".join(parts)


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
