"""A threaded HTTP server on loopback that can go away and come back."""

import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, Self


class Reply(NamedTuple):
    """One answer; the length is added. A body in parts has none, and may never end."""

    body: bytes | Iterable[bytes]
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over browsers that hang up in the middle; anything else is told as usual."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class LocalServer(ABC):
    """Serves while in the context. Subclasses say what."""

    def __init__(self) -> None:
        self._is_away = False
        self._server = self._bind(0)
        self.port = int(self._server.server_address[1])

    @abstractmethod
    def reply(self, host: str, path: str) -> Reply:
        """The answer to a GET of `path` (with its query) at `host` (without its port)."""

    def reply_to_post(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:  # noqa: ARG002
        """The answer to a POST; header names are in lower case."""
        return Reply(b"", status=405)

    def start(self) -> None:
        """Serve on the same port as before."""
        serve = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        serve.start()

    def go_away(self) -> None:
        """Refuse connections from now on."""
        self._server.shutdown()
        self._server.server_close()
        self._is_away = True

    def come_back(self) -> None:
        """Serve again, if it went away."""
        if self._is_away:
            self._server = self._bind(self.port)
            self.start()
            self._is_away = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_away()

    def _bind(self, port: int) -> _Server:
        return _Server(("127.0.0.1", port), self.handler())

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """What answers one connection."""
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host = self.headers.get("Host", "").rsplit(":", 1)[0]
                self._send(owner.reply(host, self.path))

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                named = {name.lower(): value for name, value in self.headers.items()}
                self._send(owner.reply_to_post(self.path, named, sent))

            def _send(self, reply: Reply) -> None:
                body, kind, status, headers = reply
                self.send_response(status)
                length = (("Content-Length", str(len(body))),) if isinstance(body, bytes) else ()
                for name, value in (("Content-Type", kind), *length, *headers):
                    self.send_header(name, value)
                self.end_headers()
                for part in (body,) if isinstance(body, bytes) else body:
                    self.wfile.write(part)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler
