"""Responses of JSON and text, made in one step."""

import json
from collections.abc import Iterable
from typing import Any

from flask import Response, request

JSON = "application/json"
PROBLEM = "application/problem+json"

_encode = json.JSONEncoder(separators=(",", ":")).encode

Headers = Iterable[tuple[str, str]]


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
    held = request.environ.get("HTTP_IF_NONE_MATCH")
    if held is None or not _names(held, tag):
        return None
    reply = Response(b"", 304, headers)
    del reply.headers["Content-Type"]
    return reply


def _names(held: str, tag: str) -> bool:
    """Compare weakly, as RFC 9110 section 13.1.2 asks for. Our tags hold no comma."""
    opaque = tag.removeprefix("W/")
    tags = [one.strip() for one in held.split(",")]
    return tags == ["*"] or any(one.removeprefix("W/") == opaque for one in tags)
