"""STIX 2.1: an indicator for each entry, a sighting by its sources, and what was reported together.

Ids follow from what they name, so that the same entry is the same object in every edition. STIX
wants them to look random (UUID version 4; stix2-validator's strict mode insists), so they are made
of a hash. An object's `modified` moves only when what it says does. Pure.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from service.exports.choice import Chosen
from service.exports.edition import DAY, Edition, Entry, Feed
from service.exports.head import Head, Skip
from service.exports.hosts import not_a_name
from service.model import MODERATORS, Category, Fact, Kind, Severity, Source, is_unchecked
from service.times import rfc3339

_NAMESPACE: Final = "mynah"
EPOCH: Final = "2026-01-01T00:00:00.000Z"  # of objects that are as old as this program
MEDIA_TYPE: Final = "application/stix+json;version=2.1"
WALLET: Final = "x-cryptocurrency-wallet"  # STIX has no object for it
PHONE: Final = "x-phone-number"  # nor for this; the list's own export has no contacts
CONFIDENCE: Final = {Severity.BLOCK: 85, Severity.WARN: 50}
_BY_MODERATORS: Final = 95
_UNCHECKED: Final = 15
# Of the open vocabulary indicator-type-ov; what is legal somewhere is no more than unusual.
_TYPES: Final = {Category.GAMBLING: "anomalous-activity"}
_TYPE: Final = "malicious-activity"

Object = dict[str, Any]
_encode = json.JSONEncoder(separators=(",", ":")).encode


def made_id(kind: str, *parts: str) -> str:
    """Return the id of the object of a kind that these texts name."""
    hashed = sha256(chr(0).join((_NAMESPACE, kind, *parts)).encode()).digest()
    return f"{kind}--{UUID(bytes=hashed[:16], version=4)}"


US: Final = made_id("identity", "mynah")


def not_in_a_pattern(entry: Entry) -> Skip | None:
    """Say why no pattern can be made of an entry. A contact is no object of STIX's."""
    if entry.kind is Kind.CONTACT:
        return Skip.CONTACT
    if not entry.expression.isascii() or not entry.expression.isprintable():
        return Skip.ODD
    if entry.kind is Kind.HOST and not_a_name(entry) not in (None, Skip.IP_ADDRESS):
        return not_a_name(entry)
    return None


def bundle(head: Head, entries: Iterable[Entry]) -> Iterator[str]:
    """One bundle, an object in each line; marking definitions and identities come first."""
    edition = head.edition
    name = made_id("bundle", edition.tag, head.chosen.name)
    yield f'{{"type":"bundle","id":"{name}","objects":[\n{_encode(ours())}'
    yield f",\n{_encode(marking(edition))}"
    for feed in edition.named:
        yield f",\n{_encode(identity(feed))},\n{_encode(terms(feed))}"
    shared = _Shared(edition)
    for entry in entries:
        yield f",\n{shared.indicator(entry)},\n{shared.sighting(entry)}"
        for made in relationships(edition, head.chosen, entry):
            yield f",\n{_encode(made)}"
    yield "\n]}\n"


def of_entry(edition: Edition, chosen: Chosen, entry: Entry) -> Iterator[Object]:
    """Yield the objects that stand for an entry: an indicator, a sighting, relationships to what is
    chosen too.
    """
    yield indicator(edition, entry)
    yield sighting(edition, entry)
    yield from relationships(edition, chosen, entry)


def indicator(edition: Edition, entry: Entry) -> Object:
    """Return the indicator of an entry."""
    return _own_indicator(entry) | _of_indicator(edition, entry.fact)


def sighting(edition: Edition, entry: Entry) -> Object:
    """Return how many sources named an entry, who, and from when to when."""
    return _own_sighting(entry) | _of_sighting(edition, entry.fact)


def relationships(edition: Edition, chosen: Chosen, entry: Entry) -> Iterator[Object]:
    """Yield what an entry was reported together with, once for each pair, where both are chosen."""
    for text in edition.linked.get(entry.expression, ()):
        other = edition.linked_entries[text]
        if entry.expression < text and chosen.has(other) and not_in_a_pattern(other) is None:
            yield relationship(entry, text)


