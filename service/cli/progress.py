"""How a refresh shows that it goes on: a bar on a terminal, a line for each step in a log."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from service.cli.output import console, count, say
from service.refresh.pipeline import Progress as Watches
from service.refresh.pipeline import Silent
from service.refresh.report import FileReport


class Bar:
    """A progress bar that vanishes when the work is done."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("fetching", total=None)

    def begin(self, files: int) -> None:
        """So many files are going to be looked at."""
        self._bar.update(self._task, total=files)

    def file(self, report: FileReport) -> None:  # noqa: ARG002 - what became of it: in the table
        """One of them is done."""
        self._bar.advance(self._task)

    def phase(self, text: str) -> None:
        """What is being done now."""
        self._bar.update(self._task, description=text)


class Lines(Silent):
    """A line for each step. A file is no step: a feed may have hundreds."""

    def begin(self, files: int) -> None:
        """So many files are going to be looked at."""
        say(f"looking at {count(files, 'file')}", stderr=True)

    def phase(self, text: str) -> None:
        """What is being done now."""
        say(text, stderr=True)


@contextmanager
def watching(*, silent: bool) -> Iterator[Watches]:
    """A watcher that suits where standard error goes."""
    screen = console(stderr=True)
    if silent:
        yield Silent()
    elif not screen.is_terminal:
        yield Lines()
    else:
        columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=screen, transient=True) as bar:
            yield Bar(bar)
