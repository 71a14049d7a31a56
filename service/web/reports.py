"""`/v1/reports`: send one, and follow it."""

import re
from typing import Any

from flask import Blueprint, Response, request

from service.intake.forms import of_texts
from service.intake.receive import Receipt
from service.intake.status import ReportStatus, TargetStatus
from service.times import rfc3339
from service.web.bearer import token_of
from service.web.context import services
from service.web.errors import FieldError, Problem, bad_fields
from service.web.html import PRIVATE
from service.web.incoming import images_of, receive, texts_of
from service.web.inputs import object_of_body
from service.web.replies import JSON, json_reply

RULE = "/v1/reports"
MULTIPART = "multipart/form-data"
ONCE = re.compile("[!-~]{1,200}", re.ASCII)

_BODY_RULE = 'JSON in UTF-8, such as {"targets": ["example.com"], "category": "investment"}'

routes = Blueprint("reports", __name__)


@routes.post(RULE)
def send() -> Response:
    """Take a report of 1 to 20 targets; with images, as a form."""
    token = token_of(request)
    images: list[bytes] = []
    if request.mimetype == JSON:
        fields = object_of_body(request, _BODY_RULE)
    elif request.mimetype == MULTIPART:
        fields = of_texts(texts_of(request))
        images = images_of(request)
    else:
        accepted = f"Send {JSON}, or {MULTIPART} with images."
        raise Problem(415, accepted, [FieldError("Content-Type", accepted)])
    receipt = receive(request, fields, images, token, _once())
    headers = [*PRIVATE, ("Location", f"{RULE}/{receipt.id}")]
    return json_reply(described(receipt), 201, headers)


@routes.get(f"{RULE}/<id>")
def follow(id: str) -> Response:
    """Tell what became of a report."""
    status = services().reports.status_of(id)
    if status is None:
        raise Problem(404, "There is no report of this id.")
    return json_reply(described(Receipt(id, status)), headers=PRIVATE)


def _once() -> str:
    """The key of a request that may be repeated, as it stands; empty without one."""
    given = request.headers.get("Idempotency-Key")
    if given is not None and not ONCE.fullmatch(given):
        rule = "expected 1 to 200 printable ASCII characters without a space"
        raise bad_fields(FieldError("Idempotency-Key", rule))
    return given or ""


def page_of(id: str) -> str:
    """Return the address of the page that follows a report."""
    return f"{services().settings.public_url or ''}/report/{id}"


def described(receipt: Receipt) -> dict[str, Any]:
    """Return a report as whoever sent it reads it, for JSON."""
    status: ReportStatus = receipt.status
    return {
        "id": receipt.id,
        "url": page_of(receipt.id),
        "status": status.state,
        "received_at": rfc3339(status.received_at),
        "targets": [_target(target) for target in status.targets],
    }


def _target(target: TargetStatus) -> dict[str, Any]:
    perhaps = {
        "chain": target.chain,
        "reason": target.reason,
        "question": target.question,
        "duplicate_of": target.duplicate_of,
    }
    said = {name: value for name, value in perhaps.items() if value}
    return {"target": target.shown, "kind": target.kind, "status": target.state, **said}
