"""`/v1/check`: what is known of these targets, or of what a message names."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from service.model import Status
from service.web.context import Context, context
from service.web.inputs import Question, question_of_body, target_of_query
from service.web.replies import JSON, Reply, dumps, text_reply

RULE = "/v1/check"

routes = Blueprint("check", __name__)

# An answer names what somebody asked about: it belongs in no cache on the way.
_PRIVATE = [("Cache-Control", "no-store")]
_HEADERS = [("Content-Type", JSON), *_PRIVATE]


@routes.post(RULE)
def check_many() -> Response:
    """Answer for 1 to 100 targets, or for a message, in order, from one generation."""
    return answer(context(), question_of_body(request)).response()


def answer(here: Context, question: Question) -> Reply:
    """Return the verdicts on what is asked. Raises `StoreError`."""
    return Reply(200, _HEADERS, dumps(found(here, question)).encode())


def found(here: Context, question: Question) -> dict[str, Any]:
    """Return the answer; where people can reach us, listed targets lead to help and appeals."""
    if question.text is None:
        body = here.services.checker.check(question.targets).to_json()
    else:
        body = here.services.checker.check_message(question.text).to_json()
    base = here.services.settings.public_url
    if base:
        for verdict in body["results"]:
            if verdict["status"] == Status.LISTED:
                verdict["help_url"] = f"{base}/help/{verdict['category']}"
                verdict["appeal_url"] = appeal_url(base, verdict["canonical"])
    return body


def appeal_url(base: str, canonical: str) -> str:
    """Return where to say that a target is listed by mistake."""
    return f"{base}/appeals?target={quote(canonical, safe='')}"


@routes.get(RULE)
def check_one() -> Response:
    """Answer for one target, with the generation beside the verdict's fields."""
    target = target_of_query(request.environ.get("QUERY_STRING", ""))
    body = found(context(), Question([target]))
    verdict = body["results"][0] | {"generation": body["generation"]}
    return text_reply(dumps(verdict), JSON, _PRIVATE)
