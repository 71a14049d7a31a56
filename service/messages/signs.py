"""Warning signs that a message states plainly: they show what to look at, and prove nothing."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

MOST_SIGNS: Final = 20
_GAP: Final = 40  # characters between the halves of a phrase
_AROUND: Final = 60  # characters of the message on each side of what is quoted
_SPACES = re.compile(r"\s+")
_WIDE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff]")


class Sign(NamedTuple):
    """One sign, and the words of the message in which it stands."""

    id: str
    quote: str  # as the message has it, its spaces made one


class _Pattern(NamedTuple):
    id: str
    parts: tuple[str, ...]  # in lower case: a text without one of them need not be searched
    phrase: re.Pattern[str]


def signs_in(text: str) -> list[Sign]:
    """Return each sign once, where it is stated first, in the order of the message.

    >>> [sign.id for sign in signs_in("GUARANTEED   profit! Add me on WhatsApp.")]
    ['guaranteed-returns', 'other-app']
    """
    plain = _plain(text)
    lowered = plain.lower()
    first: dict[str, re.Match[str]] = {}
    for pattern in _patterns():
        if not all(part in lowered for part in pattern.parts):
            continue
        found = pattern.phrase.search(plain)
        if found and (pattern.id not in first or found.start() < first[pattern.id].start()):
            first[pattern.id] = found
    stated = sorted(first.items(), key=lambda pair: pair[1].start())
    return [Sign(id, _quote(plain, found)) for id, found in stated][:MOST_SIGNS]


def phrases() -> Mapping[str, Mapping[str, list[str]]]:
    """Return every phrase: language -> sign -> phrases."""
    folder = files("service.messages") / "phrases"
    read = sorted((one.name, one.read_text("utf-8")) for one in folder.iterdir())
    return {name.removesuffix(".toml"): tomllib.loads(text) for name, text in read}


def _plain(text: str) -> str:
    """One spelling for looks: compatibility forms (NFKC) and spaces are one, hidden marks gone."""
    visible = unicodedata.normalize("NFKC", text).translate(_WIDE).replace("\u2019", "'")
    return _SPACES.sub(" ", visible)


def _quote(text: str, found: re.Match[str]) -> str:
    """The words found with a little of what is around them, cut between words where there are."""
    begin, end = max(0, found.start() - _AROUND), min(len(text), found.end() + _AROUND)
    head, tail = text[begin : found.start()], text[found.end() : end]
    if begin:
        head = "…" + (head.partition(" ")[2] if " " in head else head)
    if end < len(text):
        tail = (tail.rpartition(" ")[0] if " " in tail else tail) + "…"
    return (head + found[0] + tail).strip()


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _pattern(id, phrase)
        for signs in phrases().values()
        for id, said in signs.items()
        for phrase in said
    )


def _pattern(id: str, phrase: str) -> _Pattern:
    """Bounded gaps keep the search linear in the text: from each start it looks 40 ahead."""
    parts = tuple(_plain(part.strip()) for part in phrase.split("..."))
    body = rf".{{0,{_GAP}}}?".join(map(re.escape, parts))
    if not _SPACELESS.search(phrase):
        before = r"(?<!\w)" if phrase[0].isalnum() else ""
        after = r"(?!\w)" if phrase[-1].isalnum() else ""
        body = f"{before}{body}{after}"
    compiled = re.compile(body, re.IGNORECASE)
    return _Pattern(id, tuple(part.lower() for part in parts), compiled)
