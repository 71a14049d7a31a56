"""The public log's chain: each line names the hash of the one before, so that none can be changed,
left out or put in between without all later hashes changing.

The hash is SHA-256 over the canonical JSON (RFC 8785) of everything but itself.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import rfc8785

GENESIS = "0" * 64


class Tip(NamedTuple):
    """What is to be remembered of a log: whoever holds one finds out if lines are missing later."""

    length: int
    head: str  # the hash of the last line; GENESIS while there is none


class BrokenChain(ValueError):
    """A line does not follow from the one before it. The text says which, and how."""


def sealed(fields: Mapping[str, Any], seq: int, previous: str) -> dict[str, Any]:
    """Return a line with its place in the chain and its hash. What is None is left out."""
    line = {name: value for name, value in fields.items() if value is not None}
    line |= {"seq": seq, "previous": previous}
    return line | {"hash": hash_of(line)}


def hash_of(line: Mapping[str, Any]) -> str:
    """Return the hash that a line must have."""
    content = {name: value for name, value in line.items() if name != "hash"}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def verify(lines: Iterable[Mapping[str, Any]], noted: str | None = None) -> Tip:
    """Check a whole log, the oldest line first; return its length and its last hash.

    `noted` is a head from an earlier day: a log that does not hold it was cut off or written anew.
    Raises `BrokenChain`.
    """
    seq, previous = 0, GENESIS
    found = noted in (None, GENESIS)
    for line in lines:
        seq += 1
        if line.get("seq") != seq:
            raise BrokenChain(f"line {seq} says that it is number {line.get('seq')}")
        if line.get("previous") != previous:
            raise BrokenChain(f"line {seq} does not follow from line {seq - 1}")
        if not _has_its_hash(line):
            raise BrokenChain(f"line {seq} was changed: its hash is another")
        previous = line["hash"]
        found = found or previous == noted
    if not found:
        raise BrokenChain(f"none of the {seq} lines has the hash that was noted")
    return Tip(seq, previous)


def _has_its_hash(line: Mapping[str, Any]) -> bool:
    """Whether the hash fits. What has no canonical form has none: such a line is none of ours."""
    try:
        return bool(line.get("hash") == hash_of(line))
    except (rfc8785.CanonicalizationError, RecursionError):
        return False
