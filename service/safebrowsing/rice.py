"""Golomb-Rice coding of sorted numbers, as Safe Browsing v4 has it.

The first number stands as it is; each difference to the next is a quotient in unary (ones, ended by
a zero) and `parameter` bits of remainder, all from the lowest bit of the lowest byte upwards.
"""

from array import array
from collections.abc import Sequence
from itertools import pairwise
from sys import byteorder
from typing import Final, NamedTuple

LEAST, MOST = 2, 28  # what the documents allow as a parameter
_CHUNK: Final = 4096  # bits put together in one number before they become bytes


class Rice(NamedTuple):
    """Numbers, coded. `gaps` is how many differences: one less than there are numbers."""

    first: int
    parameter: int
    gaps: int
    data: bytes


def encode(numbers: Sequence[int]) -> Rice:
    """Return numbers in ascending order, at least one, in few bytes."""
    gaps = [after - before for before, after in pairwise(numbers)]
    parameter = _parameter(gaps)
    return Rice(numbers[0], parameter, len(gaps), coded(gaps, parameter))


def of_prefixes(prefixes: bytes) -> Rice:
    """Return prefixes of four bytes each: as little-endian numbers, in the order of these."""
    numbers = array("I", prefixes)
    if byteorder == "big":
        numbers.byteswap()
    return encode(sorted(numbers))


def coded(gaps: Sequence[int], parameter: int) -> bytes:
    """Return the bits of these differences."""
    mask = (1 << parameter) - 1
    parts = []
    bits = length = 0
    for gap in gaps:
        ones = gap >> parameter
        bits |= (((gap & mask) << (ones + 1)) | ((1 << ones) - 1)) << length
        length += ones + 1 + parameter
        if length >= _CHUNK:
            whole = length >> 3
            parts.append((bits & ((1 << (whole << 3)) - 1)).to_bytes(whole, "little"))
            bits >>= whole << 3
            length &= 7
    parts.append(bits.to_bytes((length + 7) >> 3, "little"))
    return b"".join(parts)


def _parameter(gaps: Sequence[int]) -> int:
    """Return a good parameter: the remainder takes what the mean gap has of bits, less a half."""
    if not gaps:
        return LEAST
    mean = sum(gaps) / len(gaps)
    return max(LEAST, min(MOST, int(mean * 0.69).bit_length() - 1))
