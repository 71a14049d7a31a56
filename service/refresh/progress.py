"""Whoever watches a refresh: a progress bar, or lines in a log."""

from typing import Protocol

from service.refresh.report import FileReport


class Progress(Protocol):
    """Is told what is going on, as it goes on."""

    def begin(self, files: int) -> None:
        """So many files are going to be looked at."""

    def file(self, report: FileReport) -> None:
        """One of them is done."""

    def phase(self, text: str) -> None:
        """What is being done now."""


class Silent:
    """Nobody watches."""

    def begin(self, files: int) -> None:
        """See Progress."""

    def file(self, report: FileReport) -> None:
        """See Progress."""

    def phase(self, text: str) -> None:
        """See Progress."""
