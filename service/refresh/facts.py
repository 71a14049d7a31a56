"""What several feeds together say of one entry: its category, how strongly to warn, its sources.

Pure. Agreement is no vote: feeds that copy one another share a family and count once.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from service.model import Category, Confidence, Decision, Fact, Severity, Source

_CONFIDENCE = {level: number for number, level in enumerate(Confidence)}  # the highest first
_SPECIFICITY = {category: number for number, category in enumerate(Category)}


class Voice(NamedTuple):
    """One file's word on an entry. Days are counted from 1970-01-01 UTC."""

    feed: str
    category: Category
    confidence: Confidence
    family: str
    first_seen: int
    gone: int | None
    origins: tuple[str, ...] = ()


def fact_of(voices: Collection[Voice]) -> Fact:
    """Join the voices on one entry; there is at least one.

    Gambling only warns: it is legal somewhere. What one low-confidence family alone says warns too.
    Whoever says more than gambling is heard on the category, so that a page which blocks also says
    why.
    """
    beyond = [voice for voice in voices if voice.category is not Category.GAMBLING]
    heard = beyond or voices
    best = min(heard, key=lambda v: (_CONFIDENCE[v.confidence], _SPECIFICITY[v.category]))
    return Fact(_severity(beyond), best.category, _sources(voices))


def decided(decision: Decision, voices: Collection[Voice], today: int) -> Fact:
    """The fact of an entry that a decision blocks, whatever the feeds and guards say."""
    source = decision.source
    ours = source._replace(first_seen=min(today, source.first_seen))
    return Fact(decision.strength, decision.category, tuple(sorted((*_sources(voices), ours))))


def _severity(voices: Collection[Voice]) -> Severity:
    """Judge by the voices that speak of more than gambling."""
    if any(voice.confidence is not Confidence.LOW for voice in voices):
        return Severity.BLOCK
    families = {voice.family for voice in voices}
    return Severity.BLOCK if len(families) > 1 else Severity.WARN


def _sources(voices: Iterable[Voice]) -> tuple[Source, ...]:
    """One source a feed: first seen by its first file, gone when its last file dropped it."""
    joined: dict[str, Source] = {}
    for voice in voices:
        source = Source(voice.feed, voice.first_seen, voice.gone, voice.origins)
        other = joined.get(voice.feed)
        joined[voice.feed] = _join(source, other) if other else source
    return tuple(joined[feed] for feed in sorted(joined))


def _join(one: Source, other: Source) -> Source:
    listed = one.last_seen is None or other.last_seen is None
    last_seen = None if listed else max(one.last_seen or 0, other.last_seen or 0)
    origins = tuple(sorted({*one.origins, *other.origins}))
    return Source(one.feed, min(one.first_seen, other.first_seen), last_seen, origins)
