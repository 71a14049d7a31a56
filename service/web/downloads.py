"""Long answers under way: each holds one of a worker's threads while its client reads.

So there are only some at a time, and few of one client: the other threads answer checks, however
slowly somebody reads.
"""

import threading
from collections import Counter
from typing import Final

MOST: Final = 12  # in each worker, which has 32 threads (cli/serve.py)
EACH: Final = 3  # of one client


class Downloads:
    """What is being sent by one worker."""

    def __init__(self, most: int = MOST, each: int = EACH) -> None:
        self._most, self._each = most, each
        self._lock = threading.Lock()
        self._clients: Counter[str] = Counter()

    def begin(self, client: str) -> bool:
        """Take a place for a client; False when there is none. Each is to be given back."""
        with self._lock:
            if self._clients.total() >= self._most or self._clients[client] >= self._each:
                return False
            self._clients[client] += 1
            return True

    def end(self, client: str) -> None:
        """Give a place back."""
        with self._lock:
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]
