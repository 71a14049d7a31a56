"""What is wrong with a feed, in one line, however many files it has. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from service.cli.output import count, plain, shorten
from service.feeds.outcomes import FailureKind
from service.refresh.report import BAD, Outcome

_MOST = 3  # different things said of one feed


class File(NamedTuple):
    """One file as a report or a stored state has it."""

    path: str
    outcome: str
    detail: str


def trouble(files: Iterable[File]) -> str:
    """Say what the files in trouble suffer from, equal sufferings once; empty when all are well."""
    groups: dict[str, list[str]] = {}
    for file in files:
        if file.outcome in BAD:
            groups.setdefault(_suffering(file), []).append(file.path)
    largest = sorted(groups.items(), key=lambda group: -len(group[1]))
    said = [f"{_named(paths)} {suffering}" for suffering, paths in largest[:_MOST]]
    if rest := sum(len(paths) for _, paths in largest[_MOST:]):
        said.append(f"{count(rest, 'more file')} in trouble")
    return "; ".join(said)


def _suffering(file: File) -> str:
    """`failed` or `refused`, and why; the kind of failure is for programs."""
    kind, _, rest = file.detail.partition(": ")
    if kind in set(FailureKind):
        return plain(shorten(f"failed: {rest}"))
    failed = file.outcome == Outcome.FAILED
    return plain(shorten(f"{'failed' if failed else 'refused'}: {file.detail}", 400))


def _named(paths: list[str]) -> str:
    return plain(paths[0]) if len(paths) == 1 else count(len(paths), "file")
