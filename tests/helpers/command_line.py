"""A tiny catalogue with its mirror, and `mynah` over them: in this process or in one of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from service.cli import main

FEED = """
[[feed]]
id = "{id}"
name = "{name}"
homepage = "https://feeds.example/"
base = "https://{id}.invalid/"
licence = "MIT"
redistribute = true
kind = "scams"
category = "investment"
confidence = "high"
interval = 3600
expiry = 30
notes = "for tests"
reviewed = 2026-11-24
"""
FILE = '[[feed.file]]\npath = "{path}"\nformat = "lines"\n'
SCAM = "bright-profit.com"


@dataclass
class Mynah:
    """The settings of one installation, as environment variables."""

    folder: Path
    env: dict[str, str]

    def run(self, *arguments: str, **kwargs: Any) -> Result:
        """One command in this process."""
        return CliRunner().invoke(main, arguments, env=self.env, **kwargs)

    def json(self, *arguments: str) -> Any:
        """What a command prints with --json: one document, and nothing else."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def start(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
        """One command in a process (and a group) of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "service", *arguments],
            env=self.environment(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def finish(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """One command in a process of its own, to its end."""
        with self.start(*arguments, **env) as process:
            out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """Ours over the test's; none of the variables that steer colour or other Mynahs."""
        inherited = {n: v for n, v in os.environ.items() if not n.startswith("MYNAH_")}
        return {n: v for n, v in (inherited | self.env | env).items() if v}

    def publish(self, feed: str, path: str, text: str) -> None:
        """Put a file into the mirror."""
        file = self.folder / "mirror" / feed / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def catalogue(self, feeds: Mapping[str, int]) -> None:
        """Declare feeds with so many files each."""
        text = ""
        for feed, files in feeds.items():
            text += FEED.format(id=feed, name=feed.title())
            text += "".join(FILE.format(path=f"{number}.txt") for number in range(files))
        (self.folder / "feeds.toml").write_text(text)


def installation(folder: Path, redis_url: str) -> Mynah:
    """Two feeds, `one` and `two`, of ten hosts; `redis_url` empty: a server of its own."""
    env = {
        "MYNAH_REDIS_URL": redis_url,
        "MYNAH_DATA_DIR": str(folder / "data"),
        "MYNAH_FEEDS": str(folder / "feeds.toml"),
        "MYNAH_FEED_MIRROR": str(folder / "mirror"),
        "MYNAH_SIGNING_KEY": "",
    }
    made = Mynah(folder, env)
    made.catalogue({"one": 1, "two": 1})
    made.publish("one", "0.txt", f"{SCAM}\n" + "".join(f"scam{n}.com\n" for n in range(9)))
    made.publish("two", "0.txt", "".join(f"fraud{n}.com\n" for n in range(10)))
    return made


def stop(process: subprocess.Popen[str], *, sign: signal.Signals = signal.SIGTERM) -> str:
    """End a process in order and return what it printed on standard error."""
    if sign is signal.SIGINT:  # a terminal sends it to all
        os.killpg(process.pid, sign)
    else:
        process.send_signal(sign)
    return process.communicate(timeout=120)[1]
