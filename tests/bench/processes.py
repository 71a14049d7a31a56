"""What a program costs as a whole, its children among it: CPU, time, memory."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

_LOOK_SECONDS = 0.05
_MEGABYTE = 1e6


class Cost(NamedTuple):
    """CPU is user and system time; `peak` megabytes the sum of each process's own highest mark."""

    cpu: float
    wall: float
    peak: float


class Failed(RuntimeError):
    """A program of a bench did not do its work; the text has what it said."""


def cost_of(command: Sequence[str], environment: Mapping[str, str], codes: Sequence[int]) -> Cost:
    """Run a program to its end. Raises `Failed` when its exit code is none of `codes`."""
    peaks: dict[int, int] = {}
    over = threading.Event()
    start = perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        watcher = threading.Thread(target=_watch, args=(process.pid, peaks, over))
        watcher.start()
        said = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watcher.join()
    if process.returncode not in codes:
        raise Failed(
            f"{' '.join(command)} ended with {process.returncode}: {said.decode()[-2000:]}"
        )
    return Cost(usage.ru_utime + usage.ru_stime, wall, sum(peaks.values()) / _MEGABYTE)


def _watch(pid: int, peaks: dict[int, int], over: threading.Event) -> None:
    """Note the high-water mark of every process of the tree; the kernel keeps it in between."""
    while not over.wait(_LOOK_SECONDS):
        for member in tree(pid):
            peaks[member] = max(peaks.get(member, 0), _high_water(member))


def tree(pid: int) -> list[int]:
    """Return a process and all that came of it."""
    found = [pid]
    for member in found:  # grows as it goes
        try:
            threads = list(Path(f"/proc/{member}/task").iterdir())
            children = " ".join([(thread / "children").read_text() for thread in threads])
        except OSError:  # it is over
            continue
        found += [int(child) for child in children.split()]
    return found


def _high_water(pid: int) -> int:
    """Return bytes; 0 for a process that is over."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0