class _Shared:
    """What is said of all entries that share a fact, put into text once."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._indicators: dict[int, str] = {}
        self._sightings: dict[int, str] = {}

    def indicator(self, entry: Entry) -> str:
        said = self._indicators.get(entry.number)
        if said is None:
            said = self._indicators[entry.number] = said_of_indicator(self._edition, entry.fact)
        return indicator_with(entry, said)

    def sighting(self, entry: Entry) -> str:
        said = self._sightings.get(entry.number)
        if said is None:
            said = self._sightings[entry.number] = said_of_sighting(self._edition, entry.fact)
        return sighting_with(entry, said)


def said_of_indicator(edition: Edition, fact: Fact) -> str:
    """Return what the indicators of all entries with this fact say, as their end in JSON."""
    return _encode(_of_indicator(edition, fact))[1:]


def said_of_sighting(edition: Edition, fact: Fact) -> str:
    """Return what the sightings of all entries with this fact say, as their end in JSON."""
    return _encode(_of_sighting(edition, fact))[1:]


def indicator_with(entry: Entry, said: str) -> str:
    """Return the indicator of an entry in JSON, from what is said of its fact."""
    return f"{_encode(_own_indicator(entry))[:-1]},{said}"


def sighting_with(entry: Entry, said: str) -> str:
    """Return the sighting of an entry in JSON, from what is said of its fact."""
    return f"{_encode(_own_sighting(entry))[:-1]},{said}"


def _own_indicator(entry: Entry) -> Object:
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": made_id("indicator", entry.expression),
        "name": entry.expression,
        "pattern": pattern(entry),
    }


def _of_indicator(edition: Edition, fact: Fact) -> Object:
    born = _time(_first(fact))
    named = [source.feed for source in fact.sources if source.feed in edition.feeds]
    made: Object = {
        "created_by_ref": US,
        "created": born,
        "modified": _time(moved(fact)),
        "description": f"Reported as {fact.category}; reported is not proven",
        "indicator_types": [_TYPES.get(fact.category, _TYPE)],
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": born,
        "confidence": confidence(fact),
        "labels": [f"category-{fact.category}", f"severity-{fact.severity}"],
        "external_references": [_reference(edition, source) for source in fact.sources],
        "object_marking_refs": [MARKING, *(made_id("marking-definition", n) for n in named)],
    }
    end = valid_until(edition, fact)
    return made | ({"valid_until": _time(end)} if end else {})


def _own_sighting(entry: Entry) -> Object:
    return {
        "type": "sighting",
        "spec_version": "2.1",
        "id": made_id("sighting", entry.expression),
        "sighting_of_ref": made_id("indicator", entry.expression),
    }


def _of_sighting(edition: Edition, fact: Fact) -> Object:
    last = max(source.last_seen or source.first_seen for source in fact.sources)
    seen = [made_id("identity", s.feed) for s in fact.sources if s.feed in edition.feeds]
    return {
        "created_by_ref": US,
        "created": _time(_first(fact)),
        "modified": _time(moved(fact)),
        "first_seen": _time(_first(fact)),
        "last_seen": _time(max(last * DAY, _first(fact))),
        "count": len(fact.sources),
        "where_sighted_refs": seen or [US],
    }


def relationship(entry: Entry, other: str) -> Object:
    """Return that two entries were reported together."""
    born = _time(_first(entry.fact))
    return {
        "type": "relationship",
        "spec_version": "2.1",
        "id": made_id("relationship", entry.expression, other),
        "created_by_ref": US,
        "created": born,
        "modified": born,
        "relationship_type": "related-to",
        "description": "Reported together",
        "source_ref": made_id("indicator", entry.expression),
        "target_ref": made_id("indicator", other),
    }


def pattern(entry: Entry) -> str:
    """Return what an indicator matches. A listed site is listed with all that lies below it."""
    text = _quoted(entry.expression)
    if entry.kind is Kind.ADDRESS:
        chain, _, address = entry.expression.partition(":")
        return f"[{WALLET}:address = '{_quoted(address)}' AND {WALLET}:chain = '{_quoted(chain)}']"
    if entry.kind is Kind.CONTACT:
        scheme, _, contact = entry.expression.partition(":")
        kind = "email-addr" if scheme == "mailto" else PHONE
        return f"[{kind}:value = '{_quoted(contact)}']"
    if entry.kind is Kind.URL:
        return f"[url:value = 'https://{text}' OR url:value = 'http://{text}']"
    if entry.host.startswith("["):
        return f"[ipv6-addr:value = '{_quoted(entry.host[1:-1])}']"
    if not_a_name(entry) is Skip.IP_ADDRESS:
        return f"[ipv4-addr:value = '{entry.host}']"
    return f"[domain-name:value = '{entry.host}' OR domain-name:value LIKE '%.{entry.host}']"


def confidence(fact: Fact) -> int:
    """Return STIX's confidence, of 100: moderators' word counts most, nobody's look least."""
    if is_unchecked(fact):
        return _UNCHECKED
    if any(source.feed == MODERATORS for source in fact.sources):
        return _BY_MODERATORS
    return CONFIDENCE[fact.severity]


