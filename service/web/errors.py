"""Errors as `application/problem+json` (RFC 9457). The one place where they become HTTP.

Nothing here repeats what a client sent, in a log least of all: it may be a target.
"""

import logging
import traceback
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES

from service.store.durability import NotDurable
from service.store.errors import NoGeneration, StoreError
from service.web.limits import BODY_BYTES
from service.web.replies import PROBLEM, TAXII, Headers, json_reply

RETRY_SECONDS = 5
NOTHING_MORE: Mapping[str, object] = MappingProxyType({})
_NO_LIST_RETRY_SECONDS = 60
_NOT_DURABLE_RETRY_SECONDS = 300  # a person has to mend it

_GOOGLES: Final = "/v4/"  # where errors have the form of Google's, as everything else has there
_GOOGLES_NAMES: Final = {
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}

_log = logging.getLogger(__name__)

_DETAILS = {
    404: "There is nothing at this address. /openapi.json names everything there is.",
    405: "This address does not take that method; the Allow header names those it takes.",
    416: "The Range header asks for a part that is not there.",
    413: f"A request body may have up to {BODY_BYTES:,} bytes.",
}


class FieldError(NamedTuple):
    """What is wrong with one field of a request: "body" stands for the whole of it."""

    field: str
    message: str  # says what is accepted


class Problem(Exception):
    """A request that cannot be answered, and what the client reads about it."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Headers = (),
        extra: Mapping[str, object] = NOTHING_MORE,
    ) -> None:
        """`extra` are further members of the document, as RFC 9457 allows."""
        super().__init__(status)
        self.status, self.detail = status, detail
        self.errors, self.headers, self.extra = errors, headers, extra


def bad_fields(*errors: FieldError) -> Problem:
    """Return the answer to a request with unusable fields."""
    return Problem(400, "The request cannot be used; `errors` says why.", errors)


def problem_reply(problem: Problem) -> Response:
    """Return a problem as a response that nobody caches, in the shape that its clients read."""
    if request.path.startswith(_GOOGLES):
        return _googles_reply(problem)
    headers = [("Cache-Control", "no-store"), *problem.headers]
    if request.path.startswith("/taxii2"):
        return json_reply(_as_taxii_has_it(problem), problem.status, headers, TAXII)
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES[problem.status],
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        body["errors"] = [error._asdict() for error in problem.errors]
    body |= problem.extra
    return json_reply(body, problem.status, headers, PROBLEM)


def _googles_reply(problem: Problem) -> Response:
    """Return a problem as Google's services say it, which is what their clients can read."""
    violations = [{"field": one.field, "description": one.message} for one in problem.errors]
    error: dict[str, object] = {
        "code": problem.status,
        "message": "; ".join(f"{one.field}: {one.message}" for one in problem.errors)
        or problem.detail,
        "status": _GOOGLES_NAMES.get(problem.status, "INVALID_ARGUMENT"),
    }
    if violations:
        kind = "type.googleapis.com/google.rpc.BadRequest"
        error["details"] = [{"@type": kind, "fieldViolations": violations}]
    headers = [("Cache-Control", "no-store"), *problem.headers]
    return json_reply({"error": error}, problem.status, headers)


def _as_taxii_has_it(problem: Problem) -> dict[str, object]:
    """Return TAXII 2.1's error message."""
    body: dict[str, object] = {
        "title": HTTP_STATUS_CODES[problem.status],
        "description": problem.detail,
        "http_status": str(problem.status),
    }
    if problem.errors:
        body["details"] = {error.field: error.message for error in problem.errors}
    return body


def install(app: Flask) -> None:
    """Make every error of the application a problem."""
    app.register_error_handler(Problem, problem_reply)
    app.register_error_handler(StoreError, lambda error: problem_reply(could_not_look(error)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _internal)


def could_not_look(error: StoreError) -> Problem:
    """Say that nothing was looked up, which is not the same as `unknown`, or nothing was taken."""
    if isinstance(error, NotDurable):
        detail = "What you sent was not taken: it could be lost here just now. Send it again later."
        retry = _NOT_DURABLE_RETRY_SECONDS
        _log.error("nothing is taken until this is mended: %s", error)  # the server's, no target
    elif isinstance(error, NoGeneration):
        detail = "No list has been published here yet, so nothing was looked up."
        retry = _NO_LIST_RETRY_SECONDS
    else:
        detail = "The list cannot be read just now, so nothing was looked up. Ask again soon."
        retry = RETRY_SECONDS
        _log.warning("the store could not answer: %s", type(error).__name__)
    return Problem(503, detail, headers=[("Retry-After", str(retry))])


def _http(error: HTTPException) -> Response:
    """Turn what Flask refuses into a problem."""
    status = error.code if error.code in HTTP_STATUS_CODES else 400
    detail = _DETAILS.get(status, "The request cannot be understood.")
    headers: list[tuple[str, str]] = []
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers.append(("Allow", ", ".join(sorted(error.valid_methods))))
    errors = [FieldError("body", detail)] if isinstance(error, RequestEntityTooLarge) else ()
    return problem_reply(Problem(status, detail, errors, headers))


def _internal(error: Exception) -> Response:
    """Answer 500; log where it happened, but neither the request nor the exception's text."""
    frames = traceback.extract_tb(error.__traceback__)
    where = "\n".join(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    _log.error("internal error: %s\n%s", type(error).__name__, where)
    return problem_reply(Problem(500, "Something went wrong here; it has been noted."))
