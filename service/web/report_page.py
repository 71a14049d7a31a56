"""`/report`: the form for people, and the page that follows what they sent. Works without scripts.

There is no CSRF token: nothing here acts with a right that a browser holds for somebody. Whoever
sends this form from another site sends a report of their own, and `incoming` refuses even that.
"""

import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from flask import Blueprint, Response, request

from service.casework import MOST_IMAGES, MOST_TARGETS
from service.intake.forms import (
    CONTACT_CHARACTERS,
    STORY_CHARACTERS,
    TARGET_CHARACTERS,
    of_texts,
)
from service.intake.status import TargetStatus
from service.language.said import Said, counted
from service.model import Category
from service.texts import one_line, without_controls
from service.web.context import services
from service.web.errors import FieldError, Problem
from service.web.html import PRIVATE, page
from service.web.incoming import EVIDENCE, images_of, receive, texts_of
from service.web.language import words
from service.wording import CHANNELS, KINDS_OF_SCAM, STATES, day_of

AWAY: Final = "https://www.wikipedia.org/"
"""Where the quick exit leads: a page that anybody may have open."""

_ONCE_CHARACTERS: Final = 200
_LINK_CHARACTERS: Final = 1_000  # of a target in a link, which servers refuse when it is too long

_LABELS: Final = {
    "targets": Said("What do you report?"),
    "category": Said("What kind of scam is it?"),
    "story": Said("What happened?"),
    "channel": Said("How did it reach you?"),
    "amount": Said("How much was lost?"),
    "currency": Said("In which money?"),
    "contact": Said("How can we reach you?"),
    "held": Said("Yes, somebody is held or made to work"),
    "may_contact": Said("You may contact me about this report"),
    "may_share": Said("You may give all of this to the police"),
    EVIDENCE: Said("Images"),
}
_CONSENTS: Final = ("may_contact", "may_share")
_TEXTS: Final = {"labels": _LABELS, "kinds": KINDS_OF_SCAM.items(), "channels": CHANNELS.items()}
_LIMITS: Final = {
    "story": STORY_CHARACTERS,
    "contact": CONTACT_CHARACTERS,
    "targets": MOST_TARGETS,
    "images": MOST_IMAGES,
}

routes = Blueprint("report_page", __name__)


@routes.get("/report")
def form() -> Response:
    """Show the form, empty or with a target, which the page of a report fills in for an answer."""
    target = one_line(request.args.get("targets", "")[:TARGET_CHARACTERS])
    return _form({"targets": target} if target else {}, 200)


@routes.post("/report")
def send() -> Response:
    """Take a report and lead to its page, or show the form again with all that was typed."""
    texts: dict[str, str] = {}
    try:
        texts = texts_of(request)
        once = texts.pop("once", "")[:_ONCE_CHARACTERS]
        receipt = receive(request, of_texts(texts), images_of(request), None, once)
    except Problem as problem:
        return _form(texts, problem.status, problem)
    return Response(status=303, headers=[*PRIVATE, ("Location", f"/report/{receipt.id}")])


@routes.get("/report/<id>")
def follow(id: str) -> Response:
    """Show what became of a report."""
    status = services().reports.status_of(id)
    if status is None:
        return page("report_missing.html", 404, away=AWAY)
    return page(
        "report_status.html",
        id=id,
        address=f"{services().settings.public_url or request.host_url.rstrip('/')}/report/{id}",
        report=status,
        answer_at=_answer_at,
        words=STATES,
        day=day_of(status.received_at // 86_400),
        away=AWAY,
    )


def _answer_at(target: TargetStatus) -> str:
    """Where the form is with the target filled in."""
    known = len(target.canonical) <= _LINK_CHARACTERS
    return "/report" + (f"?targets={quote(target.canonical, safe='')}" if known else "")


def _form(texts: Mapping[str, str], status: int, problem: Problem | None = None) -> Response:
    had_files = any(file.filename for file in request.files.getlist(EVIDENCE)) if texts else False
    typed = {name: without_controls(text) for name, text in texts.items()}
    values: dict[str, Any] = {"category": Category.SCAM, **typed}
    values["once"] = typed.get("once") or secrets.token_urlsafe(16)
    of_fields = problem.errors if problem and problem.status == 400 else ()
    errors = [_for_people(error) for error in of_fields]
    return page(
        "report.html",
        status,
        [*PRIVATE, *(problem.headers if problem else ())],
        values=values,
        errors=errors,
        problem=problem if problem and not errors else None,
        challenge=problem.extra.get("challenge") if problem else None,
        wait=_minutes(problem) if problem else None,
        had_files=had_files,
        limits=_LIMITS,
        away=AWAY,
        **_TEXTS,
    )


def _minutes(problem: Problem) -> Said:
    """How long to wait, in whole minutes."""
    told = (-(-int(value) // 60) for name, value in problem.headers if name == "Retry-After")
    return counted("%(n)s minute", "%(n)s minutes", max(told, default=0))


def _for_people(error: FieldError) -> FieldError:
    """The same in the words of the page, where a program reads the names of fields."""
    said = words().say(error.message)
    for name in _CONSENTS:
        said = said.replace(name, f"“{words().say(_LABELS[name])}”")
    # Translators: the end of a sentence, which begins with a capital letter where there are any.
    whole = Said("%(sentence)s.", sentence=f"{said[:1].upper()}{said[1:]}")
    return FieldError(error.field.partition("[")[0], words().say(whole))
