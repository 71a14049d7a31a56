"""The description of the API (OpenAPI 3.1), as data. Tests hold it to what the code does."""

from importlib.metadata import version
from typing import Any

from service.web.openapi import safebrowsing
from service.web.openapi.paths import PATHS
from service.web.openapi.responses import HEADERS, RESPONSES
from service.web.openapi.schemas import SCHEMAS

_ABOUT = """\
Is this site or wallet address reported as a scam? Answers come from public feeds and the decisions
of moderators. `unknown` means that nobody reported it to us, not that it is safe; when we could
not look, the answer is 503 and never a verdict.

Fields that do not apply are left out; none is null. Times are RFC 3339 in UTC. Errors are
`application/problem+json` (RFC 9457). A client may send a limited number of requests a minute to
each worker; `RateLimit` says how many are left."""


def document(public_url: str | None) -> dict[str, Any]:
    """Return the description of a service that is reached at `public_url`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mynah",
            "version": version("mynah"),
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url or "/"}],
        "paths": PATHS | safebrowsing.PATHS,
        "components": {
            "schemas": SCHEMAS | safebrowsing.SCHEMAS,
            "responses": RESPONSES | safebrowsing.RESPONSES,
            "headers": HEADERS,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic"},  # a token, for TAXII's clients
            },
        },
    }
