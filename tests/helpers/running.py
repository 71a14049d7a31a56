"""The service as a newcomer runs it: the command line, in processes of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.helpers.waiting import until

FEED = """
[[feed]]
id = "sample-feed"
name = "A sample feed"
homepage = "https://sample-feed.mynah-sample.com/"
base = "https://sample-feed.mynah-sample.com/"
licence = "MIT"
redistribute = true
kind = "scams"
category = "investment"
confidence = "high"
family = "sample-feed"
interval = 3600
expiry = 30
notes = "for tests"
reviewed = 2026-11-24

[[feed.file]]
path = "list.txt"
format = "lines"
"""


class Installation:
    """One data directory, one catalogue with one feed, and a mirror that holds it."""

    def __init__(self, folder: Path) -> None:
        self._list = folder / "mirror" / "sample-feed" / "list.txt"
        self._list.parent.mkdir(parents=True)
        self._port = 0
        self.data = folder / "data"
        catalogue = folder / "feeds.toml"
        catalogue.write_text(FEED)
        self.environment = {
            **{name: value for name, value in os.environ.items() if "MYNAH" not in name},
            "MYNAH_DATA_DIR": str(self.data),
            "MYNAH_FEEDS": str(catalogue),
            "MYNAH_FEED_MIRROR": str(folder / "mirror"),
        }

    def feed_lists(self, *lines: str) -> None:
        """Let the feed list these from now on."""
        self._list.write_text("".join(f"{line}\n" for line in lines))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve on a free port, the same each time, and give the address."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", self._port))
            self._port = port = probe.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "service", "serve", "--port", str(port)], env=self.environment
        )
        address = f"http://127.0.0.1:{port}"
        try:
            until(lambda: server.poll() is None and _answers(address), 30, "the service's start")
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
