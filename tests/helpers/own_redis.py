"""A server for one test, with an append-only file, that the test may kill and start again."""

import subprocess
import threading
from pathlib import Path
from typing import Self

from redis import Redis, RedisError

from service.store.connect import connect
from service.store.server_binary import find_server


class OwnRedis:
    """Serve `folder`, whose path must be short, on a Unix socket in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{folder}/own.sock"

    def start(self) -> None:
        """Start, and wait until the data are loaded."""
        command = [find_server(), "--port", "0", "--unixsocket", f"{self._folder}/own.sock"]
        command += ["--dir", str(self._folder), "--save", ""]
        command += ["--appendonly", "yes", "--appendfsync", "always"]
        command += ["--aof-use-rdb-preamble", "no", "--logfile", "own.log"]
        self._process = subprocess.Popen(command)
        with self.client() as client:
            while not self._answers(client):
                threading.Event().wait(0.01)

    def client(self, timeout: float = 5) -> Redis:
        return connect(self.url, timeout=timeout)

    def kill(self) -> None:
        """End it as kill -9 does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def _answers(self, client: Redis) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "own.log").read_text()
        try:
            return bool(client.ping())
        except RedisError:
            return False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
