"""Loading JSON from a stranger: whatever is wrong with it becomes one ParseError."""

import json
from collections.abc import Callable
from typing import Any

from service.feeds.parsers.base import ParseError, text_of

Pairs = list[tuple[str, Any]]


def load(body: bytes, pairs_hook: Callable[[Pairs], Any] | None = None) -> Any:
    """Decode the body; `pairs_hook` sees each object's pairs, repeated keys among them."""
    try:
        return json.loads(text_of(body), object_pairs_hook=pairs_hook)
    except ParseError:
        raise
    except RecursionError:
        raise ParseError("JSON nested too deeply") from None
    except ValueError:  # also a number too long for Python to convert
        raise ParseError("not valid JSON") from None


def list_at(document: Any, path: str) -> list[Any]:
    """Find the array under a dotted path; the empty path is the document itself."""
    for key in filter(None, path.split(".")):
        document = document.get(key) if isinstance(document, dict) else None
    if not isinstance(document, list):
        raise ParseError(f"no array at {path or 'the top'}")
    return document
