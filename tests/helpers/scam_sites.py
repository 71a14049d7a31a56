"""Web sites on loopback, whatever their name, that remember everybody who comes near them."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.helpers.local_server import LocalServer, Reply


class Contact(NamedTuple):
    """One request that reached a site."""

    host: str
    path: str


PAGE = """<!doctype html><meta charset="utf-8"><title>{host}</title>
<link rel="icon" href="data:,"><h1>{host}</h1><script>fetch('/script-ran')</script>"""

KINDS = {"js": "text/javascript", "xml": "application/xml", "svg": "image/svg+xml"}


class ScamSites(LocalServer):
    """Every host of one port: its own pages and pictures by path, `/redirect?to=URL`, else a small page."""

    def __init__(self) -> None:
        super().__init__()
        self.contacts: list[Contact] = []
        self.pages: dict[str, str] = {}
        self.pictures: dict[str, bytes] = {}

    def url(self, host: str, path: str = "/") -> str:
        """The address of a page of the host."""
        return f"http://{host}:{self.port}{path}"

    def contacted(self, host: str) -> list[str]:
        """The paths that were asked of the host, or of one below it."""
        return [path for name, path in self.contacts if f".{name}".endswith(f".{host}")]

    def reply(self, host: str, path: str) -> Reply:
        self.contacts.append(Contact(host.rstrip("."), path))
        parts = urlsplit(path)
        if parts.path == "/redirect":
            to = parse_qs(parts.query)["to"][0]
            return Reply(b"", status=302, headers=(("Location", to),))
        if parts.path in self.pictures:
            return Reply(self.pictures[parts.path], "image/png")
        kind = KINDS.get(parts.path.rpartition(".")[2], "text/html; charset=utf-8")
        return Reply(self.pages.get(parts.path, PAGE.format(host=host)).encode(), kind)


@contextmanager
def tls_port() -> Iterator[tuple[int, list[str]]]:
    """A port that speaks no TLS, and a list with one word for each connection to it."""
    connections: list[str] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            connections.append("connected")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield int(server.server_address[1]), connections
        server.shutdown()
