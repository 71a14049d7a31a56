"""Small captured pieces of feeds, each with what its format's parser must make of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from service.feeds.parsers import Item, Parsed
from service.model import Category

SAMPLES = Path(__file__).parents[1] / "samples"
_SUFFIX = ".expected.json"


@dataclass(frozen=True)
class Sample:
    """One piece. `expected` has a `why`: what is odd about it."""

    format: str
    name: str
    body: bytes
    params: dict[str, Any]
    expected: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.format}/{self.name}"

    def items(self) -> list[Item]:
        return [_item(entry) for entry in self.expected["items"]]


def samples() -> Iterator[Sample]:
    """Read every sample, in a stable order."""
    for described in sorted(SAMPLES.glob(f"*/*{_SUFFIX}")):
        expected = json.loads(described.read_text("utf-8"))
        params = dict(expected.get("params", {}))
        if "first_seen" in params:
            params["first_seen"] = date.fromisoformat(params["first_seen"])
        piece = described.with_name(described.name.removesuffix(_SUFFIX))
        yield Sample(described.parent.name, piece.name, piece.read_bytes(), params, expected)


def assert_adds_up(parsed: Parsed) -> None:
    """Every line is an item, an exception or a counted skip: nothing is dropped silently."""
    given = len(parsed.items) + len(parsed.exceptions) + parsed.skipped.total()
    assert given == parsed.lines, f"{given} accounted for, of {parsed.lines} lines"


def _item(entry: str | dict[str, Any]) -> Item:
    if isinstance(entry, str):
        return Item(entry)
    day, category = entry.get("first_seen"), entry.get("category")
    return Item(
        text=entry["text"],
        category=Category(category) if category else None,
        first_seen=date.fromisoformat(day) if day else None,
        links=tuple(entry.get("links", ())),
        brand=entry.get("brand"),
        origins=tuple(entry.get("origins", ())),
    )
