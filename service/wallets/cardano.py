"""Cardano (CIP-19): Shelley and stake addresses in bech32, Byron addresses in base58."""

from binascii import crc32
from typing import Final

from service.wallets import base58check, bech32

_LONGEST: Final = 150  # characters: a pointer address with three of the largest numbers has fewer
_MAINNET: Final = 1
_HASH: Final = 28  # bytes
_POINTERS: Final = (4, 5)  # header types whose second part is a pointer
_PARTS: Final = {0: 2, 1: 2, 2: 2, 3: 2, 6: 1, 7: 1}  # the others' count of hashes
_STAKE: Final = (14, 15)

_BYRON_LENGTHS: Final = range(55, 121)  # characters
_ENVELOPE: Final = b"\x82\xd8\x18\x58"  # CBOR: a pair of (bytes that hold CBOR, their CRC-32)
_ROOT: Final = b"\x83\x58\x1c"  # in those bytes: a triple of (28-byte root, attributes, type)
_NETWORK: Final = 2  # the attribute that only test networks' addresses have


def cardano(text: str) -> str | None:
    """Return the address, in lower case if bech32."""
    decoded = bech32.decode(text, _LONGEST)
    if decoded is None:
        return text if len(text) in _BYRON_LENGTHS and _is_byron(text) else None
    data = bech32.to_bytes(decoded.words)
    if decoded.constant != bech32.BECH32 or not data or data[0] & 15 != _MAINNET:
        return None
    kind, payload = data[0] >> 4, data[1:]
    if decoded.hrp == "stake":
        return decoded.text if kind in _STAKE and len(payload) == _HASH else None
    return decoded.text if decoded.hrp == "addr" and _is_payment(kind, payload) else None


def _is_payment(kind: int, payload: bytes) -> bool:
    if kind in _POINTERS:
        return len(payload) > _HASH and _is_pointer(payload[_HASH:])
    return kind in _PARTS and len(payload) == _PARTS[kind] * _HASH


def _is_pointer(data: bytes) -> bool:
    """Say whether the bytes are three numbers, all but the last byte of each with its top bit."""
    return sum(byte < 0x80 for byte in data) == 3 and data[-1] < 0x80


def _is_byron(text: str) -> bool:
    data = base58check.decode(text)
    if data is None or not data.startswith(_ENVELOPE):
        return False
    end = 5 + data[4]
    inner, rest = data[5:end], data[end:]
    return rest == _cbor_number(crc32(inner)) and inner.startswith(_ROOT) and _is_main(inner[31:])


def _cbor_number(number: int) -> bytes:
    """Return a number under 2^32 in the shortest CBOR, as the ledger writes it."""
    if number < 24:
        return bytes([number])
    for head, size in ((0x18, 1), (0x19, 2), (0x1A, 4)):
        if number < 1 << 8 * size:
            return bytes([head]) + number.to_bytes(size, "big")
    raise ValueError(f"{number} does not fit in 4 bytes")


def _is_main(data: bytes) -> bool:
    """Say whether attributes and type are well-formed and the former name no test network.

    The attributes are a map of small numbers to byte strings of under 256 bytes.
    """
    if not data or data[0] >> 5 != 5:
        return False
    count, at = data[0] & 31, 1
    for _ in range(count):
        head = data[at : at + 2]
        if len(head) < 2 or head[0] >= _NETWORK:
            return False
        at = _after_bytes(data, at + 1)
    return len(data) == at + 1 and data[at] < 24


def _after_bytes(data: bytes, at: int) -> int:
    """Return where the CBOR byte string that begins `at` ends; past the end if it is none."""
    if data[at] >> 5 != 2 or data[at] & 31 > 24:
        return len(data)
    if data[at] & 31 < 24:
        return at + 1 + (data[at] & 31)
    return at + 2 + data[at + 1] if at + 1 < len(data) else len(data)
