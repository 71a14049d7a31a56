"""The page for people at `/`, and the machine-readable description."""

from flask import Blueprint, Response

from service.web.context import services
from service.web.html import page
from service.web.limits import MESSAGE_CHARACTERS
from service.web.openapi import document
from service.web.replies import dumps, text_reply

routes = Blueprint("pages", __name__)

_HOUR = [("Cache-Control", "public, max-age=3600")]


@routes.get("/")
def home() -> Response:
    """Show what this is and how to ask."""
    return page(
        "home.html", headers=_HOUR, feeds=len(services().catalogue.feeds), most=MESSAGE_CHARACTERS
    )


@routes.get("/openapi.json")
def openapi() -> Response:
    """Describe every route here."""
    return text_reply(dumps(document(services().settings.public_url)), headers=_HOUR)
