"""When each entry of a draft came to the list as it is: who follows it asks for what is newer.

An entry keeps its time from list to list while what may be passed on of it stays the same, so that
one that changed is as new as one that was never there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from service.model import Fact, Source
from service.store.drafts import Draft, FeedInfo, Meta

_Said = tuple[str, str, tuple[Source, ...]]


def times(
    draft: Draft, at: int, before: Meta, rows: Iterator[tuple[str, int, int]]
) -> Iterator[int]:
    """Yield the time of each expression of the draft, in their order (unix seconds).

    `rows` are the expressions of the list `before`, sorted, each with the number of its fact and
    its time; what is new or changed has `at`.
    """
    same = _comparison(_said(draft.facts, draft.feeds), _said(before.facts, before.feeds))
    row = next(rows, None)
    for text in sorted(draft.entries):
        while row is not None and row[0] < text:
            row = next(rows, None)
        kept = row is not None and row[0] == text and same(draft.entries[text], row[1])
        if kept and draft.links.get(text) == before.links.get(text):
            yield row[2] if row else at
        else:
            yield at


def _said(facts: Sequence[Fact], feeds: Mapping[str, FeedInfo]) -> list[_Said]:
    """What may be passed on of each fact."""
    shut = {feed.id for feed in feeds.values() if not feed.redistribute}
    return [
        (fact.severity, fact.category, tuple(s for s in fact.sources if s.feed not in shut))
        for fact in facts
    ]


def _comparison(new: list[_Said], old: list[_Said]) -> Callable[[int, int], bool]:
    """Return what says whether two facts, by number, are alike; each pair is compared once."""
    known: dict[tuple[int, int], bool] = {}

    def same(one: int, other: int) -> bool:
        pair = one, other
        if pair not in known:
            known[pair] = new[one] == old[other]
        return known[pair]

    return same
