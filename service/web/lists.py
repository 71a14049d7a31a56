"""`/v1/lists`: the signed manifest, and the lists and deltas it names, each for ever the same."""

from flask import Blueprint, Response, request

from service.lists.bodies import IDENTITY
from service.store.errors import StoreAway
from service.web.context import context, services
from service.web.encodings import negotiate
from service.web.errors import Problem
from service.web.replies import JSON, cached_reply, text_reply

_MANIFEST_CACHE = "public, max-age=60"
_BODY_CACHE = "public, max-age=31536000, immutable"
_TEXT = "text/plain; charset=utf-8"

routes = Blueprint("lists", __name__)


@routes.get("/v1/lists")
def lists() -> Response:
    """Answer with the manifest."""
    _refuse_while_away()
    manifest = context().manifests.current()
    headers = [("ETag", manifest.tag), ("Cache-Control", _MANIFEST_CACHE)]
    return cached_reply(manifest.tag, headers) or text_reply(manifest.text, JSON, headers)


@routes.get("/v1/lists/<name>/<version>")
def whole_list(name: str, version: str) -> Response:
    """Answer with a list, one item a line."""
    _refuse_while_away()
    encoding = negotiate(request.environ.get("HTTP_ACCEPT_ENCODING"))
    body = services().generations.list_body(version, name, encoding)
    return _body(body, f"{name}.{version}", encoding)


@routes.get("/v1/lists/<name>/<start>..<end>")
def delta(name: str, start: str, end: str) -> Response:
    """Answer with the lines that lead from one version of a list to another."""
    _refuse_while_away()
    encoding = negotiate(request.environ.get("HTTP_ACCEPT_ENCODING"))
    body = services().generations.delta_body(start, end, name, encoding)
    return _body(body, f"{name}.{start}..{end}", encoding)


def _body(body: bytes | None, what: str, encoding: str) -> Response:
    if body is None:
        detail = "There is no such list, or it is no longer kept. /v1/lists names the current ones."
        raise Problem(404, detail)
    tag = f'"{what}.{encoding}"'
    headers = [("ETag", tag), ("Cache-Control", _BODY_CACHE), ("Vary", "Accept-Encoding")]
    if encoding != IDENTITY:
        headers.append(("Content-Encoding", encoding))
    return cached_reply(tag, headers) or text_reply(body, _TEXT, headers)


def _refuse_while_away() -> None:
    """Ask the reader first: it knows at once that Redis is away, where bulk work waits long."""
    if services().reader.read(()).from_snapshot:
        raise StoreAway("lists are not in the snapshot")
