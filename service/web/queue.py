"""The open cases, the most urgent first, by page and by filter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import urlencode

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

    @property
    def is_narrow(self) -> bool:
        """Whether some open cases may not be shown."""
        return self != Filter(page=self.page)

    def query(self, page: int) -> str:
        """Return what stands in the address of a page of the queue under this filter."""
        fields = {
            "page": page,
            "kind": self.kind,
            "category": self.category,
            "urgent": "yes" if self.urgent else None,
            "appealed": "yes" if self.appealed else None,
            "waiting": "yes" if self.waiting else None,
        }
        return urlencode({name: value for name, value in fields.items() if value})

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
    taken: int  # with it, up to the end of this page
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
        page=min(_MOST_PAGES, max(1, int(page[:9]))) if page.isascii() and page.isdigit() else 1,
    )


def show(cases: Cases, chosen: Filter) -> Shown:
    """Return one page of the cases that a filter takes. Raises `StoreAway`."""
    start = (chosen.page - 1) * PAGE_SIZE
    end = start + PAGE_SIZE
    every = (case for case in _every(cases) if chosen.takes(case))
    taken = list(islice(every, end + 1))
    return Shown(taken[start:end], cases.waiting(), min(end, len(taken)), len(taken) > end)


def _every(cases: Cases) -> Iterator[Case]:
    start = 0
    while found := cases.queue(start, _AT_ONCE):
        yield from found
        start += _AT_ONCE
