"""The page for people at `/`, and the machine-readable description."""

from flask import Blueprint, Response, request

from service.web.context import services
from service.web.html import PRIVATE, page
from service.web.openapi import document
from service.web.replies import dumps, text_reply

routes = Blueprint("pages", __name__)

_HOUR = [("Cache-Control", "public, max-age=3600")]


@routes.get("/")
def home() -> Response:
    """Show what this is and how to ask."""
    public = services().settings.public_url
    # Without one the address is what the client says it is: such a page is for that client only.
    base, headers = (public, _HOUR) if public else (request.host_url.rstrip("/"), PRIVATE)
    return page("home.html", headers=headers, base=base, feeds=len(services().catalogue.feeds))


@routes.get("/openapi.json")
def openapi() -> Response:
    """Describe every route here."""
    return text_reply(dumps(document(services().settings.public_url)), headers=_HOUR)
