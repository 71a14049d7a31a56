"""A JSON array of texts, at the top or under a dotted path. A line is a member.

Params: `lists`, the paths to read as items ([""], the top, unless told); `exception_lists`, the
paths of the feed's own exceptions; `exceptions = true` when the whole file is those;
`suffixes = true` where ".example.com" and "*.example.com" mean example.com; `first_seen`, the day
of a file that holds one day's additions (set from the date in its name).
"""

from collections.abc import Mapping
from typing import Any

from service.feeds.parsers.base import Parsed, parsed_list
from service.feeds.parsers.jsontext import list_at, load

PARAMS = {"lists": list, "exception_lists": list, "exceptions": bool, "suffixes": bool}


def parse(body: bytes, params: Mapping[str, Any]) -> Parsed:
    """Read one or more arrays of one document."""
    document = load(body)
    members = [member for path in params.get("lists", [""]) for member in list_at(document, path)]
    if params.get("suffixes"):
        members = [m.lstrip(" *.") if isinstance(m, str) else m for m in members]
    result = parsed_list(
        members,
        as_exceptions=params.get("exceptions", False),
        first_seen=params.get("first_seen"),
    )
    for path in params.get("exception_lists", []):
        more = parsed_list(list_at(document, path), as_exceptions=True)
        result.exceptions += more.exceptions
        result.lines += more.lines
        result.skipped.update(more.skipped)
    return result
