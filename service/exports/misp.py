"""A MISP feed: a manifest, the hashes of all values, and one event for each day and category.

The day is that on which a source first named an entry. Ids follow from what they name, so that
whoever has an event gets its next version and not a second one. Pure: files are named, and made of
pieces in the order in which they are to be written.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import md5
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from service.exports.edition import DAY, Edition, Entry
from service.exports.head import Skip
from service.exports.hosts import not_a_name
from service.exports.stix import not_in_a_pattern
from service.model import Category, Fact, Kind, Severity
from service.times import rfc3339

NAMESPACE: Final = UUID("33ff46dc-1475-4d78-999f-8bdade744262")
MANIFEST: Final = "manifest.json"
HASHES: Final = "hashes.csv"
ORGANISATION: Final = {"name": "Mynah", "uuid": str(uuid5(NAMESPACE, "organisation"))}
_WALLETS: Final = {"bitcoin": "btc", "dash": "dash", "monero": "xmr"}  # types that MISP has
_FRAUD: Final = "Financial fraud"
_NETWORK: Final = "Network activity"
_HELD: Final = 4 * 2**20  # characters that wait for their files

_encode = json.JSONEncoder(separators=(",", ":")).encode
Piece = tuple[str, str]  # the name of a file, and what comes next in it


class Group(NamedTuple):
    """What makes one event."""

    day: int  # from 1970-01-01
    category: Category

    @property
    def uuid(self) -> str:
        """Return the event's id."""
        return str(uuid5(NAMESPACE, f"event {self.day} {self.category}"))


def feed(edition: Edition) -> Iterator[Piece]:
    """Yield every file of the feed, a piece at a time; those of one file in order.

    The entries are gone over twice: to learn which events there are, and to write them.
    """
    groups = [_group(fact) if fact else None for fact in edition.given]
    events = _events(edition, groups)
    yield MANIFEST, _encode({group.uuid: made for group, made in sorted(events.items())}) + "\n"
    for group, made in sorted(events.items()):
        head = _encode({"Event": {"uuid": group.uuid, **made, "published": True}})
        yield f"{group.uuid}.json", f'{head[:-2]},"Attribute":[\n'
    yield from _attributes(edition, groups)
    for group in sorted(events):
        yield f"{group.uuid}.json", "\n]}}\n"


def _attributes(edition: Edition, groups: list[Group | None]) -> Iterator[Piece]:
    """Yield attributes and hashes, many of one file at once."""
    waiting: dict[str, list[str]] = {}
    begun: set[str] = set()
    known: dict[int, dict[str, Any]] = {}  # what all say that share a fact
    size = 0
    for entry in _held(edition):
        group = groups[entry.number]
        if group is None:
            continue
        said = known.get(entry.number)
        if said is None:
            said = known[entry.number] = _of_fact(edition, entry)
        made = _own(entry) | said
        name = f"{group.uuid}.json"
        text = (",\n" if name in begun else "") + _encode(made)
        begun.add(name)
        waiting.setdefault(name, []).append(text)
        hashed = md5(made["value"].encode(), usedforsecurity=False).hexdigest()
        waiting.setdefault(HASHES, []).append(f"{hashed},{group.uuid}\n")
        size += len(text) + 70
        if size > _HELD:
            yield from _flushed(waiting)
            size = 0
    yield from _flushed(waiting)


def attribute(edition: Edition, entry: Entry) -> dict[str, Any]:
    """Return an entry as an attribute. Only what is severe is for blocking (`to_ids`)."""
    return _own(entry) | _of_fact(edition, entry)


def _own(entry: Entry) -> dict[str, Any]:
    kind, category, value = _typed(entry)
    return {
        "uuid": str(uuid5(NAMESPACE, f"attribute {entry.expression}")),
        "type": kind,
        "category": category,
        "value": value,
        **({"Tag": [_tag(f'chain="{entry.chain}"')]} if entry.chain else {}),
    }


