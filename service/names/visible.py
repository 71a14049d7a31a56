"""What of a text is seen: marks that nobody sees must hide no link, contact or phrase. Pure."""

import re
from typing import Final

# Unicode's Default_Ignorable_Code_Point: joiners, soft hyphens, marks that choose a glyph, and
# those that turn the writing direction (phones put them around every number that is copied).
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """Return a text without the marks that nobody sees.

    >>> visible("\\u2068ev\\u200bil.com\\u2069")
    'evil.com'
    """
    return text if text.isascii() else _UNSEEN.sub("", text)
