"""The public log's chain: each line names the hash of the one before, so that none can be changed,
left out or put in between without all later hashes changing.

The hash is SHA-256 over the canonical JSON (RFC 8785) of everything but itself.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785

GENESIS = "0" * 64


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


def verify(lines: Iterable[Mapping[str, Any]]) -> tuple[int, str]:
    """Check a whole log, the oldest line first; return its length and its last hash.

    Raises `BrokenChain`.
    """
    seq, previous = 0, GENESIS
    for line in lines:
        seq += 1
        if line.get("seq") != seq:
            raise BrokenChain(f"line {seq} says that it is number {line.get('seq')}")
        if line.get("previous") != previous:
            raise BrokenChain(f"line {seq} does not follow from line {seq - 1}")
        if line.get("hash") != hash_of(line):
            raise BrokenChain(f"line {seq} was changed: its hash is another")
        previous = line["hash"]
    return seq, previous
