"""Times as the contract has them: RFC 3339, in UTC. Pure; the clock is elsewhere."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

_RFC3339: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z"
)


@lru_cache(maxsize=4096)  # a list knows few days, and every answer names some
def rfc3339(seconds: float) -> str:
    """A Unix time as RFC 3339 has it, in UTC.

    >>> rfc3339(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_of(text: str) -> float:
    """The Unix time of such a text, which may have parts of a second. Raises ValueError.

    >>> seconds_of("1970-01-01T00:00:01.5Z")
    1.5
    """
    if _RFC3339.fullmatch(text) is None:
        raise ValueError("no time as RFC 3339 has it, in UTC")
    return datetime.fromisoformat(text).timestamp()
