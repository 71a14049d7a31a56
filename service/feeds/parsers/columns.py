"""Tables: one row an entry, comma or tab between the columns.

Params: `column`, the heading of the one to read; `brand`, the heading of the site's name
(optional); `delimiter` ("," unless told; a comma table may quote its cells); `header_rows` (1
unless told: the first holds the headings). A line is a row below the headings.
"""

import csv
from collections.abc import Mapping
from typing import Any

from service.feeds.parsers.base import Item, Parsed, ParseError, Skip, text_of, why_unusable

PARAMS = {"column": str, "brand": str, "delimiter": str, "header_rows": int}


def parse(body: bytes, params: Mapping[str, Any]) -> Parsed:
    """Read one column, with the brand beside it where there is one."""
    delimiter = params.get("delimiter", ",")
    rows = [
        row for line in text_of(body).split("\n") if (row := line.strip("\r"))[:1] not in ("", "#")
    ]
    if not rows:
        return Parsed()
    headings = _cells(rows[0], delimiter) or []
    at = _place(headings, params["column"])
    brand_at = _place(headings, params["brand"]) if "brand" in params else None
    result = Parsed()
    for row in rows[params.get("header_rows", 1) :]:
        cells = _cells(row, delimiter)
        if cells is None or len(cells) != len(headings):
            result.skipped[Skip.MALFORMED] += 1
        else:
            _add(result, cells[at].strip(), None if brand_at is None else cells[brand_at].strip())
    result.lines = len(result.items) + result.skipped.total()
    return result


def _place(headings: list[str], name: str) -> int:
    if name not in headings:
        raise ParseError(f"no column is headed {name}")
    return headings.index(name)


def _cells(row: str, delimiter: str) -> list[str] | None:
    if delimiter != ",":
        return row.split(delimiter)
    try:
        # Row by row, so that an unclosed quote costs one row and not the rest of the table.
        return next(csv.reader([row], strict=True))
    except (csv.Error, StopIteration):
        return None


def _add(result: Parsed, text: str, brand: str | None) -> None:
    if reason := why_unusable(text):
        result.skipped[reason] += 1
    else:
        result.items.append(Item(text, brand=brand or None))
