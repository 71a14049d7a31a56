"""Keeps the snapshot on disk up to date: one process per host writes, in the background."""

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.lists.records import filled_numbers
from service.store import decisions, keys, live, snapshot, storage
from service.store.client import Client
from service.store.errors import StoreError, reaching_redis
from service.store.snapshot import BadSnapshot, Snapshot, State

_log = logging.getLogger(__name__)


class SnapshotKeeper:
    """The snapshots in `data_dir`, written from what Redis holds at that moment.

    With `writes` False they are only read: a command that is over in a moment would leave the
    writing half done, and the long-lived processes do it anyway.
    """

    def __init__(self, data_dir: Path, client: Client, *, writes: bool = True) -> None:
        self._folder = data_dir / "snapshots"
        self._client = client
        self._writes = writes
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wanted = False
        self._good: str | None = None  # the generation whose file this process has checked
        self.trouble: str | None = None  # why the last attempt to write or open failed

    def poke(self) -> None:
        """Say that something moved: the snapshot is brought up to date soon, in a thread."""
        if not self._writes:
            return
        with self._lock:
            self._wanted = True
            if self._thread is None or not self._thread.is_alive():  # none survives a fork
                self._thread = threading.Thread(target=self._work, name="snapshot", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until what was asked for by now is written."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def open(self) -> Snapshot | None:
        """Return the last snapshot, or None when there is none that can be used: see `trouble`."""
        try:
            return snapshot.open_latest(self._folder)
        except (BadSnapshot, StoreError) as error:
            self._note(f"the snapshot cannot be used: {error}")
            return None

    def _work(self) -> None:
        while self._is_wanted():
            try:
                self._update()
                self.trouble = None
            except (StoreError, OSError, BadSnapshot) as error:
                self._note(f"the snapshot was not written: {error}")

    def _is_wanted(self) -> bool:
        with self._lock:
            wanted, self._wanted = self._wanted, False
            if not wanted:
                self._thread = None
            return wanted

    @reaching_redis()
    def _update(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with _only_one(self._folder / "lock"):
            generation, checked = self._client.mget(keys.LIVE, keys.CHECKED)
            if generation is None:  # emptied: what is on disk is all there is
                return
            name = generation.decode()
            self._write_generation(name)
            decided = decisions.read(self._client)
            self._write_state(State(name, int(checked) if checked else None, decided))
            self._remove_others(name)

    def _write_generation(self, name: str) -> None:
        if self._good == name:
            return
        try:
            snapshot.Mapped(self._folder / f"{name}.bin")
        except BadSnapshot:  # most often there is none yet
            parts = live.fetch_parts(self._client, name)
            buckets = storage.read_buckets(self._client, name, filled_numbers(parts["filled"]))
            snapshot.write(self._folder, name, buckets, parts)
        self._good = name

    def _write_state(self, state: State) -> None:
        try:
            if snapshot.read_state(self._folder) == state:
                return
        except BadSnapshot as error:
            _log.warning("%s; it is written anew", error)
        snapshot.write_state(self._folder, state)

    def _remove_others(self, name: str) -> None:
        for path in [*self._folder.glob("*.bin"), *self._folder.glob("*.tmp")]:
            if path.name != f"{name}.bin":
                path.unlink(missing_ok=True)

    def _note(self, trouble: str) -> None:
        self.trouble = trouble
        _log.warning("%s", trouble)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold a lock that all processes of this host share; it dies with its process."""
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
