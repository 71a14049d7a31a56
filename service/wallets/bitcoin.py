"""Bitcoin, and the chains that took over its two address formats: Litecoin, Dogecoin, Dash.

Litecoin's script addresses once began with "3" like Bitcoin's, so such a text names a script on
both chains. Whoever can spend from it on one can on the other, so we read it as an address of each.
"""

from service.wallets import base58check, bech32


def bitcoin(text: str) -> str | None:
    """Return the address itself, or in lower case if it is a segwit address."""
    return _base58(text, b"\x00", b"\x05") or segwit(text, "bc")


def litecoin(text: str) -> str | None:
    """Return the address, script addresses of the old form in the new one, which begins "M"."""
    if found := base58check.read_hash(text, b"\x05"):
        return base58check.encode_check(b"\x32" + found[1])
    return _base58(text, b"\x30", b"\x32") or segwit(text, "ltc")


def dogecoin(text: str) -> str | None:
    """Return the address itself."""
    return _base58(text, b"\x1e", b"\x16")


def dash(text: str) -> str | None:
    """Return the address itself."""
    return _base58(text, b"\x4c", b"\x10")


def segwit(text: str, hrp: str) -> str | None:
    """Return a segwit address of the chain with that prefix in lower case, by BIP-173 and 350."""
    decoded = bech32.decode(text)
    if decoded is None or decoded.hrp != hrp or not decoded.words:
        return None
    version, program = decoded.words[0], bech32.to_bytes(decoded.words[1:])
    if program is None or version > 16 or not 2 <= len(program) <= 40:
        return None
    if version == 0 and len(program) not in (20, 32):
        return None
    return decoded.text if decoded.constant == _checksum_of(version) else None


def _checksum_of(version: int) -> int:
    return bech32.BECH32M if version else bech32.BECH32


def _base58(text: str, *versions: bytes) -> str | None:
    return text if base58check.read_hash(text, *versions) else None
