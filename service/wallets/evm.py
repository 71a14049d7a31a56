"""Ethereum and every chain with its addresses."""

import re

from Crypto.Hash import keccak

_ADDRESS = re.compile(r"0x([0-9a-fA-F]{40})")


def evm(text: str) -> str | None:
    """Return the address in lower case; one of mixed case must keep EIP-55's checksum.

    The variant of EIP-55 that names a chain (EIP-1191) is not read: nothing in a text says which.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    digits = found[1]
    lower = digits.lower()
    if digits not in (lower, digits.upper()) and digits != _checksummed(lower):
        return None
    return f"0x{lower}"


def _checksummed(lower: str) -> str:
    digest = keccak.new(digest_bits=256, data=lower.encode("ascii")).hexdigest()
    return "".join(
        letter.upper() if nibble > "7" else letter
        for letter, nibble in zip(lower, digest, strict=False)
    )
