"""Pages for people, and the files they load. Nothing on them comes from anywhere else."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, render_template

from service.web import language
from service.web.errors import Problem
from service.web.replies import Headers, cached_reply, text_reply

HTML = "text/html; charset=utf-8"
PRIVATE = [("Cache-Control", "no-store")]
"""For a page that says what somebody sent, or who may see it."""

_HOUR = ("Cache-Control", "public, max-age=3600")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}

routes = Blueprint("html", __name__)


def page(template: str, status: int = 200, headers: Headers = PRIVATE, **values: Any) -> Response:
    """Return a template as a page in the language of whoever asks; nobody keeps a copy of it unless
    `headers` say otherwise.
    """
    spoken = language.words()
    text = render_template(template, spoken=spoken, switch=language.switch(), **values)
    told = [*headers, ("Content-Language", spoken.language.tag), *language.VARY]
    response = text_reply(text, HTML, told, status)
    language.keep_choice(response)
    return response


def go_to(place: str) -> Response:
    """Send the browser on to a page of ours, after a form."""
    return Response(b"", 303, [("Location", place), *PRIVATE])


@routes.get("/style.css")
def style() -> Response:
    """Send the one style sheet."""
    return _file("templates", "style.css")


@routes.get("/assets/<name>")
def asset(name: str) -> Response:
    """Send a script or picture of a page."""
    if name not in _assets():
        raise Problem(404, "There is no such file.")
    return _file("assets", name)


def _file(folder: str, name: str) -> Response:
    body = _body(folder, name)
    tag = f'"{sha256(body).hexdigest()[:16]}"'
    headers = [("ETag", tag), _HOUR]
    kind = _TYPES[name[name.rindex(".") :]]
    return cached_reply(tag, headers) or text_reply(body, kind, headers)


@cache
def _assets() -> frozenset[str]:
    folder = files("service.web") / "assets"
    return frozenset(one.name for one in folder.iterdir() if one.name.endswith(tuple(_TYPES)))


@cache
def _body(folder: str, name: str) -> bytes:
    return (files("service.web") / folder / name).read_bytes()
