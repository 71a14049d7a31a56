"""JSON that many answers share, written once: a generation has few facts and a million entries."""

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from service.check import decision_fact, fact_json, generation_json
from service.model import Decision, Verb, of_feeds
from service.names.hashing import bucket, digest
from service.store.live import LiveGeneration
from service.store.reader import Reading
from service.web.replies import dumps

Decided = list[tuple[str, Decision]]  # the hash in hex, and what was decided about it


class _Decisions(NamedTuple):
    """All decisions by bucket, and a short name for exactly these."""

    source: Mapping[str, Decision]
    by_bucket: dict[int, Decided]
    tag: str


class _Facts(NamedTuple):
    """The facts of one generation as text, so far as they were asked for."""

    generation: str
    texts: list[str | None]


class _Names(NamedTuple):
    """What the entries of one generation present themselves as, by hash."""

    generation: str
    by_hash: Mapping[str, str]


class Renderer:
    """One per process. What it keeps is replaced whole, so that threads need no lock."""

    def __init__(self) -> None:
        self._facts = _Facts("", [])
        self._names = _Names("", {})
        self._decisions = _Decisions({}, {}, "0")
        self._head: tuple[tuple[str, int, int, bool], str] = (("", 0, 0, False), "")

    def generation(self, reading: Reading, now: float) -> str:
        """Return the JSON object that says which list answered. Its age moves by the second."""
        generation = reading.generation
        key = (generation.id, generation.read_at, int(now), reading.from_snapshot)
        known, text = self._head
        if known != key:
            text = dumps(generation_json(reading, now))
            self._head = (key, text)
        return text

    def fact(self, generation: LiveGeneration, number: int) -> str:
        """Return what feeds say in a fact: the members of its JSON object, without the opening
        brace; empty where they say nothing, and it stands on a decision of ours alone.
        """
        facts = self._facts
        if facts.generation != generation.id:
            self._facts = facts = _Facts(generation.id, [None] * len(generation.facts))
        text = facts.texts[number]
        if text is None:
            said = of_feeds(generation.facts[number])
            text = dumps(fact_json(said, generation))[1:] if said else ""
            facts.texts[number] = text
        return text

    def name(self, generation: LiveGeneration, hashed: str) -> str:
        """Return the member that says what an entry presents itself as, with a comma; or ""."""
        names = self._names
        if names.generation != generation.id:
            by_hash = {digest(text).hex(): name for text, name in generation.names.items()}
            self._names = names = _Names(generation.id, by_hash)
        name = names.by_hash.get(hashed)
        return f'"presents_as":{dumps(name)},' if name else ""

    def decided(self, reading: Reading, number: int) -> Decided:
        """Return the decisions whose hash lies in this bucket."""
        return self._indexed(reading.decisions).by_bucket.get(number, [])

    def decisions_tag(self, reading: Reading) -> str:
        """Return a short name that changes whenever a decision does; alike in every process."""
        return self._indexed(reading.decisions).tag

    def _indexed(self, decisions: Mapping[str, Decision]) -> _Decisions:
        known = self._decisions
        if known.source is not decisions:
            self._decisions = known = _index(decisions)
        return known


def decision_text(decision: Decision, generation: LiveGeneration) -> str:
    """Return the members of a blocking decision's JSON object, without the opening brace."""
    return dumps(fact_json(decision_fact(decision), generation))[1:]


def is_block(decision: Decision) -> bool:
    """Say whether the decision lists its expression; else it takes it off."""
    return decision.verb is Verb.BLOCK


def _index(decisions: Mapping[str, Decision]) -> _Decisions:
    by_bucket: dict[int, Decided] = {}
    for decision in decisions.values():
        hashed = digest(decision.expression)
        by_bucket.setdefault(bucket(hashed), []).append((hashed.hex(), decision))
    named = sha256(repr(sorted(decisions.values())).encode()).hexdigest()[:12]
    return _Decisions(decisions, by_bucket, named if decisions else "0")
