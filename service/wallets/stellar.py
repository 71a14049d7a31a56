"""Stellar (SEP-23): base32 with a CRC-16.

A multiplexed address (`M…`) is an account and a number that its holder tells customers apart by,
so its canonical form is the account (`G…`). A contract (`C…`) can be paid too.
"""

import re
from base64 import b32decode, b32encode
from binascii import crc_hqx
from typing import Final

_STRKEY = re.compile(r"[GC][A-Z2-7]{55}|M[A-Z2-7]{68}")
_ACCOUNT: Final = 6 << 3
_SIZES: Final = {_ACCOUNT: 33, 2 << 3: 33, 12 << 3: 41}  # version byte to bytes before the checksum


def stellar(text: str) -> str | None:
    """Return the account or contract."""
    if not _STRKEY.fullmatch(text):
        return None
    data = b32decode(text + "=" * (-len(text) % 8))
    payload, checksum = data[:-2], data[-2:]
    if _SIZES.get(payload[0]) != len(payload) or _crc16(payload) != checksum:
        return None
    if _encode(data) != text:  # bits after the last byte that are not zero
        return None
    return _with_checksum(_ACCOUNT, payload[1:33]) if text[0] == "M" else text


def _with_checksum(version: int, key: bytes) -> str:
    payload = bytes([version]) + key
    return _encode(payload + _crc16(payload))


def _encode(data: bytes) -> str:
    return b32encode(data).decode("ascii").rstrip("=")


def _crc16(data: bytes) -> bytes:
    return crc_hqx(data, 0).to_bytes(2, "little")
