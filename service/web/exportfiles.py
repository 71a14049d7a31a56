"""Exports as files in the data directory: written once for each list, then sent again and again."""

import fcntl
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from service.lists.bodies import IDENTITY, compressed

MOST_STREAMS = 2  # filtered exports that one worker makes at once
_PIECE = 256 * 1024


class Busy(Exception):
    """Another request is writing exports just now."""


class ExportFiles:
    """The files of one host, which its workers share; and how much else a worker does at once."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "exports"
        self.slots = threading.BoundedSemaphore(MOST_STREAMS)

    def get(self, tag: str, name: str, encoding: str, make: Callable[[], Iterable[bytes]]) -> Path:
        """Return the file of an export of the edition `tag`, made if there is none.

        Raises `Busy`, or OSError where the directory cannot be written.
        """
        path = self._path(tag, name, encoding)
        if path.exists():
            return path
        with self._writing():
            whole = self._path(tag, name, IDENTITY)
            if not whole.exists():
                _write(whole, make())
            if not path.exists():
                _write(path, compressed(_read(whole), encoding))
            self._remove_others(tag)
        return path

    def _path(self, tag: str, name: str, encoding: str) -> Path:
        ending = "" if encoding == IDENTITY else f".{encoding}"
        return self._folder / tag / f"{name}{ending}"

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock that all workers share: one file at a time, and nobody waits for it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("wb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy from None
            yield

    def _remove_others(self, tag: str) -> None:
        """What is being sent stays readable until that is done."""
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name != tag:
                shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.tmp")
    try:
        with unfinished.open("wb") as file:
            file.writelines(pieces)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
