"""What a ruling must say, and how one that does not is refused. Pure."""

import re
from typing import Final

from service.casework import Action, Case, Ruling
from service.moderation.scopes import scopes

REASON_CHARACTERS: Final = 500
_WHY: Final = "Say in a sentence why; it is public."
# Controls, what turns the writing direction round or hides letters, halves of surrogate pairs.
_UNFIT = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


class Refused(Exception):
    """A ruling that cannot be carried out; the text is a sentence for the moderator."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def cleaned(field: str, text: str) -> str:
    """Return a text that others will read, in one line."""
    words = " ".join(text.split())
    if len(words) > REASON_CHARACTERS:
        raise Refused(field, f"Use up to {REASON_CHARACTERS} characters.")
    if _UNFIT.search(words):
        raise Refused(field, "Use letters that everybody can see, without control characters.")
    return words


def required(field: str, text: str, otherwise: str) -> str:
    """Return a text that must be there."""
    words = cleaned(field, text)
    if not words:
        raise Refused(field, otherwise)
    return words


def reason_of(ruling: Ruling) -> str:
    """Return the reason that a ruling gives; a block or allow must give one."""
    if ruling.action in (Action.BLOCK, Action.ALLOW):
        return required("reason", ruling.reason, _WHY)
    return cleaned("reason", ruling.reason)


def expression_for(case: Case, ruling: Ruling) -> str:
    """Return what a block or allow is about: the case itself unless it names a part above."""
    text = ruling.expression or case.expression
    if text not in scopes(case):
        raise Refused("expression", "Choose what was reported, or a part of the site above it.")
    return text


def expiry(expires_at: int | None, now: float) -> int | None:
    """Return an end that lies ahead, or None for no end."""
    if expires_at is not None and expires_at <= now:
        raise Refused("expires", "Choose an end that lies ahead.")
    return expires_at
