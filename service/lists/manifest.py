"""The signed page that names the current lists: what it says, and how it is signed and checked.

The signature is Ed25519 (RFC 8032) over the canonical JSON (RFC 8785) of everything but itself.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.lists.chain import Tip
from service.times import rfc3339


class ListInfo(NamedTuple):
    """One version of one list, as a manifest announces it. Sizes are of the plain text."""

    version: str  # the generation it was published in
    entries: int
    sha256: str
    bytes: int
    deltas: tuple[tuple[str, int], ...] = ()  # (version it starts from, its bytes), newest first


class BadSignature(ValueError):
    """The manifest was not signed with this key, or was changed since."""


def build(
    lists: Mapping[str, ListInfo],
    published_at: int,
    expires_at: int,
    next_update_seconds: int,
    base_url: str,
    log: Tip,
    handovers: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Return the manifest, unsigned. Times are unix seconds; `base_url` has no slash at its end.

    With the tip of the public log in it, whoever keeps a manifest is a witness of the log. With the
    hand-overs (service/lists/handover.py) in it, whoever trusts an old key can follow to the new.
    """
    return {
        "lists": [_announce(name, lists[name], base_url) for name in sorted(lists)],
        "published_at": rfc3339(published_at),
        "expires_at": rfc3339(expires_at),
        "next_update_seconds": next_update_seconds,
        "log": log._asdict(),
        **({"handovers": [dict(one) for one in handovers]} if handovers else {}),
    }


def sign(manifest: Mapping[str, Any], seed: bytes) -> dict[str, Any]:
    """Return the manifest with `key_id`, `public_key` and `signature`. The seed has 32 bytes."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    signed = dict(manifest)
    signed |= {"key_id": key_id(public), "public_key": b64encode(public).decode()}
    return signed | {"signature": b64encode(key.sign(_signed_bytes(signed))).decode()}


def verify(manifest: Mapping[str, Any], public_key: bytes) -> None:
    """Check the signature against a key known beforehand. Raises `BadSignature`.

    The key inside the manifest serves a first meeting only: who can change the page can change
    the key.
    """
    try:
        signature = b64decode(manifest["signature"], validate=True)
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(signature, _signed_bytes(manifest))
    except (KeyError, TypeError, ValueError, InvalidSignature) as error:
        raise BadSignature(f"the manifest is not signed by key {key_id(public_key)}") from error


def key_id(public_key: bytes) -> str:
    """Return the short name of a key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _signed_bytes(manifest: Mapping[str, Any]) -> bytes:
    return rfc8785.dumps({name: value for name, value in manifest.items() if name != "signature"})


def _announce(name: str, info: ListInfo, base_url: str) -> dict[str, Any]:
    url = f"{base_url}/v1/lists/{name}"
    return {
        "name": name,
        "version": info.version,
        "entries": info.entries,
        "sha256": info.sha256,
        "url": f"{url}/{info.version}",
        "bytes": info.bytes,
        "deltas": [
            {"from": start, "url": f"{url}/{start}..{info.version}", "bytes": size}
            for start, size in info.deltas
        ],
    }
