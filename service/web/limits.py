"""How much one client may ask: of one request, and of one minute."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from typing import NamedTuple

BODY_BYTES = 1_048_576
TARGETS = 100
TARGET_CHARACTERS = 8_192
MESSAGE_CHARACTERS = 20_000
WINDOW_SECONDS = 60
CLIENTS = 10_000  # remembered at once, some 2 MB; the one not seen for longest is forgotten first
_ROUNDING = 1e-6  # of a request: what a sum of fractions may be wrong by


class Allowance(NamedTuple):
    """What a client may still do. Times in seconds, rounded up."""

    granted: bool
    remaining: int
    full_in: int  # until it may do all that the policy allows again
    retry_in: int  # until the next request is granted; 0 when this one was


class Limiter:
    """A token bucket for each client, in this process: `limit` requests a minute, saved up to that.

    Each worker counts for itself, so that a client of two workers may get twice as many through.
    """

    def __init__(self, limit: int, clock: Callable[[], float], clients: int = CLIENTS) -> None:
        self.limit = limit
        self._rate = limit / WINDOW_SECONDS
        self._clock = clock
        self._clients = clients
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, as of when
        self._lock = threading.Lock()

    def take(self, client: str) -> Allowance:
        """Count one request of this client."""
        now = self._clock()
        with self._lock:
            tokens, then = self._buckets.pop(client, (float(self.limit), now))
            # A clock that was set back gives nothing and takes nothing.
            tokens = min(self.limit, tokens + max(0.0, now - then) * self._rate)
            granted = tokens >= 1 - _ROUNDING
            if granted:
                tokens = max(0.0, tokens - 1)
            self._buckets[client] = (tokens, now)
            if len(self._buckets) > self._clients:
                self._buckets.popitem(last=False)
        full_in = ceil((self.limit - tokens) / self._rate - _ROUNDING)
        retry_in = 0 if granted else max(1, ceil((1 - tokens) / self._rate - _ROUNDING))
        return Allowance(granted, int(tokens), full_in, retry_in)
