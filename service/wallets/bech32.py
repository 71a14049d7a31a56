"""Bech32 (BIP-173) and Bech32m (BIP-350): decoding only, as canonical forms need no encoding.

Our own, because PyPI's `bech32` knows neither the second checksum nor texts past 90 characters.
"""

from functools import reduce
from operator import xor
from typing import Final, NamedTuple

BECH32: Final = 1  # what a whole text's checksum comes to
BECH32M: Final = 0x2BC830A3
LONGEST: Final = 90  # characters; Cardano and Zcash lift this limit of BIP-173

LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

_VALUES: Final = {letter: value for value, letter in enumerate(LETTERS)}
_CHECKSUM: Final = 6  # words
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
# What the five bits that leave the register feed back into it, for each value they can have.
_FEEDBACK: Final = tuple(
    reduce(xor, (term for bit, term in enumerate(_GENERATOR) if leaving >> bit & 1), 0)
    for leaving in range(32)
)


class Bech32(NamedTuple):
    """A text whose checksum holds."""

    text: str  # in lower case
    hrp: str  # the human-readable part, before the last "1"
    words: bytes  # five bits each, without the checksum
    constant: int  # BECH32 or BECH32M


def decode(text: str, longest: int = LONGEST) -> Bech32 | None:
    """Return what `text` holds; None if it is no bech32, or longer than `longest` characters."""
    lower = text.lower()
    if len(text) > longest or text not in (lower, text.upper()):
        return None
    hrp, _, data = lower.rpartition("1")
    words = words_of(data)
    if not hrp or not all("!" <= letter <= "~" for letter in hrp):
        return None
    if words is None or len(words) < _CHECKSUM:
        return None
    constant = _checksum(hrp, words)
    if constant not in (BECH32, BECH32M):
        return None
    return Bech32(lower, hrp, words[:-_CHECKSUM], constant)


def words_of(data: str) -> bytes | None:
    """Return the five-bit values of a text's letters, None if one is no bech32 letter."""
    try:
        return bytes([_VALUES[letter] for letter in data])
    except KeyError:
        return None


def to_bytes(words: bytes) -> bytes | None:
    """Regroup five-bit values into bytes; None unless what is left over is under 5 zero bits."""
    spare = len(words) * 5 % 8
    number = 0
    for word in words:
        number = number << 5 | word
    if spare >= 5 or number & (1 << spare) - 1:
        return None
    return (number >> spare).to_bytes(len(words) * 5 // 8, "big")


def _checksum(hrp: str, words: bytes) -> int:
    letters = hrp.encode("ascii")
    register = 1
    for value in (*(c >> 5 for c in letters), 0, *(c & 31 for c in letters), *words):
        register = (register & 0x1FFFFFF) << 5 ^ value ^ _FEEDBACK[register >> 25]
    return register
