"""`/check`: one box for a link, a wallet or a whole message, and what is known of it, in words.

What is typed comes by POST, so that no history, log or proxy keeps it; we answer and forget it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, request

from service.language.said import Said
from service.messages.found import is_target
from service.model import Status
from service.names.contacts import contact
from service.store.errors import StoreError
from service.web.check import found
from service.web.context import context
from service.web.errors import RETRY_SECONDS
from service.web.html import PRIVATE, page
from service.web.incoming import texts_of
from service.web.inputs import Question, text_faults
from service.web.limits import MESSAGE_CHARACTERS, TARGET_CHARACTERS
from service.wording import age_in_words

_AWAY: Final = [*PRIVATE, ("Retry-After", str(RETRY_SECONDS))]
_TOO_LONG: Final = Said(
    "Paste up to %(most)s characters: the part with the link or wallet.", most=MESSAGE_CHARACTERS
)
_EMPTY: Final = Said("Paste a link, a wallet address or a whole message first.")
_ORDER: Final = (Status.LISTED, Status.SUSPICIOUS, Status.UNKNOWN, Status.ALLOWED, Status.INVALID)

routes = Blueprint("checkpage", __name__)


@routes.get("/check")
def form() -> Response:
    """Show the box."""
    return _form("")


@routes.post("/check")
def ask() -> Response:
    """Say in words what is known of what was pasted."""
    text = texts_of(request).get("text", "").strip()
    if not text or text_faults(text):
        return _form(text, _TOO_LONG if text else _EMPTY, 400)
    try:
        body = found(context(), _question(text))
    except StoreError:
        return page(
            "check.html", 503, _AWAY, text=text, could_not_look=True, most=MESSAGE_CHARACTERS
        )
    return page("check.html", text="", most=MESSAGE_CHARACTERS, **_shown(body))


def _form(text: str, error: str = "", status: int = 200) -> Response:
    shown = text[:MESSAGE_CHARACTERS]
    return page("check.html", status, text=shown, error=error, most=MESSAGE_CHARACTERS)


def _question(text: str) -> Question:
    """One word is a target, even where it turns out to be none; more are a message."""
    alone = len(text) <= TARGET_CHARACTERS and (is_target(text) or contact(text) is not None)
    return Question([text]) if alone else Question([], text)


def _shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the template shows: the worst first, and one headline for all."""
    results = sorted(body["results"], key=lambda verdict: _ORDER.index(verdict["status"]))
    message = body.get("message")
    return {
        "answer": message["status"] if message else results[0]["status"],
        "is_message": message is not None,
        "signs": message["signs"] if message else (),
        "results": results,
        "age": age_in_words(body["generation"]["age_seconds"]),
        "confirmed": lambda verdict: datetime.fromisoformat(verdict["last_confirmed"]).date(),
        "stale": body["generation"]["stale"],
    }
