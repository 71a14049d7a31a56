"""XRP Ledger: base58check with an alphabet of its own, and X-addresses (XLS-5).

An X-address is an account and the tag that says whom a payment is for at, say, an exchange. The
tag is dropped: what is listed is the account.
"""

from typing import Final

from service.wallets import base58check

_CLASSIC: Final = b"\x00"
_X_PREFIX: Final = b"\x05\x44"  # of the main network
_X_LENGTH: Final = 47  # characters
_NO_TAG: Final = bytes(9)


def xrp(text: str) -> str | None:
    """Return the classic address, `r…`."""
    if len(text) != _X_LENGTH:
        return text if _is_classic(text) else None
    data = base58check.decode_check(text, base58check.RIPPLE)
    if data is None or len(data) != 31 or data[:2] != _X_PREFIX:
        return None
    account, flag, reserved = data[2:22], data[22], data[27:]
    if reserved != bytes(4) or not (flag == 1 or data[22:] == _NO_TAG):
        return None
    return base58check.encode_check(_CLASSIC + account, base58check.RIPPLE)


def _is_classic(text: str) -> bool:
    if len(text) > 35:
        return False
    data = base58check.decode_check(text, base58check.RIPPLE)
    return data is not None and len(data) == 21 and data[:1] == _CLASSIC
