"""What clients send, read strictly: a request is understood whole, or refused with the reason."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import Request

from service.web.errors import FieldError, Problem, bad_fields
from service.web.limits import MESSAGE_CHARACTERS, TARGET_CHARACTERS, TARGETS

_TARGET_RULE = f"a text of up to {TARGET_CHARACTERS:,} characters: a URL, host or wallet address"
_TARGETS_RULE = f"a list of 1 to {TARGETS} texts"
_TEXT_RULE = f"a text of 1 to {MESSAGE_CHARACTERS:,} characters: a whole message"
_BODY_RULE = 'JSON in UTF-8, such as {"targets": ["example.com"]} or {"text": "a message"}'
_QUERY_RULE = "exactly one, percent-encoded in UTF-8 (an & in it is written %26)"
_ONE_FIELD = "exactly one field: `targets`, or `text`"
_ONLY_TARGET = "`target` is the only parameter (an & in it is written %26)"
_PARAMETERS = 16


class _NotStrict(ValueError):
    """JSON that Python would take and RFC 8259 or I-JSON (RFC 7493) would not."""


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotStrict("a name occurs twice in one object")
    return found


def _no_constant(name: str) -> None:
    raise _NotStrict(f"{name} is no JSON")


_decode = json.JSONDecoder(object_pairs_hook=_distinct, parse_constant=_no_constant).decode


class Question(NamedTuple):
    """What `POST /v1/check` asks about: targets, or what a message names (None: no message)."""

    targets: list[str]
    text: str | None = None


def question_of_body(request: Request) -> Question:
    """Return what is asked. Raises `Problem` 400, 413 or 415."""
    return question_of_json(_json_body(request))


def object_of_body(request: Request, rule: str) -> dict[str, Any]:
    """Return a body that is one JSON object; `rule` says what is accepted. Raises `Problem`."""
    body = json_of(_json_body(request), rule)
    if not isinstance(body, dict):
        raise bad_fields(FieldError("body", f"expected {rule}"))
    return body


def _json_body(request: Request) -> bytes:
    if request.mimetype != "application/json":
        accepted = "Send application/json."
        raise Problem(415, accepted, [FieldError("Content-Type", accepted)])
    return body_of(request)


def body_of(request: Request) -> bytes:
    """Return a body as it was sent. One without a length that is too long is refused like one
    with: it would be cut at the limit, and what is left may look whole. Raises 413.
    """
    data = request.get_data(cache=False)
    if request.content_length is None:
        request.stream.read(1)  # raises at the limit, and finds nothing before it
    return data


def question_of_json(data: bytes) -> Question:
    """Return what a body asks. Raises `Problem` 400."""
    body = json_of(data)
    if not isinstance(body, dict):
        raise bad_fields(FieldError("body", f"expected {_BODY_RULE}"))
    is_message = "text" in body and "targets" not in body
    field = "text" if is_message else "targets"
    errors = [FieldError("body", f"expected {_ONE_FIELD}")] if body.keys() - {field} else []
    if is_message:
        errors += text_faults(body["text"])
    else:
        errors += _faults(body.get("targets"))
    if errors:
        raise bad_fields(*errors)
    return Question([], body["text"]) if is_message else Question(body["targets"])


def text_faults(text: object) -> list[FieldError]:
    """Say what keeps a text from being a message that can be examined."""
    if isinstance(text, str) and 1 <= len(text) <= MESSAGE_CHARACTERS and _is_sound(text):
        return []
    return [FieldError("text", f"expected {_TEXT_RULE}")]


def target_of_query(query: str) -> str:
    """Return the `target` of a query string as WSGI has it (bytes as Latin-1). Raises `Problem`."""
    try:
        text = query.encode("latin-1").decode()
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS)
    except ValueError:
        raise bad_fields(FieldError("target", f"expected {_QUERY_RULE}")) from None
    # Not named: where an & was not written %26, it is a part of the target.
    errors = [FieldError("query", _ONLY_TARGET)] if any(n != "target" for n, _ in pairs) else []
    values = [value for name, value in pairs if name == "target"]
    if len(values) != 1:
        errors.append(FieldError("target", f"expected {_QUERY_RULE}"))
    elif not _is_target(values[0]):
        errors.append(FieldError("target", f"expected {_TARGET_RULE}"))
    if errors:
        raise bad_fields(*errors)
    return values[0]


def json_of(data: bytes, rule: str = _BODY_RULE) -> Any:
    """Return what JSON says, read strictly; deep nesting and endless numbers are refused."""
    try:
        return _decode(data.decode())
    except _NotStrict as fault:
        raise bad_fields(FieldError("body", f"{fault}; expected {rule}")) from None
    except (ValueError, RecursionError):
        raise bad_fields(FieldError("body", f"expected {rule}")) from None


def _faults(targets: object) -> Sequence[FieldError]:
    if not isinstance(targets, list) or not 1 <= len(targets) <= TARGETS:
        return [FieldError("targets", f"expected {_TARGETS_RULE}")]
    return [
        FieldError(f"targets[{number}]", f"expected {_TARGET_RULE}")
        for number, target in enumerate(targets)
        if not _is_target(target)
    ]


def _is_target(value: object) -> bool:
    return isinstance(value, str) and len(value) <= TARGET_CHARACTERS and _is_sound(value)


def _is_sound(text: str) -> bool:
    """Say whether UTF-8 can hold the text, so that there is no lone surrogate in it."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)
