"""`/v1/appeals`: "this is not a scam", and what became of it."""

from dataclasses import asdict
from typing import Any, Final

from flask import Blueprint, Response, request

from service.appeals import forms, words
from service.appeals.proving import NoProof, Place, TooSoon, place_of
from service.appeals.receive import NotListed, OverQuota, Received
from service.appeals.status import AppealStatus, Removal, Source
from service.casework import Appeal, ProofTry
from service.language.said import Said
from service.store.cases import ref_of
from service.times import rfc3339
from service.web.clients import client_of, is_from_another_site
from service.web.context import services
from service.web.errors import FieldError, Problem, bad_fields
from service.web.inputs import object_of_body
from service.web.replies import json_reply

routes = Blueprint("appeals", __name__)

_PRIVATE: Final = [("Cache-Control", "no-store")]
_BODY_RULE: Final = (
    'JSON in UTF-8, such as {"target": "example.com", "appellant": "owner", '
    '"statement": "It is my shop."}'
)
OVER_QUOTA: Final = Said("One sender may make 5 appeals an hour and 20 a day.")


@routes.post("/v1/appeals")
def send() -> Response:
    """Take an appeal."""
    form = forms.read(object_of_body(request, _BODY_RULE))
    if isinstance(form, list):
        raise bad_fields(*(FieldError(fault.field, fault.message) for fault in form))
    try:
        received = receive(form)
    except NotListed:
        error = FieldError("target", "expected something that is on our list")
        raise Problem(409, words.NOT_LISTED, [error]) from None
    except OverQuota as quota:
        raise _later(OVER_QUOTA, quota.retry_in) from None
    return json_reply(_received_json(received), 201, _PRIVATE)


def receive(form: forms.Form) -> Received:
    """Take the appeal of whoever sends this request."""
    if is_from_another_site(request.environ):
        raise Problem(403, "Another site may not appeal in the name of its visitors.")
    sender = client_of(request.environ, services().settings.trusted_proxies)
    return services().appeal_intake.receive(form, sender)


@routes.get("/v1/appeals/<id>")
def status(id: str) -> Response:
    """Say where an appeal stands."""
    return json_reply(_status_json(services().appeal_statuses.of(appeal_of(id))), headers=_PRIVATE)


@routes.post("/v1/appeals/<id>/proof")
def prove(id: str) -> Response:
    """Look for the proof of control now."""
    appeal = appeal_of(id)
    try:
        proven = services().prover.look(appeal)
    except NoProof as problem:
        raise Problem(409, problem.said) from None
    except TooSoon as soon:
        raise _later("It was looked for a moment ago.", soon.retry_in) from None
    return json_reply(_proof_json(proven, place_of(proven)), headers=_PRIVATE)


def appeal_of(id: str) -> Appeal:
    """Return the appeal whose page has this id. Raises `Problem` 404."""
    found = services().appeals.get(ref_of(id))
    if found is None:
        raise Problem(404, "There is no such appeal. Its address was told once, when it was sent.")
    return found


def _later(detail: str, retry_in: int) -> Problem:
    return Problem(429, detail, headers=[("Retry-After", str(max(1, retry_in)))])


def page_url(id: str) -> str:
    """Return the address of the page to follow; relative without a public URL."""
    return f"{services().settings.public_url or ''}/appeals/{id}"


def _received_json(received: Received) -> dict[str, Any]:
    appeal = received.appeal
    body: dict[str, Any] = {
        "id": received.id,
        "url": page_url(received.id),
        **_appeal_json(appeal),
        "listed": services().appeal_statuses.of(appeal).listed,
    }
    place = place_of(appeal)
    return body | ({"proof": _proof_json(appeal, place)} if place else {})


def _appeal_json(appeal: Appeal) -> dict[str, Any]:
    return {
        "status": appeal.state,
        "target": appeal.target.canonical,
        "matched": appeal.target.expression,
        "received_at": rfc3339(appeal.received_at),
        "answer_by": rfc3339(words.answer_by(appeal)),
    }


def _status_json(status: AppealStatus) -> dict[str, Any]:
    appeal = status.appeal
    body = _appeal_json(appeal) | {
        "appellant": appeal.appellant,
        "listed": status.listed,
        "sources": [_source_json(source) for source in status.sources],
        "listed_by": [_source_json(source) for source in status.listed_by],
    }
    if place := place_of(appeal):
        body["proof"] = _proof_json(appeal, place)
    if appeal.decided_at is not None:
        body["decided_at"] = rfc3339(appeal.decided_at)
    if appeal.reason:
        body["reason"] = appeal.reason
    if status.removal:
        body["removal"] = _removal_json(status.removal)
    return body | ({"also_listed_as": status.also} if status.also else {})


def _source_json(source: Source) -> dict[str, Any]:
    return {name: value for name, value in asdict(source).items() if value}


def _removal_json(removal: Removal) -> dict[str, Any]:
    if not removal.done:
        return {"done": False, "detail": words.NEXT_LIST}
    return {
        "done": True,
        "detail": words.gone_from(removal.version, removal.published_at),
        "version": removal.version,
        "published_at": rfc3339(removal.published_at),
    }


def _proof_json(appeal: Appeal, place: Place | None) -> dict[str, Any]:
    body: dict[str, Any] = {"proven": appeal.proven_at is not None}
    if place:
        body["dns"] = {"name": place.record_name, "value": place.record_value}
        body["file"] = {"url": place.file_url, "content": place.file_content}
    if appeal.proven_at is not None and appeal.proven_by:
        body |= {"proven_at": rfc3339(appeal.proven_at), "proven_by": appeal.proven_by}
    return body | ({"looked": _try_json(appeal.tried)} if appeal.tried else {})


def _try_json(tried: ProofTry) -> dict[str, Any]:
    body: dict[str, Any] = {"at": rfc3339(tried.at)}
    if tried.dns:
        body["dns"] = {"outcome": tried.dns, "detail": words.of_dns(tried.dns)}
    if tried.file:
        body["file"] = {"outcome": tried.file, "detail": words.of_file(tried.file)}
    return body
