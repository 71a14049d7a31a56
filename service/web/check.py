"""`/v1/check`: what is known of these targets."""

from flask import Blueprint, Response, request

from service.web.context import services
from service.web.inputs import target_of_query, targets_of_body
from service.web.replies import JSON, dumps, text_reply

routes = Blueprint("check", __name__)

# An answer names what somebody asked about: it belongs in no cache on the way.
_PRIVATE = [("Cache-Control", "no-store")]


@routes.post("/v1/check")
def check_many() -> Response:
    """Answer for 1 to 100 targets, in order, from one generation."""
    answer = services().checker.check(targets_of_body(request))
    return text_reply(dumps(answer.to_json()), JSON, _PRIVATE)


@routes.get("/v1/check")
def check_one() -> Response:
    """Answer for one target, with the generation beside the verdict's fields."""
    target = target_of_query(request.environ.get("QUERY_STRING", ""))
    answer = services().checker.check([target]).to_json()
    verdict = answer["results"][0] | {"generation": answer["generation"]}
    return text_reply(dumps(verdict), JSON, _PRIVATE)
