"""A way past Flask for the two questions that nearly every request asks.

Flask's routing, contexts and response objects cost more than looking up a bucket does. So what is
plainly well formed is answered here, by the functions that the views call too; everything else (any
other address or method, a bad field, a client over its limit, Redis away) goes the long way, where
each outcome has its document.
"""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from service.web import check, hashes
from service.web.bodies import BUSY
from service.web.context import Context
from service.web.hooks import Hooks
from service.web.inputs import question_of_json
from service.web.limits import BODY_BYTES
from service.web.replies import JSON, Reply

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HASHES = re.compile(r"/v1/hashes/([0-9a-f]{4,64})")
_LENGTH = re.compile(r"[0-9]{1,7}", re.ASCII)
_STATUS = {200: "200 OK", 304: "304 Not Modified"}


class ShortCut:
    """A WSGI application in front of Flask's."""

    def __init__(self, inner: "WSGIApplication", context: Context, hooks: Hooks) -> None:
        self._inner = inner
        self._context = context
        self._hooks = hooks

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer here, or let Flask do it."""
        found = self._attempt(environ)
        if found is None:
            return self._inner(environ, start_response)
        rule, reply = found
        start_response(_STATUS[reply.status], self._hooks.finish(environ, rule, reply))
        return [reply.body]

    def _attempt(self, environ: "WSGIEnvironment") -> tuple[str, Reply] | None:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        try:
            if method == "POST" and path == check.RULE:
                return self._check(environ)
            if method == "GET" and (asked := _HASHES.fullmatch(path)):
                return self._hashes(environ, asked[1])
        except Exception:  # Flask meets it again, and has a document and a safe log line for it
            return None
        return None

    def _hashes(self, environ: "WSGIEnvironment", prefix: str) -> tuple[str, Reply] | None:
        if not self._hooks.allows(environ):
            return None
        held = environ.get("HTTP_IF_NONE_MATCH")
        return hashes.RULE, hashes.answer(self._context, prefix, held)

    def _check(self, environ: "WSGIEnvironment") -> tuple[str, Reply] | None:
        length = environ.get("CONTENT_LENGTH") or ""
        if environ.get("CONTENT_TYPE") != JSON or not _LENGTH.fullmatch(length):
            return None
        if BUSY in environ:
            return None
        if int(length) > BODY_BYTES or not self._hooks.allows(environ):
            return None
        data = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(data)  # Flask may have to read it again
        if len(data) != int(length):  # the client went away
            return None
        return check.RULE, check.answer(self._context, question_of_json(data))
