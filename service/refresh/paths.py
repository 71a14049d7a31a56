"""Is a path on a host that many share somebody's own, or a section or sign-in that all pass? Pure.

An entry covers every query of its path, and a directory all that lies below it, so one for
`/signin` or `/questions/` would warn of everybody's. A list of the words that sections have never
ends. So it is asked the other way round: a path is somebody's own if a part of it is a key (a
number, a random text, an `@name`, a domain), or stands where the host is known to put names.
"""

import re
from collections.abc import Collection, Iterable
from typing import Final

from service.names.domains import has_known_tld

ROOT: Final = ("",)  # of a host where the first part of a path is somebody's

_NUMBER = 5  # digits: fewer are a page's number, a year or a version
_SHORT_KEY = 7  # characters
_LONG_KEY = 20  # characters: a key if there is a digit among them
_LONGEST_WORD = 28
_MIXED_KEY = 16  # letters, of which so great a share are capitals
_CAPITALS = 0.3
_TOKEN = re.compile(r"[A-Za-z0-9]+")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_DATE = re.compile(r"(?:19|20)[0-9]{6}")
_DIGITS = re.compile(r"[0-9]+")
_DIGITS_INSIDE = re.compile(r"[A-Za-z][0-9]{4,}[A-Za-z]")
_VALUE = re.compile(r"(?=.+[A-Z])(?=.*[a-z]).{8,}")  # `v=fishSqfw_I0`, but not `usp=mkt_forms`
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)
_SCRIPTS = frozenset(["asp", "aspx", "cgi", "do", "jsp", "php", "srf"])  # the host's own programs
_PAGES = frozenset(["htm", "html"])
# Endings of files that are top-level domains too.
_FILES = _SCRIPTS | {"ai", "app", "cc", "md", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"}


def is_ones_own(target: str, sections: Collection[str], owned: Iterable[str]) -> bool:
    """Whether a path (with its query) stands for one page or person.

    `owned` are the sections below which a stranger's name follows, `""` for the host itself.
    """
    path, _, query = target.partition("?")
    parts = [part for part in path.split("/") if part]
    if any(map(is_key, parts)) or (parts and _names_one(query)):
        return True
    for section in owned:
        above = section.split("/") if section else []
        rest = parts[len(above) :]
        if parts[: len(above)] == above and rest and _is_name(rest[0], sections):
            return True
    return False


def is_key(part: str) -> bool:
    """Whether a part of a path is such that only one page or person can have it.

    >>> [is_key(part) for part in ("id1346969467", "@omise", "7htud1qm.html", "scam.com")]
    [True, True, True, True]
    >>> [is_key(part) for part in ("questions", "v2.0", "20260102", "office365", "ServiceLogin")]
    [False, False, False, False, False]
    """
    if part[0] in "@~" or _DATE.fullmatch(part):
        return len(part) > 2 and not part.isdigit()
    if _DOMAIN.fullmatch(part):
        ending = part.rpartition(".")[2].lower()
        if ending not in _FILES and has_known_tld(part.lower()):
            return True
    return any(map(_is_random, _TOKEN.findall(_ESCAPE.sub(" ", part))))


def _is_random(token: str) -> bool:
    if token.isdigit():
        return len(token) >= _NUMBER
    groups = _DIGITS.findall(token)
    if not groups:
        capitals = sum(map(str.isupper, token))
        mixed = len(token) >= _MIXED_KEY and len(token) * _CAPITALS <= capitals < len(token)
        return mixed or len(token) >= _LONGEST_WORD
    if len(token) >= _LONG_KEY or sum(map(len, groups)) >= _NUMBER:
        return True
    if len(token) < _SHORT_KEY:
        return False
    return len(groups) > 1 or _DIGITS_INSIDE.search(token) is not None


def _names_one(query: str) -> bool:
    """Whether a query's value names one thing: a key, another URL, an application, a video."""
    values = (pair.partition("=")[2] for pair in query.split("&"))
    return any(
        value and ("." in value or _VALUE.fullmatch(value) or is_key(value)) for value in values
    )


def _is_name(part: str, sections: Collection[str]) -> bool:
    """Whether a part that stands where names stand may be one."""
    stem, _, ending = part.lower().rpartition(".")
    if ending in _SCRIPTS:
        return False
    return part.lower() not in sections and not (ending in _PAGES and stem in sections)
