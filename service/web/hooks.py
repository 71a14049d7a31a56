"""What happens around every request: limits before it, standard headers and a count after it."""

import time

from flask import Flask, Response, request
from flask.globals import request_ctx

from service.config import Settings
from service.web.clients import client_of
from service.web.errors import Problem, problem_reply
from service.web.headers import PREFLIGHT, StandardHeaders
from service.web.limits import Allowance, Limiter
from service.web.metrics import Requests

# What watches the service must reach it, all the more when many others ask.
UNLIMITED = frozenset({"health.healthz", "health.readyz"})
_ALLOWANCE = "mynah.allowance"


class Hooks:
    """Of one application."""

    def __init__(self, settings: Settings, requests: Requests) -> None:
        self._trusted = settings.trusted_proxies
        self._headers = StandardHeaders(settings)
        self._requests = requests
        limit = settings.rate_limit
        self._limiter = Limiter(limit, time.monotonic) if limit else None

    def install(self, app: Flask) -> None:
        """Put the hooks around every request."""
        app.before_request(self.before)
        app.after_request(self.after)

    def before(self) -> Response | None:
        """Count the request against its client's limit; answer preflights."""
        environ = request.environ
        if self._limiter is not None and request.endpoint not in UNLIMITED:
            allowance = self._limiter.take(client_of(environ, self._trusted))
            environ[_ALLOWANCE] = allowance
            if not allowance.granted:
                return _too_many(self._limiter.limit, allowance)
        if request.method == "OPTIONS" and request.url_rule is not None:
            return _options()
        return None

    def after(self, response: Response) -> Response:
        """Add the standard headers, and count the answer by its route."""
        headers = self._headers
        if request.path.startswith("/v1/"):
            added = headers.open
        elif response.mimetype == "text/html":
            added = headers.page
        else:
            added = headers.data
        allowance: Allowance | None = request.environ.get(_ALLOWANCE)
        if allowance is not None:
            added = added + headers.of_limit(allowance)
        response.headers.extend(added)
        rule = request.url_rule
        self._requests.count(rule.rule if rule else "none", response.status_code)
        return response


def _too_many(limit: int, allowance: Allowance) -> Response:
    detail = f"A client may send {limit:,} requests a minute; Retry-After says when to go on."
    return problem_reply(Problem(429, detail, headers=[("Retry-After", str(allowance.retry_in))]))


def _options() -> Response:
    """Answer a preflight, or who just asks what may be asked."""
    adapter = request_ctx.url_adapter
    methods = ", ".join(sorted(adapter.allowed_methods())) if adapter else ""
    return Response(b"", 204, [("Allow", methods), *PREFLIGHT])
