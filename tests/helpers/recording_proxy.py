"""A proxy through which a browser sends everything, so that nothing it says can be missed.

Every host is this machine. What is to be encrypted is refused, and its host and port are noted.
"""

import http.client
import threading
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.helpers.local_server import LocalServer, Reply

_HOP = {"proxy-connection", "connection", "keep-alive", "transfer-encoding", "content-length"}


class Request(NamedTuple):
    """One request as it left the browser."""

    method: str
    url: str  # of what is to be encrypted: "host:port"
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 80

    @property
    def path(self) -> str:
        parts = urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")


class RecordingProxy(LocalServer):
    """Passes requests on while in the context. `requests` has them in the order they came in."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._requests: list[Request] = []

    def requests(self) -> list[Request]:
        """What was asked for until now."""
        with self._lock:
            return list(self._requests)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._requests.clear()

    def reply(self, host: str, path: str) -> Reply:  # noqa: ARG002
        return Reply(b"", status=502)  # it has nothing of its own: the handler passes requests on

    def note(self, request: Request) -> None:
        """Keep a request."""
        with self._lock:
            self._requests.append(request)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = Request(self.command, self.path, tuple(self.headers.items()), body)
                owner.note(request)
                self._pass_on(request)

            do_POST = do_PUT = do_HEAD = do_OPTIONS = do_DELETE = do_PATCH = do_GET

            def do_CONNECT(self) -> None:
                owner.note(Request("CONNECT", self.path, tuple(self.headers.items())))
                self.send_error(502)

            def _pass_on(self, request: Request) -> None:
                headers = {k: v for k, v in request.headers if k.lower() not in _HOP}
                onward = http.client.HTTPConnection("127.0.0.1", request.port, timeout=20)
                try:
                    onward.request(request.method, request.path, request.body or None, headers)
                    answer = onward.getresponse()
                    body = answer.read()
                except OSError:
                    self.send_error(502)
                    return
                finally:
                    onward.close()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in _HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler
