"""What a refresh did, file by file: for the terminal, for JSON, for the feeds' states."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of one file. A closed set: shown by `mynah feeds` and on `/v1/feeds`."""

    PUBLISHED = "published"  # fetched, judged good, and used
    UNCHANGED = "unchanged"  # the server, or the body itself, said so
    REFUSED = "refused"  # fetched, and not believed: the last good copy stays
    FAILED = "failed"  # not fetched: the last good copy stays
    ABSENT = "absent"  # an optional file that the feed does not have
    NOT_DUE = "not-due"  # asked for too recently, or told to wait
    KEPT = "kept"  # a past day's file, which never changes
    STARTING_LIST = "starting-list"  # failed, with no good copy yet: the packaged list serves


BAD = frozenset({Outcome.REFUSED, Outcome.FAILED, Outcome.STARTING_LIST})


@dataclass(frozen=True)
class FileReport:
    """One file of one feed."""

    feed: str
    path: str
    outcome: Outcome
    detail: str = (
        ""  # one sentence for a person: why it was refused, what failed, until when to wait
    )
    lines: int = 0
    kept: int = 0  # entries in canonical form, before the guards
    skipped: Mapping[str, int] = field(default_factory=dict)  # reason -> lines
    added: int = 0
    gone: int = 0  # entries that the file no longer has

    @property
    def name(self) -> str:
        """How the file is called in a generation's copies."""
        return f"{self.feed}/{self.path}"


@dataclass(frozen=True)
class RefreshReport:
    """A whole refresh. `generation` is None when nothing was published."""

    files: tuple[FileReport, ...]
    generation: str | None
    entries: int  # in the live list, or in the one that would have been published
    seconds: float
    dry_run: bool = False
    held: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # feed -> reason -> entries
    refused: str | None = None  # why the list that was built is not published, for a person
    listed: Mapping[str, int] = field(default_factory=dict)  # feed -> its entries in that list

    @property
    def troubled(self) -> bool:
        """Whether some feed was refused or failed: exit code 4 of `mynah refresh`."""
        return any(file.outcome in BAD for file in self.files)

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many files ended in which way."""
        return Counter(file.outcome for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """The report as `mynah refresh --json` prints it."""
        return {
            "generation": self.generation,
            "dry_run": self.dry_run,
            "entries": self.entries,
            "seconds": round(self.seconds, 3),
            "files": [_row(file) for file in self.files],
            "listed": dict(self.listed),
            "held": {feed: dict(reasons) for feed, reasons in self.held.items()},
        } | ({"refused": self.refused} if self.refused else {})


def _row(file: FileReport) -> dict[str, Any]:
    row = {
        "feed": file.feed,
        "path": file.path,
        "outcome": file.outcome.value,
        "detail": file.detail,
        "lines": file.lines,
        "kept": file.kept,
        "skipped": dict(file.skipped),
        "added": file.added,
        "gone": file.gone,
    }
    return {name: value for name, value in row.items() if value not in ("", {})}
