"""A JSON array of objects, each with a text and perhaps the day it was first listed.

Params: `text`, the key of the text; `date`, the key of an ISO date (optional). A line is a member.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.feeds.parsers.base import Item, Parsed, Skip, why_unusable
from service.feeds.parsers.jsontext import list_at, load

PARAMS = {"text": str, "date": str}


def parse(body: bytes, params: Mapping[str, Any]) -> Parsed:
    """Read the records; a date that is none is left out, and the item kept."""
    records = list_at(load(body), "")
    result = Parsed(lines=len(records))
    for record in records:
        fields = record if isinstance(record, dict) else {}
        text = fields.get(params["text"])
        reason = why_unusable(text.strip()) if isinstance(text, str) else Skip.MALFORMED
        if reason or not isinstance(text, str):
            result.skipped[reason or Skip.MALFORMED] += 1
        else:
            day = _day(fields.get(params.get("date", "")))
            result.items.append(Item(text.strip(), None, day))
    return result


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
