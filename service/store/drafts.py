"""What a refresh hands over to be published, and its small parts as bytes.

The bytes are canonical: the same draft gives the same ones.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import zstandard

from service.lists.manifest import ListInfo
from service.model import Category, Fact, Held, Severity, Source


class FeedInfo(NamedTuple):
    """A feed as a generation remembers it."""

    id: str
    name: str
    homepage: str
    checked_at: int  # unix seconds of the last good fetch, or of the starting list's day; 0: never
    entries: int
    redistribute: bool
    licence: str = ""  # an SPDX id, or words where there is none
    licence_url: str | None = None
    expiry: int | None = None  # days an entry stays after the feed dropped it


class FileCopy(NamedTuple):
    """Which copy of a feed's file went into a generation, and how it was read."""

    copy: str  # the address in the store of copies
    body_sha256: str
    lines: int
    kept: int
    skipped: dict[str, int]  # reason -> lines
    fetched_at: int  # unix seconds


@dataclass(frozen=True)
class Draft:
    """A generation before it is published."""

    id: str  # from `Generations.next_id`
    published_at: int  # unix seconds
    entries: dict[str, int]  # expression -> number of its fact
    facts: list[Fact]
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    feeds: dict[str, FeedInfo] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    copies: dict[str, FileCopy] = field(default_factory=dict)  # "feed/path" -> its copy
    next_expiry: int | None = None  # the day (from 1970-01-01) the next entry runs out
    basis: str = ""  # names everything it was made from: a draft with the same one would be equal
    starting_at: int | None = None  # unix seconds of the starting list's day, where it is in it
    names: dict[str, str] = field(default_factory=dict)  # expression -> what it presents itself as
    allowed: tuple[str, ...] = ()  # expressions that moderators allowed


@dataclass(frozen=True)
class Meta:
    """Everything of a published generation but its buckets and the bodies of its lists."""

    id: str
    published_at: int  # unix seconds
    entries: int
    checksum: str  # SHA-256 over all buckets in order
    facts: list[Fact]
    links: dict[str, tuple[str, ...]]
    names: dict[str, str]
    feeds: dict[str, FeedInfo]
    held: list[Held]
    copies: dict[str, FileCopy]
    lists: dict[str, ListInfo]
    next_expiry: int | None
    basis: str
    starting_at: int | None


FORMAT = 1  # of the fields below; a reader refuses another


def encode(draft: Draft, checksum: str, filled: bytes) -> dict[str, bytes]:
    """Return the fields of the generation's hash. `filled` has a bit for each bucket there is."""
    head = {
        "format": FORMAT,
        "id": draft.id,
        "published_at": draft.published_at,
        "entries": len(draft.entries),
        "checksum": checksum,
        "next_expiry": draft.next_expiry,
        "basis": draft.basis,
        "starting_at": draft.starting_at,
    }
    return {
        "head": _dump(head),
        "filled": filled,
        "facts": _pack(_fact_table(draft.facts)),
        "links": _pack(draft.links),
        "names": _pack(draft.names),
        "feeds": _pack(draft.feeds),
        "held": _pack(sorted(draft.held)),
        "copies": _pack(draft.copies),
    }


def decode(fields: Mapping[str, bytes], lists: dict[str, ListInfo]) -> Meta:
    """Return everything that `encode` was given, and what is known of the lists."""
    head = decode_head(fields["head"])
    return Meta(
        id=head["id"],
        published_at=head["published_at"],
        entries=head["entries"],
        checksum=head["checksum"],
        facts=decode_facts(fields["facts"]),
        links=decode_links(fields["links"]),
        names=decode_names(fields.get("names")),
        feeds=decode_feeds(fields["feeds"]),
        held=decode_held(fields["held"]),
        copies=decode_copies(fields["copies"]),
        lists=lists,
        next_expiry=head["next_expiry"],
        basis=head["basis"],
        starting_at=head.get("starting_at"),
    )


def decode_head(data: bytes) -> dict[str, Any]:
    """Return the head. Raises ValueError for a format of another version of this program."""
    head: dict[str, Any] = json.loads(data)
    if head["format"] != FORMAT:
        raise ValueError(f"generation format {head['format']}, where {FORMAT} is known")
    return head


def decode_facts(data: bytes) -> list[Fact]:
    """Return the facts, in order."""
    table = _unpack(data)
    sources = [Source(*row[:3], *map(tuple, row[3:])) for row in table["sources"]]
    severities = {severity.value: severity for severity in Severity}
    categories = {category.value: category for category in Category}
    return [
        Fact(severities[severity], categories[category], tuple([sources[n] for n in numbers]))
        for severity, category, numbers in table["facts"]
    ]


def decode_links(data: bytes) -> dict[str, tuple[str, ...]]:
    """Return expression -> the expressions it was reported with."""
    return {expression: tuple(linked) for expression, linked in _unpack(data).items()}


def decode_names(data: bytes | None) -> dict[str, str]:
    """Return expression -> what it presents itself as: nothing in a generation of earlier."""
    names: dict[str, str] = _unpack(data) if data else {}
    return names


def decode_feeds(data: bytes) -> dict[str, FeedInfo]:
    """Return the feeds by id."""
    return {name: FeedInfo(*row) for name, row in _unpack(data).items()}


def decode_held(data: bytes) -> list[Held]:
    """Return what the guards held back."""
    return [Held(*row) for row in _unpack(data)]


def decode_copies(data: bytes) -> dict[str, FileCopy]:
    """Return the copies by "feed/path"."""
    return {name: FileCopy(*row) for name, row in _unpack(data).items()}


def encode_lists(infos: Mapping[str, ListInfo]) -> bytes:
    """Return the facts about the lists."""
    return _dump(infos)


def decode_lists(data: bytes) -> dict[str, ListInfo]:
    """Return the facts about the lists, by name."""
    infos = {name: ListInfo(*row) for name, row in json.loads(data).items()}
    return {
        name: info._replace(deltas=tuple((start, size) for start, size in info.deltas))
        for name, info in infos.items()
    }


def _fact_table(facts: Sequence[Fact]) -> dict[str, Any]:
    """Return each source once, and the facts with the numbers of theirs: quick to take apart."""
    sources = sorted({source for fact in facts for source in fact.sources}, key=repr)
    numbers = {source: number for number, source in enumerate(sources)}
    rows = [(f.severity, f.category, [numbers[source] for source in f.sources]) for f in facts]
    return {"sources": [_source_row(source) for source in sources], "facts": rows}


def _source_row(source: Source) -> tuple[Any, ...]:
    """Most sources are no peers: theirs is the row that earlier versions read too."""
    return tuple(source) if source.origins else tuple(source[:3])


def _dump(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _pack(value: Any) -> bytes:
    return zstandard.ZstdCompressor(level=6).compress(_dump(value))


def _unpack(data: bytes) -> Any:
    return json.loads(zstandard.ZstdDecompressor().decompress(data))
