"""THE question, end to end: is this target reported as a scam?

    text ─recognise─▶ target ─expressions─▶ hashes ─buckets─▶ one trip to the store
                                                                     │
    verdict ◀─ the most specific expression with a decision or an entry ◀┘

A moderator's decision outranks the feeds on the same expression; what volunteers reported and no
moderator has checked does not. What a list says on the word of a decision counts only while that
decision holds. That nothing was found is `unknown`, which is not "safe"; that we could not look is
an error, never a verdict.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from service.lists.records import find
from service.messages.found import targets_in
from service.messages.signs import Sign, signs_in
from service.model import (
    MODERATORS,
    VOLUNTEERS,
    Decision,
    Fact,
    Kind,
    Source,
    Status,
    Target,
    Verb,
    is_unchecked,
    of_feeds,
)
from service.names.hashing import bucket, digest
from service.store.live import LiveGeneration
from service.store.reader import Reader, Reading
from service.targets import InvalidTarget, recognise
from service.times import rfc3339
from service.wording import SIGNS, reason

STALE_SECONDS = 2 * 86_400
OUR_NAMES = {MODERATORS: "Mynah's moderators", VOLUNTEERS: "Mynah's volunteers"}

Json = dict[str, Any]


class Verdict(NamedTuple):
    """Our answer about one text. `fact` and `matched` only when it is listed."""

    text: str
    status: Status
    target: Target | None = None
    matched: str | None = None
    fact: Fact | None = None
    explanation: str | None = None  # why the text is invalid, or why a moderator allowed it


@dataclass(frozen=True)
class Answer:
    """Verdicts in the order asked for, all from one generation."""

    reading: Reading
    verdicts: list[Verdict]
    now: float  # unix seconds
    signs: Sequence[Sign] | None = None  # of a message, where one was asked about

    def to_json(self) -> Json:
        """The body of `POST /v1/check`."""
        generation = self.reading.generation
        body: Json = {
            "generation": generation_json(self.reading, self.now),
            "results": [verdict_json(verdict, generation) for verdict in self.verdicts],
        }
        if self.signs is not None:
            signs = [{**sign._asdict(), "explanation": SIGNS[sign.id]} for sign in self.signs]
            body["message"] = {"status": self.status, "signs": signs}
        return body

    @property
    def status(self) -> Status:
        """What is known of a message as a whole. Its words alone make it `suspicious` at most."""
        if any(verdict.status is Status.LISTED for verdict in self.verdicts):
            return Status.LISTED
        return Status.SUSPICIOUS if self.signs else Status.UNKNOWN


class Checker:
    """Answers from what the reader holds; `clock` gives unix seconds."""

    def __init__(self, reader: Reader, clock: Callable[[], float]) -> None:
        self._reader = reader
        self._clock = clock

    def check(self, texts: Sequence[str]) -> Answer:
        """Return a verdict for each text, from one trip to the store.

        Raises `StoreAway` or `NoGeneration` when we could not look.
        """
        targets = [_recognised(text) for text in texts]
        wanted = [target.expressions for target in targets if isinstance(target, Target)]
        digests = {text: digest(text) for expressions in wanted for text in expressions}
        numbers = sorted({bucket(hashed) for hashed in digests.values()})
        reading = self._reader.read(numbers)
        book = _Book(reading, dict(zip(numbers, reading.buckets, strict=True)), digests)
        verdicts = [
            book.verdict(target) if isinstance(target, Target) else target for target in targets
        ]
        return Answer(reading, verdicts, self._clock())

    def check_message(self, text: str) -> Answer:
        """Return what is known of a message: a verdict for each target it names, and its signs.

        Raises `StoreAway` or `NoGeneration` when we could not look. The text is kept nowhere.
        """
        return replace(self.check(targets_in(text)), signs=signs_in(text))


def _recognised(text: str) -> Target | Verdict:
    try:
        return recognise(text)
    except InvalidTarget as problem:
        return Verdict(text, Status.INVALID, explanation=problem.said)


class _Book(NamedTuple):
    """What one trip brought, ready to be looked up."""

    reading: Reading
    buckets: Mapping[int, bytes]
    digests: Mapping[str, bytes]

    def verdict(self, target: Target) -> Verdict:
        """Let the most specific expression that anything is known of decide."""
        for expression in target.expressions:
            decision = self.reading.decisions.get(expression)
            if decision is None or decision.unchecked:
                fact = self._fact(expression)
                if fact is not None:
                    return Verdict(target.text, Status.LISTED, target, expression, fact)
            if decision is not None:
                return _decided(target, decision)
        return Verdict(target.text, Status.UNKNOWN, target)

    def _fact(self, expression: str) -> Fact | None:
        """What feeds say of it: the list may be older than the end of a decision."""
        hashed = self.digests[expression]
        number = find(self.buckets[bucket(hashed)], hashed)
        return None if number is None else of_feeds(self.reading.generation.facts[number])


def _decided(target: Target, decision: Decision) -> Verdict:
    if decision.verb is Verb.ALLOW:
        return Verdict(target.text, Status.ALLOWED, target, explanation=decision.reason)
    return Verdict(target.text, Status.LISTED, target, decision.expression, decision_fact(decision))


@lru_cache(maxsize=4096)
def decision_fact(decision: Decision) -> Fact:
    """A decision to block, in the form in which a feed's word is kept."""
    return Fact(decision.strength, decision.category, (decision.source,))


