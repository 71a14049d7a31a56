"""All the files' claims into one list: entries, facts, links, and what the guards held back.

Pure. Each distinct set of voices gets a number when it first occurs, so that an entry is one number
in a dict until its fact is needed, however many feeds list it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.feeds.feed import Feed, FeedFile
from service.model import Claim, Decision, Fact, Held, Verb
from service.refresh.facts import Voice, decided, fact_of
from service.refresh.guards import Guard, Reason


@dataclass
class Assembled:
    """The list, ready to be published."""

    entries: dict[str, int] = field(default_factory=dict)  # expression -> number of its fact
    facts: list[Fact] = field(default_factory=list)
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # expression -> what it presents itself as
    held: list[Held] = field(default_factory=list)
    listed: Counter[str] = field(default_factory=Counter)  # feed -> its entries in the list
    next_expiry: int | None = None  # the first day on which the list would change by itself


class Assembly:
    """Takes claims file by file and gives the list at the end."""

    def __init__(self, guard: Guard, today: int) -> None:
        self._guard = guard
        self._today = today
        self._numbers: dict[str, int] = {}  # expression -> which voices, a key of _voices
        self._voices: list[tuple[Voice, ...]] = [()]
        self._known: dict[tuple[int, Voice], int] = {}
        self._links: list[tuple[str, tuple[str, ...]]] = []
        self._names: dict[str, str] = {}
        self._held: list[Held] = []
        self._next_expiry: int | None = None

    def add(
        self,
        feed: Feed,
        file: FeedFile,
        claims: Mapping[str, Claim],
        *,
        exceptions: Iterable[str] = (),
        dates: Mapping[str, int] | None = None,
    ) -> None:
        """Take one file's claims. `exceptions` are those of the whole feed, as expressions; `dates`
        the days on which its entries were first listed, where another file says so.
        """
        current = self._current(feed, file, claims)
        exempt = self._exempt(feed, current, exceptions)
        numbers = self._numbers
        steps: dict[Claim, dict[int, int]] = {}  # claim -> voices before it -> voices with it
        for text, claim in current.items():
            if text in exempt:
                continue
            if claim.presents_as:
                self._names.setdefault(text, claim.presents_as)
                claim = claim._replace(presents_as="")
            if dates:
                claim = _dated(claim, dates.get(text))
            step = steps.get(claim)
            if step is None:
                step = steps[claim] = {}
            before = numbers.get(text, 0)
            after = step.get(before)
            if after is None:
                after = step[before] = self._join(before, _voice(feed, file, claim))
            numbers[text] = after
            if claim.links:
                self._links.append((text, claim.links))

    def finish(self, decisions: Iterable[Decision]) -> Assembled:
        """Judge every entry, apply the moderators' decisions, and number the facts."""
        result = Assembled(next_expiry=self._next_expiry)
        self._drop_held()
        extra = self._decide(list(decisions))
        result.held = self._held
        facts: dict[Fact, int] = {}
        by_voices = [facts.setdefault(fact_of(v), len(facts)) if v else -1 for v in self._voices]
        counts = Counter(self._numbers.values())
        for number, count in counts.items():
            for feed in {voice.feed for voice in self._voices[number]}:
                result.listed[feed] += count
        result.entries = {text: by_voices[number] for text, number in self._numbers.items()}
        for text, fact in extra.items():
            result.entries[text] = facts.setdefault(fact, len(facts))
        result.facts = list(facts)
        result.links = self._linked(result.entries)
        result.names = {t: name for t, name in self._names.items() if t in result.entries}
        return result

    def _current(
        self, feed: Feed, file: FeedFile, claims: Mapping[str, Claim]
    ) -> Mapping[str, Claim]:
        """The claims whose time has not run out; note when the next one's will."""
        ends = {claim: _end(feed, file, claim) for claim in set(claims.values())}
        over = {claim for claim, end in ends.items() if end is not None and end <= self._today}
        due = [end for end in ends.values() if end is not None and end > self._today]
        self._next_expiry = min(
            [*due, *([self._next_expiry] if self._next_expiry else [])], default=None
        )
        return {t: c for t, c in claims.items() if c not in over} if over else claims

    def _join(self, before: int, voice: Voice) -> int:
        number = self._known.get((before, voice))
        if number is None:
            number = self._known[before, voice] = len(self._voices)
            self._voices.append((*self._voices[before], voice))
        return number

    def _exempt(
        self, feed: Feed, claims: Mapping[str, Claim], exceptions: Iterable[str]
    ) -> set[str]:
        """The claims that the feed's own allow rules take back: a host with everything below it,
        but where the host is a platform, whose customers' names are listed one by one.
        """
        rules = set(exceptions)
        if not rules:
            return set()
        hosts = {
            rule[:-1]
            for rule in rules
            if rule.endswith("/") and not self._guard.is_shared(rule[:-1])
        }
        exempt = claims.keys() & rules
        exempt |= {text for text in claims if text.count(".") > 1 and _is_below(text, hosts)}
        self._held += [Held(text, feed.id, Reason.FEED_EXCEPTION) for text in exempt]
        return exempt

    def _drop_held(self) -> None:
        for text, reason in self._guard.hold_all(self._numbers).items():
            for feed in {voice.feed for voice in self._voices[self._numbers.pop(text)]}:
                self._held.append(Held(text, feed, reason))

    def _decide(self, decisions: list[Decision]) -> dict[str, Fact]:
        """Take out what is allowed; return what is blocked. A canary is never blocked.

        What has been decided waits for nobody, so it is held no more. What no moderator has checked
        yet settles nothing: it is held as a feed's word is, and leaves that word as it stands.
        """
        checked = [decision for decision in decisions if not decision.unchecked]
        settled = {twin for decision in checked for twin in twins(decision.expression)}
        self._held = [held for held in self._held if held.expression not in settled]
        blocked = {}
        for decision in decisions:
            text = decision.expression
            if decision.verb is Verb.ALLOW:
                for twin in twins(text):
                    self._numbers.pop(twin, None)
            elif reason := self._held_back(decision):
                self._held.append(Held(text, decision.source.feed, reason))
            elif not (decision.unchecked and text in self._numbers):
                voices = self._voices[self._numbers.get(text, 0)]
                blocked[text] = decided(decision, voices, self._today)
        return blocked

    def _held_back(self, decision: Decision) -> Reason | None:
        if decision.unchecked:
            return self._guard.hold(decision.expression)
        return Reason.CANARY if self._guard.is_canary(decision.expression) else None

    def _linked(self, entries: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
        """Links both ways, from what is listed to what no guard holds: tokens are nobody's."""
        found: dict[str, dict[str, None]] = {}
        for text, linked in self._links:
            for other in linked:
                if text == other or self._guard.hold(text) or self._guard.hold(other):
                    continue
                if text in entries:
                    found.setdefault(text, {})[other] = None
                if other in entries:
                    found.setdefault(other, {})[text] = None
        return {text: tuple(sorted(others)) for text, others in found.items()}


def twins(expression: str) -> tuple[str, ...]:
    """A host's entry with and without `www.`: a decision to allow one allows the other.

    Nothing below the host and no URL on it is allowed with it: each needs its own decision.
    """
    if not expression.endswith("/") or expression.count("/") > 1:
        return (expression,)
    bare = expression.removeprefix("www.")
    return (bare, f"www.{bare}")


def _end(feed: Feed, file: FeedFile, claim: Claim) -> int | None:
    """The day on which a claim stops counting, or None while the feed goes on listing it."""
    if claim.gone is not None:
        return claim.gone + feed.expiry
    # A day's own file stays as it is for ever; what it lists is that day's word.
    return claim.first_seen + feed.expiry if file.once else None


def _voice(feed: Feed, file: FeedFile, claim: Claim) -> Voice:
    category = claim.category or file.category
    seen = claim.first_seen, claim.gone
    return Voice(feed.id, category, file.confidence, file.family, *seen, claim.origins)


def _dated(claim: Claim, day: int | None) -> Claim:
    if day is None or day >= claim.first_seen:
        return claim
    return claim._replace(first_seen=day)


def _is_below(expression: str, hosts: set[str]) -> bool:
    host = expression.partition("/")[0]
    parent = host.partition(".")[2]
    while parent:
        if parent in hosts:
            return True
        parent = parent.partition(".")[2]
    return False
