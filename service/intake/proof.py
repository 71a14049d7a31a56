"""Proof of work: whoever sends much pays with a moment of their computer's time. Pure.

A challenge says all that must be known to check it, so that nothing is stored until it is used:
when it ends, how hard it is, a random part, and our HMAC over these. It is solved by a nonce with
which SHA-256 of "challenge:nonce" begins with so many zero bits.
"""

import base64
import binascii
import hashlib
import hmac
from typing import Final, NamedTuple

RANDOM_BYTES: Final = 14
_END_BYTES: Final = 5
_HEAD_BYTES: Final = _END_BYTES + 1 + RANDOM_BYTES
_MAC_BYTES: Final = 16
# A multiple of three, so that base64 has no spare bits, and one challenge has one spelling only.
_BYTES: Final = _HEAD_BYTES + _MAC_BYTES
_NONCE_CHARACTERS: Final = 64


class Challenge(NamedTuple):
    """What a challenge of ours says of itself."""

    ends_at: int  # unix seconds
    difficulty: int  # zero bits


def make(key: bytes, difficulty: int, ends_at: int, random: bytes) -> str:
    """Return a challenge. `random` has `RANDOM_BYTES`."""
    head = ends_at.to_bytes(_END_BYTES, "big") + bytes([difficulty]) + random
    return base64.urlsafe_b64encode(head + _mac(key, head)).decode()


def opened(challenge: str, key: bytes) -> Challenge | None:
    """Return what a challenge says, or None when it was not made with this key."""
    try:
        whole = base64.b64decode(challenge.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(whole) != _BYTES or base64.urlsafe_b64encode(whole).decode() != challenge:
        return None  # Python reads "+" as "-": such a twin could be used once more
    head = whole[:_HEAD_BYTES]
    if not hmac.compare_digest(whole[_HEAD_BYTES:], _mac(key, head)):
        return None
    return Challenge(int.from_bytes(head[:_END_BYTES], "big"), head[_END_BYTES])


def solved(challenge: str, nonce: str, difficulty: int) -> bool:
    """Whether the nonce solves the challenge at this difficulty, in zero bits."""
    if len(nonce) > _NONCE_CHARACTERS or not nonce.isascii():
        return False
    digest = hashlib.sha256(f"{challenge}:{nonce}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - difficulty) == 0


def _mac(key: bytes, head: bytes) -> bytes:
    return hmac.digest(key, b"proof of work\n" + head, "sha256")[:_MAC_BYTES]