def generation_json(reading: Reading, now: float) -> Json:
    """Which list answered, and how old it is: since its feeds were last read, in seconds.

    A list of which no feed has answered yet is as old as the starting list, and stale.
    """
    generation = reading.generation
    age = max(0, int(now) - generation.read_at)
    body: Json = {
        "id": generation.id,
        "published_at": rfc3339(generation.published_at),
        "age_seconds": age,
        "stale": generation.checked_at is None or age > STALE_SECONDS,
    }
    if generation.is_starting_list:
        body["starting_list"] = True
    if reading.from_snapshot:
        body["from_snapshot"] = True
    return body


def verdict_json(verdict: Verdict, generation: LiveGeneration) -> Json:
    """One verdict as the API gives it: what is absent is left out."""
    body: Json = {"target": verdict.text, "status": verdict.status}
    if verdict.explanation:
        body["reason"] = verdict.explanation
    target = verdict.target
    if target is None:
        return body
    body |= {"kind": target.kind, "canonical": target.canonical}
    if target.chain:
        body["chain"] = target.chain
    if verdict.fact and verdict.matched:
        body |= _listed(target.kind, verdict.fact, verdict.matched, generation)
    return body


def _listed(kind: Kind, fact: Fact, matched: str, generation: LiveGeneration) -> Json:
    body = fact_json(fact, generation) | {"matched": matched}
    body["reason"] = reason(kind, fact, [source["name"] for source in body["sources"]])
    if name := generation.names.get(matched):
        body["presents_as"] = name
    if linked := generation.links.get(matched):
        body["linked"] = list(linked)
    return body


def fact_json(fact: Fact, generation: LiveGeneration) -> Json:
    """What is said of an entry: severity, category, sources, first_seen, last_confirmed; and
    `unchecked`, where only our volunteers say so.
    """
    sources = [_source_json(source, generation) for source in fact.sources]
    body: Json = {
        "severity": fact.severity,
        "category": fact.category,
        "sources": sources,
        "first_seen": min(source["first_seen"] for source in sources),
        "last_confirmed": max(source["last_seen"] for source in sources),
    }
    return body | {"unchecked": True} if is_unchecked(fact) else body


def _source_json(source: Source, generation: LiveGeneration) -> Json:
    info = generation.feeds.get(source.feed)
    name = OUR_NAMES.get(source.feed, source.feed)
    body: Json = {"id": source.feed, "name": info.name if info else name}
    if info:
        body["homepage"] = info.homepage
    first = source.first_seen * 86_400
    if source.last_seen is not None:
        last = source.last_seen * 86_400
    else:
        last = max(first, info.checked_at if info else 0)
    return body | {"first_seen": rfc3339(first), "last_seen": rfc3339(last)}
