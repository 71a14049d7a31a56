"""Answers that many operations share, and the headers of all."""

from typing import Any, Final

from service.web.openapi.shapes import Schema, ref
from service.web.replies import JSON, PROBLEM

_LIMITS = {
    name: {"$ref": f"#/components/headers/{name}"} for name in ("RateLimit", "RateLimit-Policy")
}
_RETRY = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
_AUTHENTICATE = {"WWW-Authenticate": {"$ref": "#/components/headers/WWW-Authenticate"}}

HEADERS: Final[dict[str, Any]] = {
    "RateLimit": {
        "description": 'What is left, such as `"minute";r=599;t=1`; absent where limits are off.',
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": 'The limit, such as `"minute";q=600;w=60`; absent where limits are off.',
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds to wait.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {"schema": {"type": "string"}, "required": True},
    "ETag": {"schema": {"type": "string"}, "required": True},
}


def _problem(said: str, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    content = {PROBLEM: {"schema": ref("Problem")}}
    return {"description": said, "headers": headers or {}, "content": content}


RESPONSES: Final[dict[str, Any]] = {
    "BadRequest": _problem("A field cannot be used; `errors` names it.", _LIMITS),
    "NotFound": _problem("There is no such thing, or it is no longer kept.", _LIMITS),
    "NoSuchPart": _problem("The part asked for is not there.", _LIMITS),
    "TooLarge": _problem("The body is over the limit.", _LIMITS),
    "Unauthorized": _problem("The token is not in use here.", _LIMITS | _AUTHENTICATE),
    "Forbidden": _problem("This sender's reports are not taken.", _LIMITS),
    "UnsupportedMediaType": _problem("The body is of a type that is not taken here.", _LIMITS),
    "TooManyRequests": _problem("The client is over its limit.", _LIMITS | _RETRY),
    "Unavailable": _problem("Nothing was looked up or taken: the store is away.", _RETRY),
    "Conflict": _problem("It does not fit how things are; `detail` says why.", _LIMITS),
    "NotModified": {
        "description": "What the client holds is current.",
        "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
    },
}


def shared(name: str) -> dict[str, Any]:
    """Point to an answer of `RESPONSES`."""
    return {"$ref": f"#/components/responses/{name}"}


def answer(said: str, schema: Schema, content_type: str = JSON, tag: bool = False) -> Schema:
    """Describe an answer of 200."""
    headers = _LIMITS | ({"ETag": {"$ref": "#/components/headers/ETag"}} if tag else {})
    return {"description": said, "headers": headers, "content": {content_type: {"schema": schema}}}
