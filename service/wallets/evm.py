"""Ethereum and every chain with its addresses."""

import re
from typing import Final

from Crypto.Hash import keccak

_ADDRESS = re.compile(r"0x([0-9a-fA-F]{40})")

# From an address's digits to a number with the top bit of each hexadecimal digit set where the
# address has a letter, or a capital. EIP-55 keeps its checksum in just those bits of the hash.
_LETTERS: Final = str.maketrans("0123456789abcdefABCDEF", "0" * 10 + "8" * 12)
_CAPITALS: Final = str.maketrans("0123456789abcdefABCDEF", "0" * 16 + "8" * 6)


def evm(text: str) -> str | None:
    """Return the address in lower case; one of mixed case must keep EIP-55's checksum.

    The variant of EIP-55 that names a chain (EIP-1191) is not read: nothing in a text says which.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    digits = found[1]
    lower = digits.lower()
    if digits not in (lower, digits.upper()) and not _is_checksummed(digits, lower):
        return None
    return f"0x{lower}"


def _is_checksummed(digits: str, lower: str) -> bool:
    digest = keccak.new(digest_bits=256, data=lower.encode("ascii")).digest()
    letters, capitals = (int(digits.translate(table), 16) for table in (_LETTERS, _CAPITALS))
    return int.from_bytes(digest[:20], "big") & letters == capitals
