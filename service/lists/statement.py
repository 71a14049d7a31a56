"""What a Mynah signs for its peers: which files it passes on, and until when that holds. Pure.

It is signed as the manifest of the lists is (`service/lists/manifest.py`), hand-overs included.
"""

import json
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from service.lists import handover, manifest
from service.lists.manifest import BadSignature, key_id
from service.times import rfc3339

FORMAT: Final = "mynah-peer-1"
_TAG = re.compile(r"[0-9]{8}T[0-9]{6}Z\.[0-9]{1,16}", re.ASCII)
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_HASH = re.compile("[0-9a-f]{64}")


class BadStatement(ValueError):
    """It cannot be believed. The text says why, as of the statement."""


class Passed(NamedTuple):
    """One file as it is announced."""

    severity: str
    sha256: str
    bytes: int


class Statement(NamedTuple):
    """A statement that was believed."""

    edition: str
    published_at: str  # RFC 3339, of one form: later ones sort later
    public_key: str  # base64
    files: dict[str, str]  # severity -> SHA-256


def build(
    edition: str,
    files: Sequence[Passed],
    published_at: int,
    expires_at: int,
    handovers: Sequence[Mapping[str, str]],
) -> dict[str, Any]:
    """Return the statement, unsigned. Times are unix seconds."""
    return {
        "format": FORMAT,
        "edition": edition,
        "published_at": rfc3339(published_at),
        "expires_at": rfc3339(expires_at),
        "files": [one._asdict() for one in files],
        **({"handovers": [dict(one) for one in handovers]} if handovers else {}),
    }


def read(body: bytes, pinned: str | None, now: float, floor: str = "") -> Statement:
    """Believe a statement, or raise `BadStatement`.

    `pinned` is the key that is trusted, base64; None at the first meeting, when whoever meets it
    compares. `floor` is the `published_at` of what is held already: nothing older is believed.
    """
    said = _loaded(body)
    key = said["public_key"]
    if pinned not in (None, key) and not handover.leads(_handovers(said), pinned or "", key, now):
        raise BadStatement(f"is signed with another key than before: {_name(key)}")
    try:
        manifest.verify(said, b64decode(key, validate=True))
    except (BadSignature, ValueError) as problem:
        raise BadStatement("is not signed with the key that it names") from problem
    if said["expires_at"] <= rfc3339(now):
        raise BadStatement(f"was to be used until {said['expires_at']}")
    if said["published_at"] < floor:
        raise BadStatement(f"is of {said['published_at']}, older than what came before")
    files = {one["severity"]: one["sha256"] for one in said["files"]}
    return Statement(said["edition"], said["published_at"], key, files)


def _loaded(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadStatement(f"is no {FORMAT}")
    files = said.get("files")
    shapes = {"edition": _TAG, "published_at": _TIME, "expires_at": _TIME}
    right = all(isinstance(said.get(n), str) and s.fullmatch(said[n]) for n, s in shapes.items())
    if not right or not isinstance(said.get("public_key"), str) or not isinstance(files, list):
        raise BadStatement("lacks what it must say")
    if not all(isinstance(one, dict) and _is_file(one) for one in files):
        raise BadStatement("names files that are none")
    return said


def _is_file(one: Mapping[str, Any]) -> bool:
    hashed = one.get("sha256")
    return isinstance(one.get("severity"), str) and bool(
        isinstance(hashed, str) and _HASH.fullmatch(hashed)
    )


def _handovers(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = said.get("handovers")
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _name(key: str) -> str:
    try:
        return key_id(b64decode(key, validate=True))
    except ValueError:
        return "none"
