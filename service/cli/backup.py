"""`mynah backup` and `mynah restore`: all that people sent in and moderators decided, in a file."""

import glob
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

import click

from service.cli.output import count, say
from service.cli.session import Failure, Usage, opened
from service.store.archive import BadArchive, Header
from service.store.restore import NotEmpty
from service.times import rfc3339

STDOUT = "-"
_DRAFT = re.compile(r"\..+\.[a-z0-9_]{8}")  # as `tempfile` names them
_DRAFT_SECONDS = 3600  # one that is being written grows all the while
NOUNS = {
    "reports": "report",
    "cases": "case",
    "appeals": "appeal",
    "decisions": "decision",
    "log": "line of the log",
    "tokens": "token",
}


@click.command()
@click.argument("file")
def backup(file: str) -> None:
    """Write reports, appeals, decisions, log and tokens to FILE; - is standard output.

    The service may go on meanwhile. The file holds personal data: keep it safe.
    """
    if file == STDOUT and is_terminal():
        raise Usage("FILE -: standard output is a terminal; send it to a file or a program.")
    with opened() as services:
        with destination(file) as out:
            header = services.backups.write(out)
        services.backups.note(header)
    where = "standard output" if file == STDOUT else file
    say(f"Wrote {holdings(header)} to {where}.", stderr=file == STDOUT)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in place of what is here now.")
def restore(file: Path, replace: bool) -> None:
    """Bring back what `mynah backup` wrote to FILE, all of it or nothing.

    The whole file is checked before anything is written.
    """
    with opened() as services, source(file) as read:
        try:
            header = services.restorer.restore(read, replace=replace)
        except BadArchive as problem:
            raise Failure(f"Nothing was restored: {file} {problem}.") from None
        except NotEmpty as problem:
            raise Failure(
                f"Nothing was restored: {problem}. To put the backup in their place: --replace"
            ) from None
    say(f"Restored {holdings(header)} as of {rfc3339(header.made_at)} (Mynah {header.program}).")


def holdings(header: Header) -> str:
    """What a backup holds, in words.

    >>> holdings(Header("1.0", 0, {"reports": 1, "log": 2, "tokens": 0}))
    '1 report, 2 lines of the log, 0 tokens'
    """
    said = ", ".join(
        count(header.counts[name], noun) for name, noun in NOUNS.items() if name in header.counts
    )
    return said.replace("line of the logs", "lines of the log")


def is_terminal() -> bool:
    """Whether a person would read what goes to standard output."""
    return sys.stdout.isatty()


@contextmanager
def destination(file: str) -> Iterator[BinaryIO]:
    """A stream whose contents are in FILE once the context is left in order, and not before."""
    if file == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    remove_old_drafts(path)
    try:
        # Mode 0600, whatever the umask; in the same folder, so that it can be renamed.
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
        draft = Path(name)
        try:
            with os.fdopen(number, "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            draft.replace(path)
            sync_folder(path.absolute().parent)
        finally:
            with suppress(FileNotFoundError):  # it was renamed
                draft.unlink()
    except OSError as problem:
        raise Failure(f"{file} cannot be written: {problem.strerror}.") from None


def remove_old_drafts(path: Path) -> None:
    """Remove what killed backups to this file left: it is personal, and nobody would look there."""
    eldest = time.time() - _DRAFT_SECONDS
    with suppress(OSError):  # one that cannot be removed keeps no backup from being made
        for draft in path.absolute().parent.glob(f".{glob.escape(path.name)}.*"):
            if _DRAFT.fullmatch(draft.name) and draft.stat().st_mtime < eldest:
                draft.unlink()


def sync_folder(folder: Path) -> None:
    """Make a rename in it survive a loss of power."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def source(path: Path) -> Iterator[BinaryIO]:
    """The file, to be read."""
    try:
        file = cast(BinaryIO, path.open("rb"))
    except OSError as problem:
        raise Usage(f"{path} cannot be read: {problem.strerror}.") from None
    with file:
        yield file
