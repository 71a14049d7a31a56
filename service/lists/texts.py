"""The two lists that browsers download, and the difference of two versions of one.

`hosts` holds hosts to block whole, none below another; `prefixes` the first four bytes of the hash
of everything else. One item a line, sorted by bytes, each line ended by LF; no items, no bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from service.model import Fact, Severity
from service.names.hashing import digest, prefix


class BadDelta(ValueError):
    """The delta is no delta, or was not made from this list."""


HOSTS = "hosts"
PREFIXES = "prefixes"
NAMES = (HOSTS, PREFIXES)


def both_lists(entries: Mapping[str, int], facts: Sequence[Fact]) -> dict[str, bytes]:
    """Return both lists by name; what they share is worked out once."""
    hosts, others = _sort_out(entries, facts)
    top = {host for host in hosts if not _below(host, hosts)}
    rest = {prefix(digest(item)) for item in others if not _covered(item, top)}
    return {HOSTS: _text(sorted(top)), PREFIXES: _text(sorted(rest))}


def hosts_list(entries: Mapping[str, int], facts: Sequence[Fact]) -> bytes:
    """Return the `hosts` list: host entries of severity block, none below another listed one."""
    return both_lists(entries, facts)[HOSTS]


def prefixes_list(entries: Mapping[str, int], facts: Sequence[Fact]) -> bytes:
    """Return the `prefixes` list: what `hosts_list` neither holds nor covers, 8 hex digits each."""
    return both_lists(entries, facts)[PREFIXES]


def delta(old: bytes, new: bytes) -> bytes:
    """Return the lines `-item` and `+item`, sorted by item, that turn list `old` into `new`."""
    before, after = old.split(b"\n"), set(new.split(b"\n"))
    gone = [(item, b"-") for item in before if item not in after]
    come = [(item, b"+") for item in after.difference(before)]
    changes = sorted(change for change in gone + come if change[0])
    return b"".join(sign + item + b"\n" for item, sign in changes)


def apply_delta(old: bytes, delta: bytes) -> bytes:
    """Return the list that `delta` makes of `old`. Raises `BadDelta` when it does not fit."""
    items = set(old.split(b"\n")) - {b""}
    for line in delta.split(b"\n")[:-1]:
        sign, item = line[:1], line[1:]
        if sign == b"-" and item in items:
            items.remove(item)
        elif sign == b"+" and item and item not in items:
            items.add(item)
        else:
            raise BadDelta(f"line {line[:80]!r} does not fit the list")
    if delta and not delta.endswith(b"\n"):
        raise BadDelta("the last line is cut off")
    return b"".join(item + b"\n" for item in sorted(items))


def _sort_out(entries: Mapping[str, int], facts: Sequence[Fact]) -> tuple[set[str], list[str]]:
    """Return the hosts to block, without their slash, and every other expression."""
    blocks = [fact.severity is Severity.BLOCK for fact in facts]
    hosts, others = set(), []
    for expression, number in entries.items():
        if blocks[number] and _is_host(expression):
            hosts.add(expression[:-1])
        else:
            others.append(expression)
    return hosts, others


def _is_host(expression: str) -> bool:
    """Tell `host/` from a deep URL and a wallet. Of hosts only IPv6 has colons, in brackets."""
    if expression.find("/") != len(expression) - 1:
        return False
    return ":" not in expression or expression.startswith("[")


def _covered(expression: str, hosts: AbstractSet[str]) -> bool:
    """Say whether the entry's host or a parent of it is in `hosts`."""
    host, slash, _ = expression.partition("/")
    if not slash or (":" in host and not host.startswith("[")):
        return False
    return host in hosts or _below(host, hosts)


def _below(host: str, hosts: AbstractSet[str]) -> bool:
    """Say whether a parent is in `hosts`, however far up: browsers match a rule at any depth."""
    at = host.find(".") + 1
    while at:
        if host[at:] in hosts:
            return True
        at = host.find(".", at) + 1
    return False


def _text(items: Iterable[str]) -> bytes:
    return "".join(f"{item}\n" for item in items).encode()
