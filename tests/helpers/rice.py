"""A reader of Rice coding, bit by bit as the documents tell it: slow, and none of the service's."""

from collections.abc import Iterator
from typing import Any


def _bits(data: bytes) -> Iterator[int]:
    for byte in data:
        for place in range(8):
            yield byte >> place & 1


def read_gaps(data: bytes, parameter: int, count: int) -> list[int]:
    """Return so many numbers."""
    bits = _bits(data)
    found = []
    for _ in range(count):
        quotient = 0
        while next(bits):
            quotient += 1
        remainder = sum(next(bits) << place for place in range(parameter))
        found.append((quotient << parameter) + remainder)
    return found


def read(coding: Any) -> list[int]:
    """Return the numbers of a `RiceDeltaEncoding`."""
    numbers = [coding.first_value]
    for gap in read_gaps(coding.encoded_data, coding.rice_parameter, coding.num_entries):
        numbers.append(numbers[-1] + gap)
    return numbers


def prefixes(coding: Any) -> list[bytes]:
    """Return the prefixes of four bytes that it stands for, sorted."""
    return sorted(number.to_bytes(4, "little") for number in read(coding))
