"""What every parser gives back, and the checks they share. Syntax only: no hosts, no chains."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import repeat
from typing import NamedTuple

from service.model import Category

# Longer texts are no host, URL or address that a browser would open.
MAX_TEXT = 4096

# One unbroken text: no white space, control or replacement character, no wildcard, no mark-up.
# \ud800-\udfff are lone surrogates, which JSON can spell and UTF-8 cannot.
_PLAIN = re.compile(rf"[^\s\x00-\x1f\x7f*<>\"\ufffd\ud800-\udfff]{{1,{MAX_TEXT}}}").fullmatch
_UNREADABLE = re.compile("[\ufffd\ud800-\udfff]")
_DECLARED = re.compile(
    r"^[#!][ \t]*(?:Number of )?entries:[ \t]*([\d,]+)", re.IGNORECASE | re.MULTILINE
)
_HEADER_CHARACTERS = 4096


class Skip(StrEnum):
    """Why a line gave no item. These words are shown to operators and kept in feed states."""

    SWITCHED_OFF = "switched-off"  # a rule its author commented out
    REGEX = "regex"
    WILDCARD = "wildcard"
    MODIFIER = "modifier"  # a rule that holds only under conditions
    MALFORMED = "malformed"
    EMPTY = "empty"
    TOO_LONG = "too-long"
    ENCODING = "encoding"  # bytes that are no UTF-8, or half a surrogate pair
    LOCAL = "local-name"  # a hosts file's own localhost lines
    NOT_A_SITE = "not-a-site"  # a heading that names no site, such as "clipboard hijacker"
    ECHO = "echo"  # a peer's entry that comes from us, or from feeds that we read ourselves
    OTHER_LABEL = "other-label"  # an address labelled as something we did not ask for


class ParseError(ValueError):
    """The whole body is not what the format says. `.reason` is one short sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Item(NamedTuple):
    """One thing a feed lists, as the feed spells it."""

    text: str  # a host, URL or wallet address
    category: Category | None = None  # only where the feed says so line by line
    first_seen: date | None = None
    links: tuple[str, ...] = ()  # a site's wallets, or a wallet's sites
    brand: str | None = None  # the name the site trades under
    origins: tuple[str, ...] = ()  # of a peer's entry: who said it first, and who passed it on


@dataclass(slots=True)
class Parsed:
    """One file, read. `lines == len(items) + len(exceptions) + skipped.total()`, always.

    A line is whatever the format counts as one claim: a rule, a row, a list member, a record.
    Blank lines, comments and headers claim nothing and are not counted.
    """

    items: list[Item] = field(default_factory=list)
    # The feed's own. A host covers what is below it, save on platforms: refresh knows those.
    exceptions: list[str] = field(default_factory=list)
    lines: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    declared: int | None = None  # the number of entries that the file's header promises
    vouched: bool = False  # its publisher signed it as the whole: it may hold nothing for us


def text_of(body: bytes) -> str:
    """Decode a feed's text; bytes that are no UTF-8 become U+FFFD, which `sift` counts."""
    if b"\0" in body:
        raise ParseError("not text: it holds NUL bytes")
    return body.decode("utf-8-sig", errors="replace")


def declared_in(text: str) -> int | None:
    """Find the entry count in a header such as `# Entries: 8,527`."""
    found = _DECLARED.search(text, 0, _HEADER_CHARACTERS)
    digits = found[1].replace(",", "")[:12] if found else ""
    return int(digits) if digits else None


def why_unusable(text: str) -> Skip | None:
    """Say why a stripped text cannot name one host, URL or address, or None when it may."""
    if _PLAIN(text):
        return None
    if not text:
        return Skip.EMPTY
    if len(text) > MAX_TEXT:
        return Skip.TOO_LONG
    if _UNREADABLE.search(text):
        return Skip.ENCODING
    if "*" not in text or not _PLAIN(text.replace("*", "x")):
        return Skip.MALFORMED
    # A star in a path is an ordinary character; in a host it stands for many hosts.
    return Skip.WILDCARD if "*" in re.split("[/?#]", text.split("://")[-1])[0] else None


def scalar(text: str) -> str:
    """Read a plain or quoted YAML scalar that ends on its line."""
    text = text.strip()
    if text[:1] in ('"', "'"):
        return text[1:].partition(text[0])[0].strip()
    return text.partition(" #")[0].rstrip()


def sift(texts: Iterable[object]) -> tuple[list[str], Counter[str]]:
    """Part usable texts, stripped, from the rest, which is counted by reason."""
    usable: list[str] = []
    skipped: Counter[str] = Counter()
    keep = usable.append
    for text in texts:
        if not isinstance(text, str):
            skipped[Skip.MALFORMED] += 1
        elif _PLAIN(text):
            keep(text)
        elif reason := why_unusable(stripped := text.strip()):
            skipped[reason] += 1
        else:
            keep(stripped)
    return usable, skipped


def items_of(texts: Iterable[str], first_seen: date | None = None) -> list[Item]:
    """Make items that have a text and perhaps a day. In C throughout: half the time of `Item()`."""
    rest = (repeat(None), repeat(first_seen), repeat(()), repeat(None), repeat(()))
    return list(map(partial(tuple.__new__, Item), zip(texts, *rest, strict=False)))


def parsed_list(
    texts: Iterable[object], *, as_exceptions: bool = False, first_seen: date | None = None
) -> Parsed:
    """Read plain texts as items, or all of them as the feed's own exceptions."""
    usable, skipped = sift(texts)
    lines = len(usable) + skipped.total()
    if as_exceptions:
        return Parsed(exceptions=usable, lines=lines, skipped=skipped)
    return Parsed(items=items_of(usable, first_seen), lines=lines, skipped=skipped)
