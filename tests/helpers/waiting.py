"""Waiting for what other processes do: asked again and again until a deadline, never slept."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_PAUSE = 0.02  # seconds between two questions


def until(ask: Callable[[], T], seconds: float = 30, what: str = "it") -> T:
    """Return the first truthy answer. Raises `TimeoutError` naming the last one at the deadline."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen in {seconds} s; the last answer: {answer!r}")
        threading.Event().wait(_PAUSE)
    return answer
