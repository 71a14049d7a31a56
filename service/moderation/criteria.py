"""What is listed as what: `criteria.toml`, for the pages of moderators and for docs/criteria.md, of
which `python -m service.moderation.criteria` prints the part on each category. Pure.
"""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from textwrap import wrap
from typing import Any, Final

from service.model import Category, Severity

NAME: Final = "criteria.toml"
_WIDTH: Final = 120
_SEVERITIES: Final = {
    Severity.BLOCK: "a full page before the site opens",
    Severity.WARN: "a bar, and the visit goes on",
}


class BadCriteria(ValueError):
    """The file cannot be used. The message names the category and the field."""


@dataclass(frozen=True)
class Criterion:
    """What is listed in one category, and what a moderator must have seen."""

    listed: str
    not_listed: tuple[str, ...]
    evidence: tuple[str, ...]  # one of these
    severity: Severity  # what the forms propose


@dataclass(frozen=True)
class Criteria:
    """Those of every category, and what is listed in none."""

    of: Mapping[Category, Criterion]
    never: tuple[str, ...]


@cache
def criteria() -> Criteria:
    """Return the packaged criteria, in the order of their file. Raises `BadCriteria`."""
    return read((files("service.moderation") / NAME).read_text("utf-8"))


def read(text: str) -> Criteria:
    """Return the criteria of a file, which has every category. Raises `BadCriteria`."""
    document = tomllib.loads(text)
    never = _sentences("every category", "never", document.pop("never", None))
    of: dict[Category, Criterion] = {}
    for name, table in document.items():
        if name not in set(Category):
            raise BadCriteria(f"{NAME}: {name!r} is no category")
        of[Category(name)] = _criterion(name, table)
    for category in Category:
        if category not in of:
            raise BadCriteria(f"{NAME}: '{category}' is missing")
    return Criteria(of, never)


def _criterion(name: str, table: Mapping[str, Any]) -> Criterion:
    fields = {"listed", "not_listed", "evidence", "severity"}
    for field in sorted(fields ^ set(table)):
        wrong = "is missing" if field in fields else "is not known here"
        raise BadCriteria(f"{NAME}: {name!r}, field '{field}': {wrong}")
    (listed,) = _sentences(name, "listed", [table["listed"]])
    try:
        severity = Severity(table["severity"])
    except ValueError:
        known = ", ".join(Severity)
        said = f"{table['severity']!r} is none of {known}"
        raise BadCriteria(f"{NAME}: {name!r}, field 'severity': {said}") from None
    return Criterion(
        listed=listed,
        not_listed=_sentences(name, "not_listed", table["not_listed"]),
        evidence=_sentences(name, "evidence", table["evidence"]),
        severity=severity,
    )


def _sentences(name: str, field: str, value: object) -> tuple[str, ...]:
    """Return sentences; there is at least one."""
    texts = value if isinstance(value, list) else []
    if not texts or not all(isinstance(text, str) and text.endswith(".") for text in texts):
        raise BadCriteria(f"{NAME}: {name!r}, field '{field}': must hold sentences")
    return tuple(texts)


def part() -> str:
    """Return the part of docs/criteria.md on each category, as Markdown."""
    known = criteria()
    parts = [_list("## In no category", known.never)]
    for category, one in known.of.items():
        parts.append(f"## `{category}`\n\n{_wrapped(one.listed)}\n")
        parts.append(_list("Not listed:", one.not_listed))
        parts.append(_list("Seen by the moderator, one of:", one.evidence))
        parts.append(f"Warning: {_SEVERITIES[one.severity]}.\n")
    return "\n".join(parts)


def _list(head: str, sentences: tuple[str, ...]) -> str:
    lines = [_wrapped(f"- {sentence}", "  ") for sentence in sentences]
    return "\n".join([head, "", *lines, ""])


def _wrapped(text: str, indent: str = "") -> str:
    return "\n".join(wrap(text, _WIDTH, subsequent_indent=indent, break_on_hyphens=False))


if __name__ == "__main__":
    sys.stdout.write(part())
