"""What a person at a terminal sees: tables, colours, dates. Scripts ask for --json instead."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.names.defang import defang as defanged

PIPE_COLUMNS = 240  # wide enough that a row stays one line, for grep
LONGEST = 160  # characters of one cell or target; feeds hold much longer ones

# Controls (C1 too: U+009B begins an escape sequence), what turns the writing direction round or
# joins and hides letters, line separators, and halves of surrogate pairs, which cannot be written.
UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def console(*, stderr: bool = False) -> Console:
    """A console that obeys NO_COLOR; a pipe gets long lines and no colour."""
    screen = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not screen.is_terminal:
        screen.width = PIPE_COLUMNS
    return screen


def emit_json(value: Any) -> None:
    """One JSON document on standard output; in ASCII, so that no terminal obeys what is in it."""
    click.echo(json.dumps(value, indent=2))


def say(text: str, style: str = "", *, stderr: bool = False) -> None:
    """One paragraph of text, never markup; a pipe gets it as one line."""
    screen = console(stderr=stderr)
    screen.print(Text(plain(text), style=style), soft_wrap=not screen.is_terminal)


def plain(text: str) -> str:
    """The text without what could move the cursor or turn the line round (it comes from feeds)."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def shorten(text: str, longest: int = LONGEST) -> str:
    """The text, or so many of its characters.

    >>> shorten("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"


def defang(text: str) -> str:
    """A target written so that a terminal or a mail program makes no link of it.

    >>> defang("http://shop.example/a.html")
    'hxxp://shop[.]example/a.html'

    One that is defanged already stays so.
    """
    return plain(shorten(defanged(text)))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: str = "") -> Table:
    """A table; the columns named in `right` hold numbers. Cells are text, never markup.

    On a narrow screen the first column, which people copy from, and numbers stay whole.
    """
    sheet = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        number = heading in right.split()
        whole = number or heading == headings[0]
        sheet.add_column(heading, justify="right" if number else "left", no_wrap=whole)
    for row in rows:
        sheet.add_row(*map(_cell, row))
    return sheet


def pairs(rows: Iterable[tuple[str, object]]) -> Table:
    """Names and what they stand for, without headings."""
    sheet = Table.grid(padding=(0, 2, 0, 0))
    sheet.add_column(style="bold", no_wrap=True)
    sheet.add_column()
    for name, value in rows:
        sheet.add_row(name, _cell(value))
    return sheet


def _cell(value: object) -> Text:
    return value if isinstance(value, Text) else Text(plain(shorten(str(value))))


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "file"), count(1200, "file")
    ('1 file', '1,200 files')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def ago(seconds: float) -> str:
    """A length of time in its largest unit.

    >>> ago(59), ago(7300), ago(400_000)
    ('59 seconds', '2 hours', '4 days')
    """
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            return count(int(seconds // size), unit)
    return count(max(0, int(seconds)), "second")
