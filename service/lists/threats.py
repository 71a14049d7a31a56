"""The list that other programs' browsers and clients go by: Safe Browsing's prefixes of four bytes.

Only what is blocked as a whole page or site is in it: these programs know no bar above a page, and
have nothing to ask about a wallet, a phone number or an address of email.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from service.model import Fact, Severity
from service.names.hashing import digest

WIDTH = 4  # bytes of a prefix


def threat_list(entries: Mapping[str, int], facts: Sequence[Fact]) -> bytes:
    """Return the prefixes of all pages and hosts to block, sorted, one behind the other."""
    blocks = [fact.severity is Severity.BLOCK for fact in facts]
    found = {
        digest(expression)[:WIDTH]
        for expression, number in entries.items()
        if blocks[number] and is_place(expression)
    }
    return b"".join(sorted(found))


def is_place(expression: str) -> bool:
    """Tell `host/path` from a wallet and a contact. Of hosts only IPv6 has colons, in brackets."""
    host, slash, _ = expression.partition("/")
    return bool(slash) and (":" not in host or host.startswith("["))


def holds(threats: bytes, prefix: bytes) -> bool:
    """Say whether a prefix of four bytes is in the list."""

    def at(place: int) -> bytes:
        return threats[place * WIDTH : (place + 1) * WIDTH]

    return at(bisect_left(range(len(threats) // WIDTH), prefix, key=at)) == prefix
