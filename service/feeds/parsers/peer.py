"""What another Mynah passes on (`service/exports/peer.py` writes it): a JSON value in each line.

A head, then facts with numbers, and after each the entries that it is said of: `[number, entry]`,
or `[number, entry, [what it was reported together with]]`. A line is an entry.

Params: `own`, the short names of our keys; `feeds`, the ids of the feeds that we read; both with
spaces between. An origin is `source@node,node,…`: who said it first, and each that passed it on.
One that leads over us, or that we hear ourselves, is no news; an entry without another is an echo.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from service.feeds.parsers.base import Item, Parsed, ParseError, Skip, text_of, why_unusable
from service.model import Category

PARAMS = {"own": str, "feeds": str}
FORMAT = "mynah-peer-1"
MOST_NODES = 8  # of a path: a longer one is news from too far away
_ORIGIN = re.compile(
    rf"([a-z0-9-]{{1,64}})@([0-9a-f]{{16}}(?:,[0-9a-f]{{16}}){{0,{MOST_NODES - 1}}})"
)


class _Fact(NamedTuple):
    category: Category | None
    first_seen: date | None
    origins: tuple[str, ...]  # that are news to us


def parse(body: bytes, params: Mapping[str, Any]) -> Parsed:
    """Read the entries that are news; echoes are counted."""
    lines = _lines(text_of(body))
    head = next(lines, None)
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise ParseError(f"it does not begin as {FORMAT}")
    count = head.get("entries")
    result = Parsed(vouched=True, declared=count if type(count) is int else None)
    own, feeds = set(params["own"].split()), set(params["feeds"].split())
    facts: dict[int, _Fact] = {}
    for line in lines:
        if isinstance(line, dict):
            if type(line.get("fact")) is int:
                facts[line["fact"]] = _fact(line, own, feeds)
            continue
        result.lines += 1
        found = _item(line, facts)
        if isinstance(found, Item):
            result.items.append(found)
        else:
            result.skipped[found] += 1
    return result


def _lines(text: str) -> Iterator[Any]:
    for line in text.split("\n"):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield None


def _item(line: Any, facts: Mapping[int, _Fact]) -> Item | Skip:
    if not isinstance(line, list) or len(line) not in (2, 3) or type(line[0]) is not int:
        return Skip.MALFORMED
    fact, text = facts.get(line[0]), line[1]
    if fact is None or not isinstance(text, str):
        return Skip.MALFORMED
    if reason := why_unusable(text):
        return reason
    if not fact.origins:
        return Skip.ECHO
    links = line[2] if line[2:] and isinstance(line[2], list) else []
    good = tuple(one for one in links if isinstance(one, str) and not why_unusable(one))
    return Item(text, fact.category, fact.first_seen, good, None, fact.origins)


def _fact(line: Mapping[str, Any], own: set[str], feeds: set[str]) -> _Fact:
    category, day, said = line.get("category"), line.get("first_seen"), line.get("origins")
    try:
        first_seen = date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:
        first_seen = None
    origins = [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
    return _Fact(
        Category(category) if category in set(Category) else None,
        first_seen,
        tuple(sorted({one for one in origins if _is_news(one, own, feeds)})),
    )


def _is_news(origin: str, own: set[str], feeds: set[str]) -> bool:
    found = _ORIGIN.fullmatch(origin)
    return bool(found and found[1] not in feeds and own.isdisjoint(found[2].split(",")))
