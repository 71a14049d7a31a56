"""Counts over time, as this process read them last: a crowd costs Redis one reading a minute."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final, NamedTuple

from service.lists.tally import EMPTY, Tally
from service.store.history import DAY, DeskCounts, History

DAYS: Final = 90
_KEEP_SECONDS: Final = 60  # a thousand cases are read for one answer


class Stats(NamedTuple):
    """What was counted; `today` is a day from 1970-01-01."""

    days: Mapping[str, Tally]  # the oldest first
    desk: DeskCounts
    today: int

    @property
    def latest(self) -> Tally:
        """The counts of the newest list."""
        return next(reversed([*self.days.values()]), EMPTY)


class OverTime:
    """One per application."""

    def __init__(self, history: History, clock: Callable[[], float]) -> None:
        self._history = history
        self._clock = clock
        self._lock = Lock()
        self._known: tuple[float, Stats] | None = None

    def read(self) -> Stats:
        """Return the counts, at most a minute old. Raises `StoreAway`."""
        with self._lock:
            now = self._clock()
            if self._known is None or not 0 <= now - self._known[0] <= _KEEP_SECONDS:
                today = int(now) // DAY
                found = Stats(self._history.days(), self._history.desk(today, DAYS), today)
                self._known = (now, found)
            return self._known[1]
