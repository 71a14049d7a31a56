"""Monero: base58 in blocks of 8 bytes, and a Keccak checksum.

An integrated address is a standard one with the number of a payment in it. One wallet can hand out
any number of them, so their canonical form is the standard address.
"""

from typing import Final

import base58
from Crypto.Hash import keccak

from service.wallets.base58check import LETTERS

_BLOCK: Final = 11  # characters for 8 bytes
_LAST_BLOCK: Final = 7  # characters for the 5 bytes that are over in every kind of address
_CHECKSUM: Final = 4
_STANDARD, _INTEGRATED, _SUBADDRESS = 18, 19, 42  # the first byte, on the main network
_SIZES: Final = {_STANDARD: 65, _INTEGRATED: 73, _SUBADDRESS: 65}
_LENGTHS: Final = (95, 106)  # characters


def monero(text: str) -> str | None:
    """Return the address, an integrated one as the standard address that it pays."""
    data = _decode(text) if len(text) in _LENGTHS else None
    if data is None or data[-_CHECKSUM:] != _checksum(data[:-_CHECKSUM]):
        return None
    payload = data[:-_CHECKSUM]
    if _SIZES.get(payload[0]) != len(payload):
        return None
    if payload[0] != _INTEGRATED:
        return text
    standard = bytes([_STANDARD]) + payload[1:65]
    return _encode(standard + _checksum(standard))


def _decode(text: str) -> bytes | None:
    """Return the bytes; None for other letters, or a block that stands for more than its bytes."""
    if not LETTERS.fullmatch(text):
        return None
    data = b""
    for start in range(0, len(text), _BLOCK):
        block = text[start : start + _BLOCK]
        size = 8 if len(block) == _BLOCK else 5
        try:
            data += base58.b58decode_int(block.encode("ascii")).to_bytes(size, "big")
        except OverflowError:
            return None
    return data


def _encode(data: bytes) -> str:
    text = ""
    for start in range(0, len(data), 8):
        block = data[start : start + 8]
        width = _BLOCK if len(block) == 8 else _LAST_BLOCK
        text += base58.b58encode_int(int.from_bytes(block, "big")).decode("ascii").rjust(width, "1")
    return text


def _checksum(data: bytes) -> bytes:
    return keccak.new(digest_bits=256, data=data).digest()[:_CHECKSUM]
