"""The open cases, the most urgent first, by page and by filter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from service.casework import Case
from service.model import Category, Kind
from service.store.cases import Cases

PAGE_SIZE: Final = 25
_AT_ONCE: Final = 200
_MOST_PAGES: Final = 10_000


@dataclass(frozen=True)
class Filter:
    """Which open cases to show; what is None shows all."""

    kind: Kind | None = None
    category: Category | None = None
    urgent: bool = False
    appealed: bool = False
    waiting: bool = False  # for a second moderator
    page: int = 1

    def takes(self, case: Case) -> bool:
        """Whether a case is to be shown."""
        return (
            (self.kind is None or case.kind is self.kind)
            and (self.category is None or self.category in case.categories)
            and (not self.urgent or case.urgent)
            and (not self.appealed or bool(case.appeals))
            and (not self.waiting or case.proposal is not None)
        )


@dataclass(frozen=True)
class Shown:
    """One page of the queue."""

    cases: list[Case]
    waiting: int  # open cases, without the filter
    has_more: bool


def filter_of(query: Mapping[str, str]) -> Filter:
    """Read a filter from a page's address; what makes no sense there filters nothing."""
    kind, category, page = query.get("kind"), query.get("category"), query.get("page", "")
    return Filter(
        kind=Kind(kind) if kind in set(Kind) else None,
        category=Category(category) if category in set(Category) else None,
        urgent="urgent" in query,
        appealed="appealed" in query,
        waiting="waiting" in query,
        page=min(_MOST_PAGES, max(1, int(page))) if page.isascii() and page.isdigit() else 1,
    )


def show(cases: Cases, chosen: Filter) -> Shown:
    """Return one page of the cases that a filter takes. Raises `StoreAway`."""
    start = (chosen.page - 1) * PAGE_SIZE
    taken = (case for case in _every(cases) if chosen.takes(case))
    found = list(islice(taken, start, start + PAGE_SIZE + 1))
    return Shown(found[:PAGE_SIZE], cases.waiting(), len(found) > PAGE_SIZE)


def _every(cases: Cases) -> Iterator[Case]:
    start = 0
    while found := cases.queue(start, _AT_ONCE):
        yield from found
        start += _AT_ONCE
