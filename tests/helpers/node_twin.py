"""The extension's canonical forms, asked of one long-lived node process by JSON lines."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCRIPT = Path(__file__).parents[1] / "extension" / "twin.mjs"


class NodeTwin:
    """What JavaScript makes of a text."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._to, self._from = process.stdin, process.stdout

    def ask(self, what: str, text: str) -> dict[str, Any]:
        """Return the answer to one of the questions that `twin.mjs` knows."""
        self._to.write(json.dumps({"ask": what, "text": text}) + "\n")
        self._to.flush()
        answer: dict[str, Any] = json.loads(self._from.readline())
        return answer


@contextmanager
def node_twin() -> Iterator[NodeTwin]:
    """Start node and stop it when done."""
    command = ["node", str(_SCRIPT)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield NodeTwin(process)  # leaving the block closes its input, at which it ends
