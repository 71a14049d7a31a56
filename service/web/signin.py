"""Signing in and out of the moderators' pages: by a token, or by a one-time link.

A link carries its secret in the fragment, which no browser sends and no log holds; the page shows a
button, and only pressing it uses the link up, so that a preview of the link does not. Who is signed
out while a form is open signs in and finds all that was typed.
"""

import re
from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, request

from service.casework import Role
from service.store.durability import NotDurable
from service.store.errors import StoreError, TakesNothing
from service.web import access, deskwords
from service.web.context import services
from service.web.errors import Problem
from service.web.html import go_to, page

routes = Blueprint("signin", __name__)

HOME: Final = "/moderation"
ENDED: Final = "Your session has ended, so nothing was done. Sign in: what you typed is kept."
_WRONG = "That opens nothing here. A token may have been revoked, a link used or run out."
_AWAY = "We cannot look just now, so nobody can sign in and nothing is decided. Try again soon."
_NOT_KEPT = (
    "The store could lose what it is told just now: {cause}. `mynah doctor` says what to do."
)
_PLACE = re.compile(r"/moderation(?:/cases/[0-9a-f]{16}|/bulk)?")
_MOST_KEPT = 200  # fields of a form
_SECRET = 200  # characters of a token or link

Kept = Sequence[tuple[str, str]]


@routes.get("/moderation/sign-in")
def ask() -> Response:
    """Ask for a token."""
    return page("moderation/sign_in.html", kept=(), next=HOME)


@routes.post("/moderation/sign-in")
def sign_in() -> Response:
    """Begin a session for a moderator's token."""
    access.refuse_foreign()
    access.count_attempt()
    secret = request.form.get("token", "").strip()[:_SECRET]
    tokens = services().tokens
    holder = tokens.holder(secret)
    may = holder is not None and holder.role.covers(Role.MODERATOR)
    session = tokens.sign_in(secret) if may else None
    kept = _kept_before()
    if session is None:
        return page("moderation/sign_in.html", 403, kept=kept, next=_next(), wrong=_WRONG)
    return access.begin(_go_on(kept), session)


@routes.get("/moderation/enter")
def show_link() -> Response:
    """Show the button of a one-time link; nothing is used up yet."""
    return page("moderation/enter.html")


@routes.post("/moderation/enter")
def enter() -> Response:
    """Use a one-time link up."""
    access.refuse_foreign()
    access.count_attempt()
    tokens = services().tokens
    session = tokens.sign_in_by_ticket(request.form.get("code", "").strip()[:_SECRET])
    holder = tokens.session(session) if session else None
    if session is None or holder is None or not holder.role.covers(Role.MODERATOR):
        return page("moderation/enter.html", 403, wrong=_WRONG)
    return access.begin(go_to(HOME), session)


@routes.post("/moderation/sign-out")
def sign_out() -> Response:
    """End the session, from a page of an older one too: whoever presses this means to be out."""
    access.refuse_foreign()
    who = access.visitor()
    if who:
        services().tokens.sign_out(who.session)
    return access.end(go_to("/moderation/sign-in"))


def signed_out(kept: Kept = ()) -> Response:
    """Ask who has no session to sign in first; a form that was sent is kept."""
    wrong = ENDED if request.method == "POST" else ""
    return page("moderation/sign_in.html", 401, kept=kept, next=request.path, wrong=wrong)


def typed() -> Kept:
    """Return the fields of the form that was sent, but for what only its session could use."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf"]
    return fields[:_MOST_KEPT]


def _kept_before() -> Kept:
    """The fields that the page for signing in has carried along."""
    head = "kept."
    fields = request.form.items(multi=True)
    return [(n.removeprefix(head), v) for n, v in fields if n.startswith(head)][:_MOST_KEPT]


def _next() -> str:
    """Where to go on: a page of ours and no other."""
    asked = request.form.get("next", "")
    return asked if _PLACE.fullmatch(asked) else HOME


def _go_on(kept: Kept) -> Response:
    if kept:
        return page("moderation/go_on.html", kept=kept, next=_next())
    return go_to(HOME if _next().endswith("/bulk") else _next())


def install(blueprint: Blueprint) -> None:
    """Answer errors on a blueprint's pages as pages."""
    blueprint.register_error_handler(Problem, _problem)
    blueprint.register_error_handler(StoreError, _away)


def _problem(problem: Problem) -> Response:
    headers = [("Cache-Control", "no-store"), *problem.headers]
    return page("moderation/trouble.html", problem.status, headers, said=problem.detail)


def _away(problem: StoreError) -> Response:
    headers = [("Cache-Control", "no-store"), ("Retry-After", "5")]
    if isinstance(problem, TakesNothing):
        return page("moderation/trouble.html", 503, headers, said=deskwords.TAKES_NOTHING)
    said = _NOT_KEPT.format(cause=problem) if isinstance(problem, NotDurable) else _AWAY
    return page("moderation/trouble.html", 503, headers, said=said)


install(routes)
