"""Polkadot, Kusama and every other chain with SS58 addresses.

The prefix of an address says which chain's it is, but the public key after it is the account on
all of them, so that key is the canonical form.
"""

from hashlib import blake2b
from typing import Final

from service.wallets import base58check

_KEY: Final = 32  # bytes
_CHECKSUM: Final = 2
_LENGTHS: Final = range(35, 51)  # characters
_RESERVED: Final = (46, 47)  # network numbers kept free


def polkadot(text: str) -> str | None:
    """Return the public key as `0x` and 64 lower-case hexadecimal digits."""
    data = base58check.decode(text) if len(text) in _LENGTHS else None
    if not data or len(data) != _prefix_size(data[0]) + _KEY + _CHECKSUM:
        return None
    body, checksum = data[:-_CHECKSUM], data[-_CHECKSUM:]
    if blake2b(b"SS58PRE" + body).digest()[:_CHECKSUM] != checksum or _network(body) in _RESERVED:
        return None
    return f"0x{body[-_KEY:].hex()}"


def _prefix_size(first: int) -> int:
    """Return how many bytes the prefix has, by its first byte; -1 for those kept free."""
    if first < 64:
        return 1
    return 2 if first < 128 else -_KEY


def _network(body: bytes) -> int:
    """Return the network number: one byte, or 14 bits spread over two."""
    if body[0] < 64:
        return body[0]
    return (body[0] << 2 | body[1] >> 6) & 0xFF | (body[1] & 63) << 8
