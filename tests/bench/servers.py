"""The two servers that are asked in turn, both granian in the same configuration."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from service.cli.serve import THREADS
from tests.bench.workplace import MYNAH
from tests.helpers.waiting import until

WORKERS = 2
_ROOT = Path(__file__).parents[2]


@contextmanager
def mynah(environment: Mapping[str, str]) -> Iterator[str]:
    """Serve the API over what is live, and give its address."""
    port = _free_port()
    command = [*MYNAH, "serve", "--port", str(port), "--workers", str(WORKERS)]
    with _serving(command, environment, f"http://127.0.0.1:{port}/readyz") as address:
        yield address


@contextmanager
def bare(environment: Mapping[str, str]) -> Iterator[str]:
    """Serve the bare route, with granian set up as `cli/serve.py` does it, and give its address."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += [
        "--workers",
        str(WORKERS),
        "--blocking-threads",
        str(THREADS),
        "--workers-kill-timeout",
        "10",
    ]
    command += ["--no-access-log", "--log-level", "warning", "tests.bench.bare_app:app"]
    with _serving(command, environment, f"http://127.0.0.1:{port}/bare") as address:
        yield address


@contextmanager
def _serving(command: Sequence[str], environment: Mapping[str, str], ready: str) -> Iterator[str]:
    server = subprocess.Popen(command, env=environment, cwd=_ROOT, stdout=subprocess.DEVNULL)
    try:
        until(lambda: server.poll() is None and _answers(ready), 60, "the server's start")
        yield ready.rpartition("/")[0]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:  # not yet; HTTPError is one of these
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
