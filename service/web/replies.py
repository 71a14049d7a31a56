"""Responses of JSON and text, made in one step."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import Response, request

JSON = "application/json"
PROBLEM = "application/problem+json"
TAXII = "application/taxii+json;version=2.1"

_encode = json.JSONEncoder(separators=(",", ":")).encode

Headers = Iterable[tuple[str, str]]


class Reply(NamedTuple):
    """An answer before it is anybody's response object."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def response(self) -> Response:
        """Return it as Flask's."""
        response = Response(self.body, self.status, self.headers)
        if self.status == 304:
            del response.headers["Content-Type"]
        return response


def dumps(value: Any) -> str:
    """Return compact JSON in ASCII, which any charset of a client reads right."""
    return _encode(value)


def json_reply(
    value: Any, status: int = 200, headers: Headers = (), mimetype: str = JSON
) -> Response:
    """Return a value as JSON."""
    return text_reply(_encode(value), mimetype, headers, status)


def text_reply(
    text: str | bytes, content_type: str = JSON, headers: Headers = (), status: int = 200
) -> Response:
    """Return a text or bytes with its content type."""
    return Response(text, status, [("Content-Type", content_type), *headers])


def cached_reply(tag: str, headers: list[tuple[str, str]]) -> Response | None:
    """Return a 304 when the client holds what `tag` (a quoted ETag, weak or not) names."""
    if not is_held(request.environ.get("HTTP_IF_NONE_MATCH"), tag):
        return None
    return Reply(304, headers, b"").response()


def is_held(held: str | None, tag: str) -> bool:
    """Compare If-None-Match weakly, as RFC 9110 section 13.1.2 asks for. Our tags hold no comma."""
    if held is None:
        return False
    opaque = tag.removeprefix("W/")
    tags = [one.strip() for one in held.split(",")]
    return tags == ["*"] or any(one.removeprefix("W/") == opaque for one in tags)
