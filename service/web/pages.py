"""The page for people at `/`, its style sheet, and the machine-readable description."""

from functools import cache
from importlib.resources import files

from flask import Blueprint, Response, render_template

from service.web.context import services
from service.web.openapi import document
from service.web.replies import dumps, text_reply

routes = Blueprint("pages", __name__)

_HOUR = [("Cache-Control", "public, max-age=3600")]


@routes.get("/")
def home() -> Response:
    """Show what this is and how to ask."""
    base = services().settings.public_url or "http://127.0.0.1:8080"
    html = render_template("home.html", base=base, feeds=len(services().catalogue.feeds))
    return text_reply(html, "text/html; charset=utf-8", _HOUR)


@routes.get("/style.css")
def style() -> Response:
    """Send the one style sheet."""
    return text_reply(_style(), "text/css; charset=utf-8", _HOUR)


@routes.get("/openapi.json")
def openapi() -> Response:
    """Describe every route here."""
    return text_reply(dumps(document(services().settings.public_url)), headers=_HOUR)


@cache
def _style() -> bytes:
    return (files("service.web") / "templates" / "style.css").read_bytes()
