"""How many requests with a body a worker takes at once.

A body is read in the thread that answers, and a client may take its time to send one. So some
threads are left to those that send none: browsers ask for lists and buckets, watchers for health.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from service.config import Network
from service.web.clients import client_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE = 24  # of the worker's threads (see cli/serve.py)
OF_ONE_CLIENT = 16
BUSY = "mynah.busy"  # in the environ of a request whose body nobody has time for


class Bodies:
    """A WSGI application in front of another, which marks what it should refuse."""

    def __init__(self, inner: "WSGIApplication", trusted: Sequence[Network]) -> None:
        self._inner = inner
        self._trusted = trusted
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()  # client -> its requests under way

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on; without its body where there are too many."""
        if not _has_body(environ):
            return self._inner(environ, start_response)
        client = client_of(environ, self._trusted)
        if not self._enter(client):
            environ |= {"wsgi.input": BytesIO(), "CONTENT_LENGTH": "0", BUSY: True}
            return self._inner(environ, start_response)
        try:
            return self._inner(environ, start_response)
        finally:
            self._leave(client)

    def _enter(self, client: str) -> bool:
        with self._lock:
            full = self._open.total() >= AT_ONCE or self._open[client] >= OF_ONE_CLIENT
            if not full:
                self._open[client] += 1
            return not full

    def _leave(self, client: str) -> None:
        with self._lock:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]


def _has_body(environ: dict[str, Any]) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or (
        "HTTP_TRANSFER_ENCODING" in environ
    )
