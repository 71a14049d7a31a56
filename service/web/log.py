"""`/v1/log`: what was decided, by role and never by name, each line chained to the one before."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Request, Response, request

from service.lists.chain import Tip
from service.store.errors import NoGeneration, StoreAway
from service.web.context import services
from service.web.errors import FieldError, bad_fields
from service.web.replies import cached_reply, json_reply

DEFAULT = 100
MOST = 500
LARGEST = 2**53 - 1  # what every JSON reader takes for a whole number

routes = Blueprint("log", __name__)


@routes.get("/v1/log")
def log() -> Response:
    """Answer with a page of the log, the newest line first."""
    asked = _parameters(request.query_string.decode("latin-1"))
    before, most = asked.get("before"), asked.get("limit", DEFAULT)
    lines, tip = _lines(before, most)
    tag = f'"{tip.head[:32]}.{before or ""}.{most}"'
    headers = [("ETag", tag), ("Cache-Control", "no-cache")]
    return cached_reply(tag, headers) or json_reply(_body(lines, tip, most), headers=headers)


def lines_of(request: Request, most: int) -> tuple[list[dict[str, Any]], Tip]:
    """Return the lines that a page shows, which `before` may choose. Raises `Problem`. A page has
    other parameters too, such as its language.
    """
    asked = urlencode([("before", value) for value in request.args.getlist("before")])
    return _lines(_parameters(asked).get("before"), most)


def _lines(before: int | None, most: int) -> tuple[list[dict[str, Any]], Tip]:
    _refuse_while_away()
    return services().log.page(before, most)


def _body(lines: list[dict[str, Any]], tip: Tip, most: int) -> dict[str, Any]:
    body: dict[str, Any] = {"entries": lines, **tip._asdict()}
    if lines and lines[-1]["seq"] > 1:
        base = services().settings.public_url or ""
        body["next"] = f"{base}/v1/log?before={lines[-1]['seq']}&limit={most}"
    return body


def _parameters(query: str) -> dict[str, int]:
    """Return `before` and `limit`, so far as they are there. Raises `Problem`."""
    bounds = {"before": LARGEST, "limit": MOST}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=16)
    except ValueError:
        raise bad_fields(FieldError("limit", "expected once at most")) from None
    errors = []
    found: dict[str, int] = {}
    for name, value in pairs:
        if name not in bounds:
            said = "no such parameter; `before` and `limit` are the only ones"
            errors.append(FieldError("query", said))
        elif name in found or not _is_number(value, bounds[name]):
            said = f"expected once, a whole number from 1 to {bounds[name]:,}"
            errors.append(FieldError(name, said))
        else:
            found[name] = int(value)
    if errors:
        raise bad_fields(*errors)
    return found


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 16 and 1 <= int(text) <= most


def _refuse_while_away() -> None:
    """Ask the reader first: it knows at once that Redis is away. A log needs no list beside it."""
    try:
        away = services().reader.read(()).from_snapshot
    except NoGeneration:
        away = False
    if away:
        raise StoreAway("the log is not in the snapshot")
