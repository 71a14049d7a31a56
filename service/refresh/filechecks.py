"""Is a freshly fetched file what the feed normally is? Pure: counts in, a refusal with reason out.

A refused file changes nothing: the last good copy stays in the list. Only a maintainer who has
looked can `accept` a change in size; a page of HTML is never accepted.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from service.feeds.parsers import Skip

# Below this many entries a percentage says nothing: a sanctions list of ten may well lose four.
SLACK = 20
# A header's count may differ by this share: some generators count before their last clean-up.
DECLARED_TOLERANCE = 0.02
_ERROR_KEYS = {"error", "errors", "message", "detail", "status", "code"}
_ERROR_BYTES = 20_000
_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
# Lines a feed has on purpose and we cannot use: they say nothing about the file being broken.
_MEANT = frozenset({Skip.SWITCHED_OFF, Skip.REGEX, Skip.WILDCARD, Skip.MODIFIER, Skip.LOCAL})
_MEANT_TOO = frozenset({Skip.OTHER_LABEL, Skip.ECHO, Skip.NOT_A_SITE, "duplicate"})


class Fault(StrEnum):
    """What is wrong with a file as a whole."""

    ERROR_PAGE = "error-page"
    EMPTY = "empty"
    NOT_THE_FORMAT = "not-the-format"
    UNREADABLE = "unreadable"  # fewer than half of its lines could be used
    TRUNCATED = "count-mismatch"  # its own header promises another number
    TOO_FEW = "too-few"
    SHRUNK = "shrunk"
    GROWN = "grown"


# What a maintainer may accept after looking: sizes, never nonsense.
ACCEPTABLE = frozenset({Fault.TRUNCATED, Fault.TOO_FEW, Fault.SHRUNK, Fault.GROWN})


class Refusal(NamedTuple):
    """A file that was not taken, and why, in a sentence for people."""

    fault: Fault
    detail: str


@dataclass(frozen=True)
class Limits:
    """The catalogue's numbers for one file. Shares of the last good copy's entries."""

    max_shrink: float  # 0.3: at most this share may be lost between two good copies
    max_growth: float  # 3.0: at most three times as many
    min_entries: int


@dataclass(frozen=True)
class Counts:
    """What parsing and canonicalising one file gave."""

    lines: int
    kept: int  # entries and the feed's own exceptions
    skipped: dict[str, int]
    declared: int | None = None
    vouched: bool = False  # its publisher signed it as the whole


def error_page(body: bytes) -> Refusal | None:
    """Recognise what servers send with status 200 in place of the file."""
    if not body.strip():
        return Refusal(Fault.EMPTY, "the body is empty")
    if _HTML.match(body[:_ERROR_BYTES]):
        return Refusal(Fault.ERROR_PAGE, "an HTML page came instead of the file")
    if len(body) <= _ERROR_BYTES and body.lstrip()[:1] == b"{" and _is_error(body):
        return Refusal(Fault.ERROR_PAGE, "a JSON error message came instead of the file")
    return None


def judge_file(
    counts: Counts, limits: Limits, last: int | None, *, accepted: bool = False
) -> Refusal | None:
    """Compare a parsed file with itself and with the `last` good copy's number of entries."""
    refusal = _judge(counts, limits, last)
    if refusal and accepted and refusal.fault in ACCEPTABLE:
        return None
    return refusal


def _judge(counts: Counts, limits: Limits, last: int | None) -> Refusal | None:
    unusable = sum(n for why, n in counts.skipped.items() if why not in _MEANT | _MEANT_TOO)
    claims = counts.kept + counts.skipped.get("duplicate", 0)
    if unusable > claims:
        return Refusal(
            Fault.UNREADABLE, f"only {claims:,} of {claims + unusable:,} lines could be used"
        )
    if not claims and not counts.vouched and (limits.min_entries or last):
        return Refusal(Fault.EMPTY, "nothing in it could be used")
    if (mismatch := _mismatch(counts)) is not None:
        return mismatch
    if counts.kept < limits.min_entries:
        return Refusal(
            Fault.TOO_FEW,
            f"{counts.kept:,} entries, where at least {limits.min_entries:,} are usual",
        )
    return None if last is None else _sizes(counts.kept, limits, last)


def _mismatch(counts: Counts) -> Refusal | None:
    """Compare with the header, before anything was skipped or found twice."""
    if counts.declared is None:
        return None
    tolerance = max(SLACK, counts.declared * DECLARED_TOLERANCE)
    if abs(counts.declared - counts.lines) <= tolerance:
        return None
    return Refusal(
        Fault.TRUNCATED, f"its header promises {counts.declared:,} entries, it has {counts.lines:,}"
    )


def _sizes(kept: int, limits: Limits, last: int) -> Refusal | None:
    if last - kept > max(SLACK, last * limits.max_shrink):
        return Refusal(Fault.SHRUNK, f"{last:,} entries fell to {kept:,}")
    if kept > max(last + SLACK, last * limits.max_growth):
        return Refusal(Fault.GROWN, f"{last:,} entries grew to {kept:,}")
    return None


def _is_error(body: bytes) -> bool:
    try:
        document: Any = json.loads(body)
    except ValueError:
        return False
    if not isinstance(document, dict):
        return False
    texts = {key for key, value in document.items() if isinstance(value, str | int)}
    return bool(texts & _ERROR_KEYS)
