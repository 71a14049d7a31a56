"""A local HTTP server that answers as a test tells it to, down to single bytes; real sockets."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self


@dataclass(frozen=True)
class Request:
    """What a client sent; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """A well-formed answer. Content-Length is added unless `headers` has one."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        length = {} if "Content-Length" in self.headers else {"Content-Length": str(len(self.body))}
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in {**length, **self.headers}.items()]
        return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + self.body


def redirect(location: str, status: int = 302) -> Reply:
    """An answer that sends the client elsewhere."""
    return Reply(status=status, headers={"Location": location})


Script = Callable[[Request], Iterable[bytes]]
"""Yields the bytes of an answer, headers and all; the server sends each as it comes."""

TLS_HANDSHAKE = 22  # the first byte of a client that takes us for a TLS server (RFC 8446 5.1)


class FeedServer:
    """Serve `answers` by path while in the context, and remember every request.

    A path's answer is a `Reply`, a `Script`, or raw bytes; any other path is a 404. Scripts that
    pause or go on for ever ask `stopping`, which is set when the test is over.
    """

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Reply | Script | bytes] = {}
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self.scheme = "https" if tls else "http"
        self._tls = tls
        self._server = _Server((host, 0), _handler(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self.host, self.port = host, int(self._server.server_address[1])

    def url(self, path: str, host: str | None = None) -> str:
        """The address of a path, under another name for this host if given."""
        return f"{self.scheme}://{host or self.host}:{self.port}{path}"

    def serve(self, path: str, answer: Reply | Script | bytes | str) -> str:
        """Set a path's answer (a text is a plain 200 with that body) and return its address."""
        self.answers[path] = Reply(answer.encode()) if isinstance(answer, str) else answer
        return self.url(path)

    def answer(self, request: Request) -> Iterable[bytes]:
        """The bytes to send for a request."""
        answer = self.answers.get(request.target, Reply(status=404))
        if isinstance(answer, bytes):
            return [answer]
        return [answer.encoded()] if isinstance(answer, Reply) else answer(request)

    def secured(self, connection: "socketserver._RequestType") -> "socketserver._RequestType":
        """The connection under TLS, if this server speaks it."""
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False  # server_close waits for them, so none outlives its test
    request_queue_size = 50

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over clients that hang up: half of the tests make them."""


def _handler(server: FeedServer) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with server.secured(self.request) as connection:
                connection.settimeout(10)
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    head += piece
                    if head[0] == TLS_HANDSHAKE:
                        connection.sendall(Reply(status=400).encoded())
                        return
                request = _parsed(head)
                server.requests.append(request)
                for piece in server.answer(request):
                    connection.sendall(piece)

    return Handler


def _parsed(head: bytes) -> Request:
    first, *rest = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    method, target, _ = first.split(" ")
    pairs = (line.partition(":") for line in rest)
    return Request(method, target, {name.lower(): value.strip() for name, _, value in pairs})
