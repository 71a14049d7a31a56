"""A second process that reads big bodies while this one reads others: two cores, half the time.

A program of its own on two pipes rather than a fork: it starts in a moment, inherits no threads and
no locks, and ends by itself when its input does, so a refresher killed outright leaves none behind.
"""

import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Generic, Self, TypeVar

from service.refresh.filechecks import Refusal
from service.refresh.reading import Fresh, Manner, read_body

BIG = 128 * 1024  # bytes; smaller bodies are read in less time than it takes to send them
_PACKAGE = Path(__file__).parents[2]
_PROGRAM = [sys.executable, "-m", "service.refresh.side"]
_END_SECONDS = 5

Read = Fresh | Refusal
Tag = TypeVar("Tag")


class SideReader(Generic[Tag]):
    """Reads one body at a time elsewhere. The process starts with the first one."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._task: tuple[Tag, Future[Read]] | None = None

    @property
    def busy(self) -> bool:
        """Whether it has a body that was not handed back yet."""
        return self._task is not None

    def take(self, tag: Tag, manner: Manner, body: bytes) -> None:
        """Begin to read a body; `tag` comes back with what is in it. Only when not busy."""
        self._task = tag, self._thread.submit(self._read, manner, body)

    def done(self, *, wait: bool = False) -> Iterator[tuple[Tag, Future[Read]]]:
        """Yield what was read, if it is there by now, or in any case if told to `wait`."""
        if self._task is not None and (wait or self._task[1].done()):
            task, self._task = self._task, None
            yield task

    def _read(self, manner: Manner, body: bytes) -> Read:
        try:
            return self._ask(manner._replace(params=dict(manner.params)), body)
        except (OSError, EOFError, pickle.UnpicklingError):
            self._end()  # it died, of this body or otherwise: what is wrong shows here
            return read_body(manner, body)

    def _ask(self, manner: Manner, body: bytes) -> Read:
        if self._process is None:
            self._process = subprocess.Popen(
                _PROGRAM,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_PACKAGE,
            )
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError
        pickle.dump((manner, body), process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
        answer: Read = pickle.load(process.stdout)  # noqa: S301 - our own child's
        return answer

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._end()


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Read bodies as they come, until the input ends."""
    while True:
        try:
            manner, body = pickle.load(requests)  # noqa: S301 - our own parent's
        except EOFError:
            return
        pickle.dump(read_body(manner, body), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    gc.disable()  # see the pipeline
    serve(sys.stdin.buffer, sys.stdout.buffer)
