"""What is wrong with a feed, in one line, however many files it has. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from service.cli.output import count, plain, shorten
from service.feeds.outcomes import FailureKind
from service.refresh.report import BAD, Outcome

_MOST = 3  # different things said of one feed
_LONGEST = 300  # characters of each


class File(NamedTuple):
    """One file as a report or a stored state has it."""

    path: str
    outcome: str
    detail: str


def tally(outcomes: Mapping[str, int]) -> str:
    """Say how many files ended in which way; of a single file only which way.

    >>> tally({"published": 1}), tally({"published": 3, "not-due": 1})
    ('published', '3 files published, 1 file not due')
    >>> tally({"starting-list": 2})
    '2 files failed, the starting list serves'
    """
    words: Counter[str] = Counter()
    for outcome, number in outcomes.items():
        name = Outcome.FAILED if outcome == Outcome.STARTING_LIST else outcome
        words[name.replace("-", " ")] += number
    alone = words.total() == 1
    said = ", ".join(w if alone else f"{count(n, 'file')} {w}" for w, n in words.items())
    return f"{said}, the starting list serves" if Outcome.STARTING_LIST in outcomes else said


def trouble(files: Iterable[File]) -> str:
    """Say what the files in trouble suffer from, equal sufferings once; empty when all are well."""
    groups: dict[str, list[File]] = {}
    for file in files:
        if file.outcome in BAD:
            alike = _suffering(file._replace(detail=file.detail.replace(file.path, "...")))
            groups.setdefault(alike, []).append(file)
    largest = sorted(groups.items(), key=lambda group: -len(group[1]))
    said = [_said(alike, group) for alike, group in largest[:_MOST]]
    if rest := sum(len(group) for _, group in largest[_MOST:]):
        said.append(f"{count(rest, 'more file')} in trouble")
    return "; ".join(said)


def _said(alike: str, group: list[File]) -> str:
    if len(group) == 1:
        return f"{plain(shorten(group[0].path))} {_suffering(group[0])}"
    return f"{count(len(group), 'file')} {alike}"


def _suffering(file: File) -> str:
    """`failed` or `refused`, and why; the kind of failure is for programs."""
    kind, _, rest = file.detail.partition(": ")
    if kind in set(FailureKind):
        return plain(shorten(f"failed: {rest}", _LONGEST))
    failed = file.outcome == Outcome.FAILED
    return plain(shorten(f"{'failed' if failed else 'refused'}: {file.detail}", _LONGEST))
