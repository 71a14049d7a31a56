"""Bitcoin Cash: CashAddr, and the addresses of before 2018, which are Bitcoin's.

An old address (`1…`, `3…`) names the same key or script on Bitcoin and on Bitcoin Cash, and the
same owner on both, so such a text is an address of each chain. On this one its canonical form is
the CashAddr without prefix, so that both spellings lead to one expression.
"""

from functools import reduce
from operator import xor
from typing import Final

from service.wallets import base58check, bech32

PREFIX: Final = "bitcoincash"

_CHECKSUM: Final = 8  # words
_GENERATOR: Final = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_FEEDBACK: Final = tuple(
    reduce(xor, (term for bit, term in enumerate(_GENERATOR) if leaving >> bit & 1), 0)
    for leaving in range(32)
)
# Version byte to hash size, for the outputs that exist: pay to key hash, pay to script hash (of
# 20 bytes, and since 2023 of 32), and the same three as a wallet that knows tokens writes them.
_SIZES: Final = {0: 20, 8: 20, 11: 32, 16: 20, 24: 20, 27: 32}
_TOKENS: Final = 16  # the bit that only says "I know tokens"
_VERSIONS: Final = {b"\x00": 0, b"\x05": 8}  # from the old address's version byte


def bitcoin_cash(text: str) -> str | None:
    """Return the CashAddr in lower case without prefix or the mark of token-aware wallets."""
    if found := base58check.read_hash(text, *_VERSIONS):
        return _encode(_VERSIONS[found[0]], found[1])
    lower = text.lower()
    payload = lower.removeprefix(f"{PREFIX}:")
    if text not in (lower, text.upper()) or len(payload) not in (42, 61):
        return None
    words = bech32.words_of(payload)
    if words is None or _checksum(words):
        return None
    data = bech32.to_bytes(words[:-_CHECKSUM])
    if data is None or _SIZES.get(data[0]) != len(data) - 1:
        return None
    return _encode(data[0] & ~_TOKENS, data[1:])


def _encode(version: int, payload: bytes) -> str:
    data = bytes([version, *payload])
    count = -(-len(data) * 8 // 5)  # words, the last filled up with zero bits
    number = int.from_bytes(data, "big") << count * 5 - len(data) * 8
    words = bytes(number >> 5 * place & 31 for place in reversed(range(count)))
    checksum = _checksum(words + bytes(_CHECKSUM))
    words += bytes(checksum >> 5 * place & 31 for place in reversed(range(_CHECKSUM)))
    return "".join(bech32.LETTERS[word] for word in words)


def _checksum(words: bytes) -> int:
    """Return the 40-bit checksum of the CashAddr specification; 0 for a whole address."""
    register = 1
    for value in (*(letter & 31 for letter in PREFIX.encode()), 0, *words):
        register = (register & 0x07FFFFFFFF) << 5 ^ value ^ _FEEDBACK[register >> 35]
    return register ^ 1
