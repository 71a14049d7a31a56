"""One line of what is reported, as people paste it: a target, or some among other words. Pure.

Among other words, what looks like a target must be one, or the line is refused: nobody shall lose
the second of two. And a word that looks like none is none: to `recognise` even 1500 is a host.
"""

import re
from collections.abc import Iterator
from typing import Final

from service.casework import MOST_TARGETS, ReportTarget
from service.language.said import Said
from service.names.contacts import contact
from service.refresh.claims import NotUsable, expression_of
from service.targets import InvalidTarget, recognise

_SPACED_DOT: Final = re.compile(  # evil [dot] com; without a space it is left to `recognise`
    r"\s[\[({]\s?dot\s?[\])}]\s?|[\[({](?:\sdot\s?|dot\s)[\])}]\s?|[\[({]dot[\])}]\s",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\s+|[,;](?=h(?:tt|xx)ps?[:\[])", re.IGNORECASE)
_HEAD: Final = re.compile(r"^[^/]*")
_COMMAS: Final = re.compile("[,;\u3001\uff0c\uff1b]")
_OPENING: Final = "\"'<(\u201c\u2018\u00ab\u2022*"
_CLOSING: Final = "\"'>,;:!?.\u201d\u2019\u00bb\u2026\u3002\uff0c\uff01\uff1f"
_LOOKS: Final = re.compile(r"[./\\\u3002\uff0e\uff61]|(?<![0-9a-z])0x|::|^dot$", re.IGNORECASE)
_LONG: Final = 25  # no wallet address is shorter, and few words are so long
_NUMBER: Final = re.compile(r"[0-9.]+(?:/[0-9/.]*)?", re.ASCII)  # 1.500, 24/7, 3/11/2026
_IPV4: Final = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:/.*)?", re.ASCII)
_EMAIL: Final = re.compile(r"[^/]*@")


class BadLine(ValueError):
    """What is wrong with a line: `said` stands after "expected a web address …, but"."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def targets_in(line: str) -> tuple[ReportTarget, ...]:
    """Return the targets of a line, at least one. Raises `BadLine`, which repeats nothing of it.

    >>> [target.canonical for target in targets_in("first t.me/whatever and then b.com")]
    ['http://t.me/whatever', 'b.com']
    """
    words = list(_words(line))
    if len(words) > 1 and contact(line):  # "+60 12-345 6789", "Telegram: @name"
        return (_target(line),)
    if len(words) <= 1:
        return (_target(words[0] if words else line),)
    likely = [word for word in words if _LOOKS.search(word) or len(word) >= _LONG]
    if not likely:
        raise BadLine(Said("none stands there"))
    if len(likely) > MOST_TARGETS:
        raise BadLine(Said("too much stands there: put each on a line of its own"))
    try:
        return tuple(_among_words(word) for word in likely)
    except BadLine as problem:
        raise BadLine(
            Said(
                "among several words one is not clear: %(problem)s; put each on a line of its own",
                problem=problem.said,
            )
        ) from None


def _words(line: str) -> Iterator[str]:
    """The parts of a line, without the marks of a sentence around them."""
    parts = [part for part in _BETWEEN.split(_SPACED_DOT.sub("[.]", line)) if part]
    for part in parts:
        for word in _HEAD.sub(lambda head: _COMMAS.sub(" ", head[0]), part).split():
            if bare := _bare(word) if len(parts) > 1 else word:
                yield bare


def _bare(word: str) -> str:
    bare = word.lstrip(_OPENING).rstrip(_CLOSING)
    if bare.endswith(")") and bare.count("(") < bare.count(")"):
        bare = bare[:-1].rstrip(_CLOSING)
    return bare or word * (len(word) == 1)  # a dot that stands alone may belong between two words


def _among_words(word: str) -> ReportTarget:
    if _NUMBER.fullmatch(word) and not _IPV4.fullmatch(word):
        raise BadLine(Said("it is a number"))
    if _EMAIL.match(word):
        raise BadLine(Said("it is an email address"))
    return _target(word)


def _target(text: str) -> ReportTarget:
    try:
        target = recognise(text)
        return ReportTarget(target.kind, target.canonical, expression_of(target), target.chain)
    except InvalidTarget as problem:
        raise BadLine(problem.said) from None
    except NotUsable:
        raise BadLine(Said("no browser can open it")) from None
