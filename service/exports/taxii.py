"""TAXII 2.1's collections: one for each category, with the STIX objects of its entries. Pure.

Within a collection objects stand in the order in which they came to it, as TAXII asks for. What
others refer to (identities, marking definitions) came with the first that does.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from service.exports import stix
from service.exports.edition import Edition, Entry, entry
from service.model import Category, Fact, Severity
from service.times import seconds_of

KINDS: Final = ("marking-definition", "identity", "indicator", "sighting", "relationship")
"""The types of objects; where several came at once, in this order."""

_NO_FACT: Final = Fact(Severity.WARN, Category.SCAM, ())  # where only the name counts
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Collection(NamedTuple):
    """A collection, by an id that is the same everywhere and for ever."""

    id: str
    category: Category

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Reported as {self.category}"


COLLECTIONS: Final = tuple(
    Collection(stix.made_id("collection", category).partition("--")[2], category)
    for category in Category
)


class Row(NamedTuple):
    """An object: an entry's indicator or sighting, or another that stands in `body` as JSON."""

    category: str
    came: int  # unix seconds
    kind: str
    id: str
    expression: str = ""
    fact: int | None = None  # its number
    version: int | None = None  # unix seconds; None: as the fact's
    body: str = ""


class Said(NamedTuple):
    """What is said of all entries that share a fact."""

    fact: int
    version: int  # unix seconds
    indicator: str
    sighting: str


def rows(edition: Edition, dated: Iterable[tuple[str, int, int]]) -> Iterator[Row]:
    """Yield every object of every collection. `dated` are the expressions of the edition, each with
    the number of its fact and when it came.
    """
    since: dict[int, int] = {}  # number of a fact -> when the first of its entries came
    linked: dict[str, tuple[Entry, int]] = {}
    links = edition.linked
    for text, number, came in dated:
        fact = edition.given[number]
        made = entry(text, fact, number) if fact else None
        if made is None or stix.not_in_a_pattern(made) is not None:
            continue
        since[number] = min(came, since.get(number, came))
        if text in links:
            linked[text] = made, came
        category = made.fact.category
        for kind in ("indicator", "sighting"):
            yield Row(category, came, kind, stix.made_id(kind, text), text, number)
    yield from _relationships(edition, linked)
    yield from _references(edition, since)


def said(edition: Edition) -> Iterator[Said]:
    """Yield what objects of entries are made of."""
    for number, fact in enumerate(edition.given):
        if fact is not None:
            texts = (stix.said_of_indicator(edition, fact), stix.said_of_sighting(edition, fact))
            yield Said(number, stix.moved(fact), *texts)


def text_of(kind: str, expression: str, said: str) -> str:
    """Return the indicator or sighting of an entry in JSON, from what is said of its fact."""
    made = entry(expression, _NO_FACT)
    return (stix.indicator_with if kind == "indicator" else stix.sighting_with)(made, said)


def _relationships(edition: Edition, linked: dict[str, tuple[Entry, int]]) -> Iterator[Row]:
    """Both ends are in the collection; a relationship came with the later one."""
    for text, (one, came) in linked.items():
        category = one.fact.category
        for other in edition.linked[text]:
            there = linked.get(other)
            if there and text < other and there[0].fact.category == category:
                yield _whole(category, max(came, there[1]), stix.relationship(one, other))


def _references(edition: Edition, since: dict[int, int]) -> Iterator[Row]:
    """What objects of a collection refer to: who we are, each source, and their terms."""
    first: dict[tuple[str, str], int] = defaultdict(lambda: 2**62)  # of a category, by feed
    for number, came in since.items():
        fact = edition.given[number]
        if fact is not None:
            for name in ("", *(source.feed for source in fact.sources)):
                key = fact.category, name
                first[key] = min(came, first[key])
    for (category, name), came in first.items():
        if not name:
            yield _whole(category, came, stix.ours())
            yield _whole(category, came, stix.marking(edition))
        elif feed := edition.feeds.get(name):
            yield _whole(category, came, stix.identity(feed))
            yield _whole(category, came, stix.terms(feed))


def _whole(category: str, came: int, made: dict[str, Any]) -> Row:
    """An object that never has a second version: it is as old as it says."""
    version = int(seconds_of(made["created"]))
    return Row(category, came, made["type"], made["id"], version=version, body=_encode(made))
