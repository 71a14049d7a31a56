"""WebDriver BiDi over a websocket: what a Firefox needs to be driven, and nothing else."""

import itertools
import json
from contextlib import ExitStack
from typing import Any

from websockets.sync.client import connect

_PATIENCE = 60  # seconds for one answer


class BidiError(Exception):
    """The browser refused a command."""


class Bidi:
    """One session. Commands are answered in order; events are passed over."""

    def __init__(self, address: str) -> None:
        self._open = ExitStack()
        connecting = connect(f"{address}/session", max_size=None, ping_interval=None)
        self._socket = self._open.enter_context(connecting)
        self._numbers = itertools.count(1)
        self.send("session.new", capabilities={})

    def send(self, method: str, **params: Any) -> Any:
        """Send a command and return its result. Raises `BidiError` with the browser's words."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self._socket.recv(_PATIENCE))).get("id") != number:
            pass
        if answer["type"] == "error":
            raise BidiError(f"{method}: {answer['error']}: {answer['message']}")
        return answer["result"]

    def close(self) -> None:
        self._open.close()


def plain(value: dict[str, Any]) -> Any:
    """Turn BiDi's typed value into the plain one. Nodes become nothing."""
    kind, inner = value["type"], value.get("value")
    if kind == "array":
        return [plain(item) for item in inner or []]
    if kind == "object":
        return {key: plain(item) for key, item in inner or []}
    return inner