def valid_until(edition: Edition, fact: Fact) -> int | None:
    """When an entry will end that no source lists any more, in unix seconds; None: not known."""
    ends = []
    for source in fact.sources:
        feed = edition.feeds.get(source.feed)
        if source.last_seen is None or feed is None or feed.expiry is None:
            return None
        ends.append((source.last_seen + feed.expiry) * DAY)
    return max(*ends, _first(fact) + 1)


def ours() -> Object:
    """Return who made the objects: this program, whoever runs it."""
    return _identity(US, "Mynah", "system", "Gathers what is reported as a scam; accuses nobody")


def identity(feed: Feed) -> Object:
    """Return who publishes a feed."""
    said = f"A source of entries: {feed.homepage}"
    return _identity(made_id("identity", feed.id), feed.name, "organization", said)


def terms(feed: Feed) -> Object:
    """Return under which terms a feed's entries may be used."""
    licence = feed.licence or "see its page"
    where = f" ({feed.licence_url})" if feed.licence_url else ""
    said = f"From {feed.name}, {feed.homepage}; licence: {licence}{where}"
    return _statement(made_id("marking-definition", feed.id), said)


MARKING: Final = made_id("marking-definition", "mynah")


def marking(edition: Edition) -> Object:
    """Return what holds for all objects."""
    said = "Reported is not proven. The sources' own terms hold; each object names them."
    if edition.withheld:
        names = ", ".join(feed.name for feed in edition.withheld)
        said += f" Left out, as their terms forbid passing them on: {names}."
    return _statement(MARKING, said)


def _statement(name: str, said: str) -> Object:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": name,
        "created": EPOCH,
        "definition_type": "statement",
        "definition": {"statement": said},
    }


def _identity(name: str, called: str, kind: str, said: str) -> Object:
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": name,
        "created": EPOCH,
        "modified": EPOCH,
        "name": called,
        "description": said,
        "identity_class": kind,
    }


def _reference(edition: Edition, source: Source) -> Object:
    """Name a source. A `url` member would have to come with a hash of what lies there."""
    feed = edition.feeds.get(source.feed)
    where = f", {feed.homepage}" if feed else ""
    return {"source_name": source.feed, "description": f"{edition.name_of(source)}{where}"}


def _first(fact: Fact) -> int:
    return min(source.first_seen for source in fact.sources) * DAY


def moved(fact: Fact) -> int:
    """When what is said last changed, in unix seconds: a source came, or one dropped the entry."""
    days = [day for s in fact.sources for day in (s.first_seen, s.last_seen) if day is not None]
    return max(days) * DAY


def _time(seconds: float) -> str:
    return rfc3339(seconds).replace("Z", ".000Z")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
