"""Warning signs that a message states plainly: they show what to look at, and prove nothing."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from service.names.visible import visible

MOST_SIGNS: Final = 20
_GAP: Final = 40  # characters between the halves of a phrase
_AROUND: Final = 60  # characters of the message on each side of what is quoted
_SPACES = re.compile(r"\s+")
_MOST: Final = 60_000  # characters searched: a few letters have forms of eighteen (NFKC)
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u02bb\u02bc\u00b4`", "'"))
# Letters that look like ours: no supported language writes Cyrillic or Greek, lures do.
_ALIKE: Final = str.maketrans(
    "авеһіјкӏмнорԛѕтуԝхсԁАВЕНІЈКМОРЅТУХСαειικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧɡı",
    "abehijklmhopqstywxcdABEHIJKMOPSTYXCaeiiknoptuxABEZHIKMNOPTYXgi",
)
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff]")


class Sign(NamedTuple):
    """One sign, and the words of the message in which it stands."""

    id: str
    quote: str  # as the message has it, its spaces made one


class _Pattern(NamedTuple):
    parts: tuple[str, ...]  # in lower case: a text without one of them need not be searched
    phrase: re.Pattern[str]


class _Known(NamedTuple):
    """How a sign is stated, and what honest messages say that would be taken for it."""

    stated: list[_Pattern]
    honest: list[_Pattern]


def signs_in(text: str) -> list[Sign]:
    """Return each sign once, where it is stated first, in the order of the message.

    >>> [sign.id for sign in signs_in("GUARANTEED   profit! Add me on WhatsApp.")]
    ['guaranteed-returns', 'other-app']
    >>> signs_in("Never share your seed phrase!")
    []
    """
    plain = _plain(text)
    seen = plain.translate(_ALIKE)
    first = {id: _stated(known, seen) for id, known in _patterns().items()}
    stated = sorted((found.start(), id, found) for id, found in first.items() if found)
    return [Sign(id, _quote(plain, found)) for _, id, found in stated][:MOST_SIGNS]


def _stated(known: _Known, text: str) -> re.Match[str] | None:
    """Where a sign is stated first, but for what an honest message says."""
    found = _first(known.stated, text)
    if found and known.honest:
        return _first(known.stated, _without(known.honest, text))
    return found


def _first(patterns: Iterable[_Pattern], text: str) -> re.Match[str] | None:
    lowered = _bare(text)
    likely = (one for one in patterns if all(part in lowered for part in one.parts))
    found = (match for one in likely if (match := one.phrase.search(text)))
    return min(found, key=lambda match: match.start(), default=None)


def _without(patterns: Iterable[_Pattern], text: str) -> str:
    """The text with a blank for each character that a pattern covers."""
    lowered, kept = _bare(text), list(text)
    for one in patterns:
        if all(part in lowered for part in one.parts):
            for match in one.phrase.finditer(text):
                kept[match.start() : match.end()] = "\0" * (match.end() - match.start())
    return "".join(kept)


def phrases() -> Mapping[str, Mapping[str, list[str]]]:
    """Return every phrase: language -> sign -> phrases. One with ! before it is an honest one."""
    folder = files("service.messages") / "phrases"
    read = sorted((one.name, one.read_text("utf-8")) for one in folder.iterdir())
    return {name.removesuffix(".toml"): tomllib.loads(text) for name, text in read}


def _plain(text: str) -> str:
    """One spelling for looks: compatibility forms (NFKC) and spaces are one, hidden marks gone."""
    seen = unicodedata.normalize("NFKC", visible(text))[:_MOST]
    return _SPACES.sub(" ", seen.translate(_APOSTROPHES))


def _bare(text: str) -> str:
    """As phrases are looked for before they are searched: in small letters, "dont" as "don't"."""
    return text.lower().replace("'", "")


def _quote(text: str, found: re.Match[str]) -> str:
    """The words found with a little of what is around them, cut between words where there are."""
    begin, end = max(0, found.start() - _AROUND), min(len(text), found.end() + _AROUND)
    head, tail = text[begin : found.start()], text[found.end() : end]
    if begin:
        head = "…" + (head.partition(" ")[2] if " " in head else head)
    if end < len(text):
        tail = (tail.rpartition(" ")[0] if " " in tail else tail) + "…"
    return (head + text[found.start() : found.end()] + tail).strip()


@cache
def _patterns() -> Mapping[str, _Known]:
    known: dict[str, _Known] = {}
    for signs in phrases().values():
        for id, said in signs.items():
            stated, honest = known.setdefault(id, _Known([], []))
            for phrase in said:
                (honest if phrase[0] == "!" else stated).append(_pattern(phrase.lstrip("!")))
    return known


def _pattern(phrase: str) -> _Pattern:
    """Bounded gaps keep the search linear in the text: from each start it looks 40 ahead."""
    parts = tuple(_plain(part.strip()) for part in phrase.split("..."))
    bodies = (re.escape(part).replace("'", "'?") for part in parts)
    body = rf".{{0,{_GAP}}}?".join(bodies)
    if not _SPACELESS.search(phrase):
        before = r"(?<!\w)" if phrase[0].isalnum() else ""
        after = r"(?!\w)" if phrase[-1].isalnum() else ""
        body = f"{before}{body}{after}"
    return _Pattern(tuple(map(_bare, parts)), re.compile(body, re.IGNORECASE))
