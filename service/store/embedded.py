"""A Valkey or Redis server of our own, as a child process on a Unix socket in the data directory:
what the service uses when no MYNAH_REDIS_URL is set.

Durability: appendonly with `appendfsync always`. What the server acknowledged is on the disk before
the answer goes out, so it survives kill -9 of every process, and a power cut. `everysec` is not
enough: while one fsync is at work the next writes wait in the server for up to two seconds, and are
acknowledged meanwhile (`docs/decisions/0007-a-server-in-a-wheel.md`).
"""

import fcntl
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

import redis

from service.store.connect import connect
from service.store.server_binary import EmbeddedRedisError, find_server, last_words, start_server

__all__ = ["EmbeddedRedis", "EmbeddedRedisError"]

START_SECONDS = 120
"""Longest wait for a start: the append-only file of millions of entries takes seconds to load."""

# sizeof(sockaddr_un.sun_path) less the closing NUL: 108 on Linux, 104 on macOS and the BSDs.
_MAX_SOCKET_PATH = 107 if sys.platform == "linux" else 103
_POLL_SECONDS = 0.01
_LONGEST_PAUSE = 30.0

_log = logging.getLogger(__name__)


class EmbeddedRedis:
    """Run a server on `data_dir` while in the context, or share the one that another process runs.

    The server holds a lock on `redis.running` for as long as it lives (it inherits the descriptor),
    so two never open the same data. Whoever shares it sees it end at once, over a connection kept
    for that, and starts the next one: also after a kill -9 of the server, and when the process that
    owned it is done first. Enter it in the main thread of a process that outlives its users.
    """

    def __init__(self, data_dir: Path, binary: Path | None = None) -> None:
        """`binary` None: whatever `find_server` finds."""
        self._dir = data_dir.absolute()
        self._binary = binary
        self._socket = self._dir / "redis.sock"
        self.url = f"unix://{quote(str(self._socket))}"
        self._child: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._line_was_open = False  # to the child of now
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="mynah-redis", daemon=True)

    @property
    def pid(self) -> int | None:
        """The server's process id, when it is ours; None when another process runs it."""
        return self._child.pid if self._child else None

    def __enter__(self) -> Self:
        """Raise `EmbeddedRedisError` when there can be no server."""
        self._check_socket_path()
        self._check_data_dir()
        try:
            self._ensure()
        except BaseException:
            self._stop_child()
            raise
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._hang_up()
        self._stop_child()
        self._keeper.join()
        self._stop_child()  # one that was being started meanwhile
        if self._line:
            self._line.close()

    def _check_socket_path(self) -> None:
        length = len(os.fsencode(self._socket))
        if length > _MAX_SOCKET_PATH:
            raise EmbeddedRedisError(
                f"The socket path {self._socket} has {length} bytes, but the system allows "
                f"{_MAX_SOCKET_PATH}: set MYNAH_DATA_DIR to a shorter path, or MYNAH_REDIS_URL."
            )

    def _check_data_dir(self) -> None:
        try:
            self._dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._open_lock().close()
        except OSError as error:
            raise EmbeddedRedisError(
                f"The data directory {self._dir} cannot be written ({error.strerror}): "
                "set MYNAH_DATA_DIR to one that can."
            ) from error

    def _open_lock(self) -> IO[bytes]:
        return (self._dir / "redis.running").open("ab")

    def _ensure(self) -> None:
        """Wait until a server answers, ours or another's; start one whenever none is alive."""
        give_up = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._stopping.is_set():
                return
            if time.monotonic() > give_up:
                raise EmbeddedRedisError(
                    f"The Redis server on {self._socket} runs but does not answer: "
                    f"see {self._dir / 'redis.log'}."
                )
            self._start_if_none_is_alive()
            self._stopping.wait(_POLL_SECONDS)

    def _answers(self) -> bool:
        """Open the line, if the server takes commands: not while it loads its data."""
        with connect(self.url, timeout=0.5) as client:
            try:
                client.ping()
            except redis.RedisError:
                return False
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.connect(str(self._socket))
        except OSError:
            line.close()
            return False
        self._line = line
        self._line_was_open = True
        return True

    def _start_if_none_is_alive(self) -> None:
        with self._open_lock() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # one is alive: loading, or on its way out
            self._bury_child()
            self._line_was_open = False
            binary = self._binary or find_server()
            self._child = start_server(binary, self._dir, self._socket, lock.fileno())

    def _bury_child(self) -> None:
        """Raise if our server ended before it ever answered: the next would do the same."""
        if self._child is None:
            return
        status = self._child.wait()
        self._child = None
        if self._line_was_open:
            return
        raise EmbeddedRedisError(
            f"The Redis server did not start (exit code {status}); {last_words(self._dir)}"
        )

    def _keep(self) -> None:
        """Start the server again whenever it is gone, until we stop."""
        pause = _POLL_SECONDS
        while not self._stopping.wait(pause):
            self._wait_for_the_end()
            if self._stopping.is_set():
                return
            _log.warning("The embedded Redis stopped; starting it again.")
            try:
                self._ensure()
                if self._child and self._child.poll() is not None:
                    self._child = None  # another who shared the old server was first
                pause = _POLL_SECONDS
            except (EmbeddedRedisError, OSError) as error:
                pause = min(2 * pause + 1, _LONGEST_PAUSE)
                _log.error("%s Trying again in %.0f s.", error, pause)

    def _wait_for_the_end(self) -> None:
        """Block until the server is gone, or we stop."""
        child, line = self._child, self._line
        if child:
            self._wait_for_our_own(child)
        elif line:
            with suppress(OSError):  # a reset is an end too
                while line.recv(64):
                    pass
        if line:
            line.close()
            self._line = None

    def _wait_for_our_own(self, child: subprocess.Popen[bytes]) -> None:
        """Wait for our server, and kill what it left: a child that was rewriting its file holds the
        lock and its connections.
        """
        if hasattr(os, "waitid"):  # not reaped yet, so that its number cannot be another's group
            with suppress(ChildProcessError):
                os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        else:
            child.wait()
        if not self._stopping.is_set():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)

    def _hang_up(self) -> None:
        line = self._line
        if line:
            with suppress(OSError):  # the server was first
                line.shutdown(socket.SHUT_RDWR)

    def _stop_child(self) -> None:
        """End our server in order; those who share it start their own."""
        child, self._child = self._child, None
        if child is None:
            return
        child.terminate()
        try:
            child.wait(timeout=30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
