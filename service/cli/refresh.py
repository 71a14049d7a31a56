"""`mynah refresh` and `mynah rollback`: what a maintainer's timer runs, and the way back."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from service.cli.output import console, emit_json, table
from service.cli.session import Failure, Usage, opened
from service.refresh.plan import UnknownFeed
from service.refresh.report import BAD, FileReport, Outcome, RefreshReport
from service.store.errors import Held, NothingToRollBackTo, Pinned

TROUBLED = 4  # published, but some feed was refused or failed
QUIET = frozenset({Outcome.NOT_DUE, Outcome.ABSENT, Outcome.KEPT, Outcome.UNCHANGED})


@click.command()
@click.option("--feed", "feeds", multiple=True, metavar="ID", help="Only this feed, due or not.")
@click.option("--accept", multiple=True, metavar="ID", help="Take this feed's change in size once.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be published.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def refresh(feeds: tuple[str, ...], accept: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Fetch the feeds and publish a new list, if there is anything new.

    Exit code 4: some feed was refused or failed; its last good copy stays, the others count.
    """
    with opened() as services, watching(as_json) as watcher:
        try:
            report = services.refresher().run(
                feeds or None, dry_run=dry_run, accept=frozenset(accept), progress=watcher
            )
        except UnknownFeed as problem:
            raise Usage(str(problem)) from None
        except Held as problem:
            raise Failure(f"Another refresh is at work: {problem.holder}.") from None
        except Pinned as problem:
            raise Failure(f"{problem} (mynah rollback --unpin)") from None
    if as_json:
        emit_json(report.to_json())
    else:
        show(report)
    click.get_current_context().exit(TROUBLED if report.troubled else 0)


@click.command()
@click.option("--unpin", is_flag=True, help="Let refreshes publish again.")
def rollback(unpin: bool) -> None:
    """Put the list before the live one back, and pin it."""
    with opened() as services:
        if unpin:
            services.generations.unpin()
            console().print("Refreshes publish again, from the next one on.")
            return
        try:
            target = services.generations.rollback()
        except NothingToRollBackTo as problem:
            raise Failure(f"Nothing to go back to: {problem}.") from None
    console().print(f"{target} is live again and pinned. To let refreshes publish: --unpin")


class Watcher:
    """A progress bar on a terminal; in a log, a line for each file that was read or failed."""

    def __init__(self, bar: Progress | None) -> None:
        self._bar = bar
        self._task = bar.add_task("feeds", total=None) if bar else None

    def begin(self, files: int) -> None:
        """So many files are going to be looked at."""
        if self._bar and self._task is not None:
            self._bar.update(self._task, total=files)

    def file(self, report: FileReport) -> None:
        """One of them is done: trouble is said at once, one line a file."""
        if self._bar and self._task is not None:
            self._bar.advance(self._task)
        if report.outcome in BAD or (self._bar is None and report.outcome not in QUIET):
            said = Text(sentence(report), style="red" if report.outcome in BAD else "")
            (self._bar.console if self._bar else console(stderr=True)).print(said)

    def phase(self, text: str) -> None:
        """What is being done now."""
        if self._bar and self._task is not None:
            self._bar.update(self._task, description=text)
        else:
            click.echo(text, err=True)


@contextmanager
def watching(as_json: bool) -> Iterator[Watcher | None]:
    """A watcher that suits where the output goes; nobody watches while JSON is asked for."""
    screen = console(stderr=True)
    if as_json or not screen.is_terminal:
        yield None if as_json else Watcher(None)
        return
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        yield Watcher(bar)


def sentence(report: FileReport) -> str:
    """What became of one file."""
    if report.detail:
        return f"{report.name}: {report.outcome}: {report.detail}"
    return f"{report.name}: {report.outcome}, {report.kept:,} entries from {report.lines:,} lines"


def show(report: RefreshReport) -> None:
    """A line for each feed, the reasons for what was skipped and held, and the upshot."""
    screen = console()
    feeds = sorted({file.feed for file in report.files})
    headings = ("feed", "files", "lines", "kept", "skipped", "held", "outcome")
    rows = [line(feed, report) for feed in feeds]
    screen.print(table(headings, rows, right="files lines kept skipped held"))
    screen.print(upshot(report))


def line(feed: str, report: RefreshReport) -> tuple[object, ...]:
    """One feed's part of the report."""
    files = [file for file in report.files if file.feed == feed]
    outcomes: dict[str, int] = {}
    for file in files:
        outcomes[file.outcome] = outcomes.get(file.outcome, 0) + 1
    said = ", ".join(f"{n} {name}" if len(files) > 1 else name for name, n in outcomes.items())
    trouble = any(file.outcome in BAD for file in files)
    skipped = sum(sum(file.skipped.values()) for file in files)
    held = sum(report.held.get(feed, {}).values())
    counts = (len(files), sum(f.lines for f in files), sum(f.kept for f in files), skipped, held)
    return feed, *(f"{n:,}" for n in counts), Text(said, style="red" if trouble else "")


def upshot(report: RefreshReport) -> str:
    """The last line: what is live now."""
    took = f"in {report.seconds:.1f} s"
    if report.dry_run:
        return f"Dry run {took}: a list of {report.entries:,} entries; nothing was written."
    if report.generation is None:
        return f"Nothing new {took}: the list of {report.entries:,} entries stays."
    return f"Published {report.generation} {took}: {report.entries:,} entries."
