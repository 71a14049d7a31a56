"""How many entries a list has, counted in the ways that people ask for. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from service.model import Fact, Kind


class Tally(NamedTuple):
    """Counts of entries. Of feeds and pairs of feeds only what they list today counts."""

    entries: int
    kinds: dict[str, int]
    severities: dict[str, int]
    categories: dict[str, int]
    chains: dict[str, int]
    feeds: dict[str, int]
    alone: dict[str, int]  # feed -> entries that no other feed lists
    pairs: dict[str, int]  # "one other", by letters -> entries that both list


_CONTACTS = ("tel", "mailto")  # a handle stands among the pages, by its link
EMPTY = Tally(0, {}, {}, {}, {}, {}, {}, {})


def tally(entries: Mapping[str, int], facts: Sequence[Fact]) -> Tally:
    """Count entries (expression -> number of its fact).

    Entries have few facts, so what a fact says is read once for all its entries.
    """
    severities, categories = Counter[str](), Counter[str]()
    feeds, alone, pairs = Counter[str](), Counter[str](), Counter[str]()
    for number, count in Counter(entries.values()).items():
        fact = facts[number]
        severities[fact.severity] += count
        categories[fact.category] += count
        listing = sorted({source.feed for source in fact.sources if source.last_seen is None})
        for feed in listing:
            feeds[feed] += count
        if len(listing) == 1:
            alone[listing[0]] += count
        for pair in combinations(listing, 2):
            pairs[" ".join(pair)] += count
    named = Counter(text.partition(":")[0] for text in entries if "/" not in text)
    contacts = sum(named.pop(scheme, 0) for scheme in _CONTACTS)
    chains = named
    hosts = sum(text.endswith("/") and text.count("/") == 1 for text in entries)
    addresses = chains.total()
    kinds = {
        Kind.HOST.value: hosts,
        Kind.URL.value: len(entries) - hosts - addresses - contacts,
        Kind.ADDRESS.value: addresses,
        Kind.CONTACT.value: contacts,
    }
    counted = (severities, categories, chains, feeds, alone, pairs)
    return Tally(len(entries), kinds, *(_by_size(counts) for counts in counted))


def _by_size(counts: Counter[str]) -> dict[str, int]:
    """The largest first; equal ones by letters, so that the same list is always told alike."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
