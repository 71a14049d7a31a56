"""What a person at a terminal sees: tables, colours, dates. Scripts ask for --json instead."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def console(*, stderr: bool = False) -> Console:
    """A console that obeys NO_COLOR, and a pipe: no colour, no wrapping of cells."""
    screen = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not screen.is_terminal:
        screen.width = 200
    return screen


def emit_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def plain(text: str) -> str:
    """The text without what could move the cursor or turn the line round (it comes from feeds)."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def defang(text: str) -> str:
    """A target written so that a terminal or a mail program makes no link of it.

    >>> defang("http://shop.example/a.html")
    'hxxp://shop[.]example/a.html'
    """
    scheme, separator, rest = text.rpartition("://")
    host, slash, path = rest.partition("/")
    shown = scheme.replace("http", "hxxp") + separator + host.replace(".", "[.]")
    return plain(shown + slash + path)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: str = "") -> Table:
    """A table; the columns named in `right` hold numbers. Cells are text, never markup."""
    sheet = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        sheet.add_column(heading, justify="right" if heading in right.split() else "left")
    for row in rows:
        sheet.add_row(*(cell if isinstance(cell, Text) else Text(plain(str(cell))) for cell in row))
    return sheet


def moment(seconds: float) -> str:
    """A Unix time as a person reads it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def rfc3339(seconds: float) -> str:
    """A Unix time as JSON has it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def ago(seconds: float) -> str:
    """A length of time in its largest unit.

    >>> ago(59), ago(7300), ago(400_000)
    ('59 seconds', '2 hours', '4 days')
    """
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    count = max(0, int(seconds))
    return f"{count} second{'' if count == 1 else 's'}"
