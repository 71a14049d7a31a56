"""Commands of our own as child processes: their memory is given back, and they end with us."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE = 10  # seconds to let go of locks, before it is killed


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`mynah ARGUMENTS...`, which is ended with the context if it is still at work.

    It has a process group of its own, so that Ctrl-C does not reach it a second time, from us.
    """
    command = [sys.executable, "-m", "service", *arguments]
    child = subprocess.Popen(command, process_group=0)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
