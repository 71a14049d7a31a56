"""What happens around every request: limits before it, standard headers and a count after it."""

import time
from typing import Any

from flask import Flask, Response, request
from flask.globals import request_ctx

from service.config import Settings
from service.web.bodies import BUSY
from service.web.clients import client_of
from service.web.errors import RETRY_SECONDS, Problem, problem_reply
from service.web.headers import PREFLIGHT, StandardHeaders
from service.web.limits import Allowance, Limiter
from service.web.metrics import Requests
from service.web.replies import Reply

# What watches the service must reach it, all the more when many others ask.
UNLIMITED = frozenset({"health.healthz", "health.readyz"})
_ALLOWANCE = "mynah.allowance"


class Hooks:
    """Of one application."""

    def __init__(self, settings: Settings, requests: Requests) -> None:
        self._trusted = settings.trusted_proxies
        self._headers = StandardHeaders(settings)
        self._requests = requests
        self._limit = settings.rate_limit
        self._limiter = Limiter(self._limit, time.monotonic) if self._limit else None

    def install(self, app: Flask) -> None:
        """Put the hooks around every request."""
        app.before_request(self.before)
        app.after_request(self.after)

    def allows(self, environ: dict[str, Any]) -> bool:
        """Count the request against its client's limit, once."""
        if self._limiter is None:
            return True
        allowance: Allowance | None = environ.get(_ALLOWANCE)
        if allowance is None:
            allowance = self._limiter.take(client_of(environ, self._trusted))
            environ[_ALLOWANCE] = allowance
        return allowance.granted

    def before(self) -> Response | None:
        """Hold the client to its limit; answer preflights."""
        environ = request.environ
        if request.endpoint not in UNLIMITED and not self.allows(environ):
            return _too_many(self._limit, environ[_ALLOWANCE])
        if BUSY in environ:
            return _busy()
        if request.method == "OPTIONS" and request.url_rule is not None:
            return _options()
        return None

    def finish(self, environ: dict[str, Any], rule: str, answer: Reply) -> list[tuple[str, str]]:
        """Count an answer that did not come from Flask, and return all of its headers."""
        self._requests.count(rule, answer.status)
        headers = answer.headers + self._headers.open
        if answer.status == 200:
            headers.append(("Content-Length", str(len(answer.body))))
        allowance: Allowance | None = environ.get(_ALLOWANCE)
        return headers if allowance is None else headers + self._headers.of_limit(allowance)

    def after(self, response: Response) -> Response:
        """Add the standard headers, and count the answer by its route."""
        headers = self._headers
        if request.path.startswith(("/v1/", "/v4/")):
            added = headers.open
        elif response.mimetype == "text/html":
            added = headers.page
        else:
            added = headers.data
        allowance: Allowance | None = request.environ.get(_ALLOWANCE)
        if allowance is not None:
            added = added + headers.of_limit(allowance)
        there = response.headers
        there.extend([header for header in added if header[0] not in there])
        rule = request.url_rule
        self._requests.count(rule.rule if rule else "none", response.status_code)
        return response


def _too_many(limit: int, allowance: Allowance) -> Response:
    detail = f"A client may send {limit:,} requests a minute; Retry-After says when to go on."
    return problem_reply(Problem(429, detail, headers=[("Retry-After", str(allowance.retry_in))]))


def _busy() -> Response:
    detail = (
        "Too many requests are being sent here at once, so this one was not read. Send it again."
    )
    return problem_reply(Problem(503, detail, headers=[("Retry-After", str(RETRY_SECONDS))]))


def _options() -> Response:
    """Answer a preflight, or who just asks what may be asked."""
    adapter = request_ctx.url_adapter
    methods = ", ".join(sorted(adapter.allowed_methods())) if adapter else ""
    return Response(b"", 204, [("Allow", methods), *PREFLIGHT])