def _of_fact(edition: Edition, entry: Entry) -> dict[str, Any]:
    return {
        "to_ids": entry.fact.severity is Severity.BLOCK,
        "timestamp": str(_moved(entry.fact) * DAY),
        "disable_correlation": False,
        "comment": _credit(edition, entry.fact),
    }


def not_in_misp(entry: Entry) -> Skip | None:
    """Say why no attribute can be made of an entry."""
    if entry.kind is Kind.CONTACT:
        sound = entry.expression.isascii() and entry.expression.isprintable()
        return None if sound else Skip.ODD
    return not_in_a_pattern(entry)


def _held(edition: Edition) -> Iterable[Entry]:
    return (entry for entry in edition.entries() if not_in_misp(entry) is None)


def _typed(entry: Entry) -> tuple[str, str, str]:
    """Return type, category and value. A page's scheme is not known: most scams have https."""
    scheme, _, rest = entry.expression.partition(":")
    if entry.kind is Kind.URL:
        return "url", _NETWORK, f"https://{entry.expression}"
    if entry.kind is Kind.HOST:
        if not_a_name(entry) is Skip.IP_ADDRESS:
            return "ip-dst", _NETWORK, entry.host.strip("[]")
        return "domain" if entry.host.count(".") == 1 else "hostname", _NETWORK, entry.host
    if entry.kind is Kind.CONTACT:
        if scheme == "tel":
            return "phone-number", _FRAUD, rest
        return "email", "Social network", rest
    if scheme in _WALLETS:
        return _WALLETS[scheme], _FRAUD, rest
    return "other", _FRAUD, rest


def _events(edition: Edition, groups: list[Group | None]) -> dict[Group, dict[str, Any]]:
    """Return the manifest's record of each event that has an attribute."""
    counts: dict[Group, int] = {}
    moved: dict[Group, int] = {}
    for entry in _held(edition):
        group = groups[entry.number]
        if group is not None:
            counts[group] = counts.get(group, 0) + 1
            moved[group] = max(moved.get(group, 0), _moved(entry.fact))
    return {g: _record(edition, g, counts[g], moved[g]) for g in counts}


def _record(edition: Edition, group: Group, count: int, moved: int) -> dict[str, Any]:
    day = rfc3339(group.day * DAY)[:10]
    return {
        "info": f"Mynah: reported as {group.category}, first named on {day}",
        "Orgc": ORGANISATION,
        "Tag": [
            {"name": "tlp:clear", "colour": "#ffffff"},
            _tag(f'category="{group.category}"'),
        ],
        "date": day,
        "analysis": "2",
        "threat_level_id": "4",
        "timestamp": str(_timestamp(edition, moved, count)),
    }


def _timestamp(edition: Edition, moved: int, count: int) -> int:
    """Return a time that is later whenever the event has something new: MISP fetches no other.

    What moved today may move again. Of an older event only entries with a day of long ago can come.
    """
    if moved >= edition.published_at // DAY:
        return edition.published_at
    return (moved + 1) * DAY + min(count, DAY - 1)


def _credit(edition: Edition, fact: Fact) -> str:
    """Say who lists an entry, under which licence."""
    said = []
    for source in fact.sources:
        known = edition.feeds.get(source.feed)
        licence = f" ({known.licence})" if known and known.licence else ""
        said.append(f"{edition.name_of(source)}{licence}")
    return "Reported, not proven. " + "; ".join(said)


def _tag(what: str) -> dict[str, str]:
    return {"name": f"mynah:{what}", "colour": "#4a6b8a"}


def _group(fact: Fact) -> Group:
    return Group(min(source.first_seen for source in fact.sources), fact.category)


def _moved(fact: Fact) -> int:
    return max(s.first_seen if s.last_seen is None else s.last_seen for s in fact.sources)


def _flushed(waiting: dict[str, list[str]]) -> Iterator[Piece]:
    for name, texts in waiting.items():
        yield name, "".join(texts)
    waiting.clear()
