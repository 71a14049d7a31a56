"""Solana: 32 bytes in base58, without a checksum. The weak one.

What keeps other texts out: 32 bytes take 43 or 44 characters (fewer only if the first bytes are
zero), and no other chain's address decodes to 32 bytes. Of 43 base58 characters drawn at random
fewer than one in 10^9 lack capitals or small letters, so a text without both is a word or a bech32
address. A random token can still pass; it is then merely an address that nobody listed.
"""

from service.wallets import base58check

_SIZE = 32  # bytes: an Ed25519 public key, or a hash for an address without one


def solana(text: str) -> str | None:
    """Return the address itself."""
    if not _SIZE <= len(text) <= 44 or text in (text.lower(), text.upper()):
        return None
    data = base58check.decode(text)
    return text if data is not None and len(data) == _SIZE else None
