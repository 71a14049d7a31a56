"""Times as the contract has them: RFC 3339, in UTC. Pure; the clock is elsewhere."""

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=4096)  # a list knows few days, and every answer names some
def rfc3339(seconds: float) -> str:
    """A Unix time as RFC 3339 has it, in UTC.

    >>> rfc3339(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
