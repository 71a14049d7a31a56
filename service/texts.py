"""What a text of a stranger may hold. Pure.

Left out without a word: controls but tabs and line breaks, and what turns the writing direction
round (U+202A to U+202E, U+2066 to U+2069); neither is ever typed on purpose. Refused: halves of
surrogate pairs, which no UTF-8 can hold. Kept: letters that join or mark a direction, which
Persian, Hebrew and many an emoji need.
"""

import re
import unicodedata
from typing import Final

_BREAKS: Final = re.compile("\r\n?|[\x85\u2028\u2029]")
_DROPPED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_HALF: Final = re.compile("[\ud800-\udfff]")


def has_half(text: str) -> bool:
    """Whether the text holds half of a surrogate pair, so that it cannot be written down."""
    return not text.isascii() and _HALF.search(text) is not None


def with_plain_breaks(text: str) -> str:
    """Return the text with each line break as one character, as browsers count it."""
    return _BREAKS.sub("\n", text)


def without_controls(text: str) -> str:
    """Return the text without what is left out, to be shown as it was typed."""
    return _DROPPED.sub("", with_plain_breaks(text))


def cleaned(text: str) -> str:
    """Return the text as it is kept: in NFC, without what is left out, trimmed.

    Bound the length first: NFC takes time by the square of a run of combining marks.

    >>> cleaned(" a\\u202eb\\x00\\r\\nc ")
    'ab\\nc'
    """
    return unicodedata.normalize("NFC", without_controls(text)).strip()


def one_line(text: str) -> str:
    """Return the same on one line."""
    return " ".join(cleaned(text).split())
