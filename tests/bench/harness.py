"""What every bench shares: measurements taken in turn, and figures that are always a ratio.

The two sides of a figure are measured A B A B, so that a machine which slows down meanwhile slows
both; the ratio is taken pair by pair. Nothing here judges: the aim is printed beside the figure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Figure(NamedTuple):
    """One row: the values of each round, ours and the peer's, in `unit`."""

    what: str
    ours: Sequence[float]
    peer: str
    theirs: Sequence[float]
    unit: str
    aim: str = ""

    def row(self) -> list[str]:
        """Return the cells of the table's row."""
        pairs = zip(self.ours, self.theirs, strict=True)
        ratio = spread([ours / theirs for ours, theirs in pairs])
        ours, theirs = (f"{spread(side)} {self.unit}" for side in (self.ours, self.theirs))
        return [self.what, f"**{ratio}**", self.aim, ours, theirs, self.peer]


@dataclass(frozen=True)
class Section:
    """What one bench found, and how it was found."""

    title: str
    about: str
    figures: list[Figure]
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        """Return the section as it stands in the document."""
        head = ["figure", "ratio", "aim", "Mynah", "peer", "the peer is"]
        lines = [f"## {self.title}", "", self.about, "", _row(head), _row(["---"] * len(head))]
        lines += [_row(figure.row()) for figure in self.figures]
        if self.notes:
            lines += ["", *[f"- {note}" for note in self.notes]]
        return "\n".join(lines) + "\n"


def in_turn(sides: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Call each side once a round; every other round goes backwards, so that none is favoured."""
    found: dict[str, list[T]] = {name: [] for name in sides}
    for number in range(rounds):
        names = list(sides)
        for name in names if number % 2 == 0 else reversed(names):
            found[name].append(sides[name]())
    return found


def spread(values: Sequence[float]) -> str:
    """Return the median, and the lowest and highest where they differ from it."""
    low, middle, high = (_number(value) for value in (min(values), median(values), max(values)))
    return middle if low == high else f"{middle} ({low} to {high})"


def _number(value: float) -> str:
    """Return three significant digits, and whole numbers whole."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 else f"{value:.6f}"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
