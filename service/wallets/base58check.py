"""Base58, and base58 with a double SHA-256 checksum, as Bitcoin wrote it and many copied."""

import re
from hashlib import sha256
from typing import Final

import base58

BITCOIN: Final = base58.BITCOIN_ALPHABET
RIPPLE: Final = base58.RIPPLE_ALPHABET

HASH_SIZE: Final = 20  # RIPEMD-160 of a public key or of a script

# Both alphabets are these characters, in different orders. Matched before anything is decoded,
# because the library strips white space from the end.
LETTERS: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]+")
_CHECKSUM = 4


def decode(text: str, alphabet: bytes = BITCOIN) -> bytes | None:
    """Return the bytes that a base58 text stands for; None if a character is outside base58."""
    if not LETTERS.fullmatch(text):
        return None
    return base58.b58decode(text.encode("ascii"), alphabet)


def decode_check(text: str, alphabet: bytes = BITCOIN) -> bytes | None:
    """Return the bytes before the checksum; None unless the checksum holds."""
    data = decode(text, alphabet)
    if data is None or data[-_CHECKSUM:] != _checksum(data[:-_CHECKSUM]):
        return None
    return data[:-_CHECKSUM]


def encode_check(data: bytes, alphabet: bytes = BITCOIN) -> str:
    """Return the base58 text of `data` and its checksum."""
    return base58.b58encode(data + _checksum(data), alphabet).decode("ascii")


def read_hash(text: str, *versions: bytes) -> tuple[bytes, bytes] | None:
    """Return the version and the 20-byte hash of a text that has one of `versions`, else None."""
    if len(text) > 36:  # two version bytes, the hash and the checksum fill no more characters
        return None
    data = decode_check(text)
    if data is None:
        return None
    version, payload = data[:-HASH_SIZE], data[-HASH_SIZE:]
    return (version, payload) if version in versions else None


def _checksum(data: bytes) -> bytes:
    return sha256(sha256(data).digest()).digest()[:_CHECKSUM]
