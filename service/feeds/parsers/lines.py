"""One item a line: hosts, URLs or addresses, with optional comments.

Params: `comments`, the characters that begin a comment line ("#!" unless told);
`exceptions = true` for a file that holds the feed's own exceptions.
"""

from collections.abc import Mapping
from typing import Any

from service.feeds.parsers.base import Parsed, declared_in, parsed_list, text_of

PARAMS = {"comments": str, "exceptions": bool}
DEFAULT_COMMENTS = "#!"


def claims(text: str, comments: str) -> list[str]:
    """List the stripped lines that claim something: no blank line, no comment."""
    marks = tuple(comments)
    stripped = [line.strip() for line in text.split("\n")]
    found = [line for line in stripped if line and not line.startswith(marks)]
    if " #" not in text:
        return found
    # "host # note": a fragment in a URL has no space before it
    return [line.partition(" #")[0].rstrip() for line in found]


def parse(body: bytes, params: Mapping[str, Any]) -> Parsed:
    """Read one item a line."""
    text = text_of(body)
    found = claims(text, params.get("comments", DEFAULT_COMMENTS))
    result = parsed_list(found, as_exceptions=params.get("exceptions", False))
    result.declared = declared_in(text)
    return result
