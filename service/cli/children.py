"""Commands of our own as child processes: their memory is given back, and they end with us."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE = 10  # seconds to let go of locks, before it is killed


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`mynah ARGUMENTS...`, which is ended with the context if it is still at work."""
    child = subprocess.Popen([sys.executable, "-m", "service", *arguments])
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
