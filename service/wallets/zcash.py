"""Zcash: transparent, Sapling and unified addresses. The old Sprout pool takes no more deposits."""

from typing import Final

from service.wallets import base58check, bech32

_SAPLING_SIZE: Final = 43  # bytes
_UNIFIED_SIZE: Final = 48  # bytes at least (ZIP-316)
_LONGEST: Final = 1024  # characters; a unified address may hold receivers of kinds yet to come
_TO_KEY: Final = b"\x1c\xb8"
_TO_SCRIPT: Final = b"\x1c\xbd"


def zcash(text: str) -> str | None:
    """Return the address, in lower case if bech32; a `tex1…` one (ZIP-320) as its `t1…` twin."""
    if base58check.read_hash(text, _TO_KEY, _TO_SCRIPT):
        return text
    decoded = bech32.decode(text, _LONGEST)
    data = bech32.to_bytes(decoded.words) if decoded else None
    if decoded is None or data is None:
        return None
    match decoded.hrp, decoded.constant, len(data):
        case "zs", bech32.BECH32, size if size == _SAPLING_SIZE:
            return decoded.text
        case "u", bech32.BECH32M, size if size >= _UNIFIED_SIZE:
            return decoded.text
        case "tex", bech32.BECH32M, base58check.HASH_SIZE:
            return base58check.encode_check(_TO_KEY + data)
    return None
