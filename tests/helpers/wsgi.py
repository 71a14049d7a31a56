"""Requests as a WSGI server would hand them over, without a client library that tidies them."""

import io
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """What an application answered. A header that comes twice would fail the request."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(app: Any, environ: dict[str, Any], body: bytes = b"") -> Answer:
    """Send a request; `environ` has what differs from a GET of `/`."""
    began: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        began.append((status, headers, exc_info))

    full = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **environ,
    }
    answer = b"".join(app(full, start))
    status, headers, _ = began[-1]
    names = [name.lower() for name, _ in headers]
    assert len(names) == len(set(names)), f"a header comes twice: {sorted(names)}"
    return Answer(int(status.split()[0]), dict(headers), answer)
