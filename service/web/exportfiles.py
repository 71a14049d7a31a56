"""Exports as files in the data directory: written once for each list, then sent again and again."""

import fcntl
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from service.folders import write_folder
from service.lists.bodies import IDENTITY, compressed

MOST_AT_ONCE = 2  # exports that one worker makes: its other threads answer checks
_PIECE = 256 * 1024


class Busy(Exception):
    """Another request is writing exports just now."""


class ExportFiles:
    """The files of one host, which its workers share; and how much else a worker does at once."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "exports"
        self.slots = threading.BoundedSemaphore(MOST_AT_ONCE)

    def get(
        self,
        tag: str,
        name: str,
        encoding: str,
        make: Callable[[], Iterable[bytes]] | None = None,
    ) -> Path:
        """Return the file of an export of the edition `tag`, made if there is none.

        Raises `Busy`, FileNotFoundError where nothing makes one, or another OSError where the
        directory cannot be written.
        """
        path = self._path(tag, name, encoding)
        if path.exists():
            return path
        with self.writing(name):
            whole = self._path(tag, name, IDENTITY)
            if make and not whole.exists():
                _write(whole, make())
            if not path.exists():
                _write(path, compressed(_read(whole), encoding))
            self._remove_others(tag)
        return path

    def get_folder(
        self, tag: str, name: str, make: Callable[[], Iterable[tuple[str, str]]]
    ) -> None:
        """Write the files of an export that has many, all or none, if they are not there."""
        path = self._path(tag, name, IDENTITY)
        if path.exists():
            return
        with self.writing(name):
            if not path.exists():
                write_folder(path, make())
            self._remove_others(tag)

    def _path(self, tag: str, name: str, encoding: str) -> Path:
        ending = "" if encoding == IDENTITY else f".{encoding}"
        return self._folder / tag / f"{name}{ending}"

    @contextmanager
    def writing(self, name: str) -> Iterator[None]:
        """Hold the lock on an export that all workers share, and a slot here; nobody waits."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self.slots.acquire(blocking=False):
            raise Busy
        try:
            with (self._folder / f"{name.partition('/')[0]}.lock").open("wb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise Busy from None
                yield
        finally:
            self.slots.release()

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
