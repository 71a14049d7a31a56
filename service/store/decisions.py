"""The moderators' decisions, and the public log of them. They outrank every feed and are never
lost: no key here expires. A decision and its line in the log are written in one transaction.
"""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from service.lists import chain
from service.model import Category, Decision, Severity, Verb
from service.store import keys
from service.store.client import Client, Pipe
from service.store.durability import require_durable
from service.store.errors import reaching_redis
from service.store.transactions import transact
from service.times import rfc3339

WITHDRAW = "withdraw"
EXPIRE = "expire"
WATCHED = (keys.DECISIONS_VERSION, keys.LOG)
"""What a transaction must watch that changes decisions."""

Queue = Callable[[Pipe], None]


@dataclass(frozen=True)
class Versioned:
    """All decisions, and the version that they are. Versions only grow; 0 is "never decided"."""

    version: int
    decisions: dict[str, Decision]  # by expression

    @cached_property
    def first_end(self) -> int | None:
        """When the first of them runs out, in unix seconds; None while all are for good."""
        ends = [one.expires_at for one in self.decisions.values() if one.expires_at is not None]
        return min(ends, default=None)

    def holding(self, now: float) -> "Versioned":
        """Return those that have not run out (`now` in unix seconds): itself while all are so."""
        if self.first_end is None or now < self.first_end:
            return self
        kept = {text: one for text, one in self.decisions.items() if one.holds_at(now)}
        return Versioned(self.version, kept)

    def seen(self) -> bytes | None:
        """Return the value of the version's key that this was read with."""
        return b"%d" % self.version if self.version else None


class Withdrawal(NamedTuple):
    """An end of a decision."""

    expression: str
    reason: str
    role: str
    action: str = WITHDRAW


class Decisions:
    """The decisions in one Redis; `clock` gives unix seconds."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock

    @reaching_redis()
    def decide(self, decision: Decision) -> None:
        """Put a decision in force, in place of an earlier one on the same expression.

        Raises `NotDurable`, `StoreAway`: then nothing was decided.
        """
        require_durable(self._client)
        self._change(lambda _: [decision])

    @reaching_redis()
    def withdraw(self, expression: str, reason: str = "", role: str = "operator") -> bool:
        """Take a decision back, so that the feeds hold again. False: there was none.

        Raises `NotDurable`, `StoreAway`: then it holds on.
        """
        require_durable(self._client)

        def is_there(pipe: Pipe) -> list[Decision | Withdrawal]:
            there = pipe.hexists(keys.DECISIONS, expression)
            return [Withdrawal(expression, reason, role)] if there else []

        return bool(self._change(is_there))

    @reaching_redis()
    def expire(self) -> list[str]:
        """Take back the decisions whose time has run out; return their expressions."""
        now = self._clock()

        def over(pipe: Pipe) -> list[Decision | Withdrawal]:
            decided = map(decode, pipe.hvals(keys.DECISIONS))
            return [
                Withdrawal(one.expression, "its time ran out", "service", EXPIRE)
                for one in decided
                if not one.holds_at(now)
            ]

        return [change.expression for change in self._change(over)]

    @reaching_redis()
    def rescue(self, last: Versioned) -> int:
        """Put decisions back that an emptied Redis has lost; return how many.

        What was decided anew since then stays. Only for a Redis that was emptied: in any other,
        what is missing was taken back on purpose.
        """

        def act(pipe: Pipe) -> int:
            held = {name.decode() for name in pipe.hkeys(keys.DECISIONS)}
            lost = [one for one in last.decisions.values() if one.expression not in held]
            queue = planned(pipe, [*lost], self._clock())
            pipe.multi()
            queue(pipe)
            return len(lost)

        return transact(self._client, WATCHED, act) if last.decisions else 0

    @reaching_redis()
    def note(self, action: str, reason: str, role: str = "operator") -> None:
        """Add a line to the log about something that decides nothing.

        Raises `NotDurable`, `StoreAway`: then it is not there.
        """
        require_durable(self._client)

        def act(pipe: Pipe) -> None:
            said = {"action": action, "reason": reason, "role": role}
            lines = _sealed(pipe, [said], int(self._clock()))
            pipe.multi()
            pipe.rpush(keys.LOG, *lines)

        transact(self._client, (keys.LOG,), act)

    def all(self) -> dict[str, Decision]:
        """Return every decision by expression, those too whose time has run out."""
        return read(self._client).decisions

    def current(self) -> Versioned:
        """Return the same with the version that they are."""
        return read(self._client)

    @reaching_redis()
    def version(self) -> int:
        """Return the version alone, by one cheap question."""
        return int(self._client.get(keys.DECISIONS_VERSION) or 0)

    @reaching_redis()
    def get(self, expression: str) -> Decision | None:
        """Return the decision on an expression, or None."""
        row = self._client.hget(keys.DECISIONS, expression)
        return decode(row) if row else None

    def _change(
        self, wanted: Callable[[Pipe], list[Decision | Withdrawal]]
    ) -> list[Decision | Withdrawal]:
        """Carry out the changes that are wanted when the transaction looks, and return them."""

        def act(pipe: Pipe) -> list[Decision | Withdrawal]:
            changes = wanted(pipe)
            if changes:
                queue = planned(pipe, changes, self._clock())
                pipe.multi()
                queue(pipe)
            return changes

        return transact(self._client, WATCHED, act)


def planned(pipe: Pipe, changes: list[Decision | Withdrawal], now: float) -> Queue:
    """Return what queues these changes with their lines in the log, in a transaction that watches
    `WATCHED` and in which nothing is queued yet. No changes: nothing is touched.

    The version follows the clock, not a counter: after a loss of data a counter would come by old
    numbers again, and a worker that remembers one would not look.
    """
    version = max(int(pipe.get(keys.DECISIONS_VERSION) or 0) + 1, int(now * 1_000_000))
    lines = _sealed(pipe, map(_public, changes), int(now))

    def queue(pipe: Pipe) -> None:
        for change in changes:
            if isinstance(change, Decision):
                pipe.hset(keys.DECISIONS, change.expression, encode(change))
            else:
                pipe.hdel(keys.DECISIONS, change.expression)
        if changes:
            pipe.rpush(keys.LOG, *lines)
            pipe.set(keys.DECISIONS_VERSION, version)

    return queue


def _sealed(pipe: Pipe, said: Iterable[dict[str, Any]], now: int) -> list[str]:
    """Seal a line of the log for each of these."""
    last = pipe.lindex(keys.LOG, -1)
    head: dict[str, Any] = json.loads(last) if last else {"seq": 0, "hash": chain.GENESIS}
    lines = []
    for fields in said:
        head = chain.sealed(fields | {"at": rfc3339(now)}, head["seq"] + 1, head["hash"])
        lines.append(json.dumps(head, ensure_ascii=False, sort_keys=True))
    return lines


def _public(change: Decision | Withdrawal) -> dict[str, Any]:
    """What the log says of a change: whose role, never whose name."""
    said = {"expression": change.expression, "reason": change.reason, "role": change.role}
    if isinstance(change, Withdrawal):
        return said | {"action": change.action}
    if change.verb is Verb.ALLOW:
        return said | {"action": change.verb, "expires_at": _end(change)}
    return said | {
        "action": change.verb,
        "category": change.category,
        "severity": change.strength,
        "expires_at": _end(change),
        "unchecked": change.unchecked or None,
    }


def _end(decision: Decision) -> str | None:
    return None if decision.expires_at is None else rfc3339(decision.expires_at)


@reaching_redis()
def read(client: Client) -> Versioned:
    """Return all decisions with their version, read in one transaction."""
    with client.pipeline() as pipe:
        pipe.get(keys.DECISIONS_VERSION)
        pipe.hvals(keys.DECISIONS)
        version, rows = pipe.execute()
    found = (decode(row) for row in rows)
    return Versioned(int(version or 0), {decision.expression: decision for decision in found})


def encode(decision: Decision) -> str:
    """Return a decision as JSON."""
    return json.dumps(decision._asdict(), sort_keys=True, ensure_ascii=False)


def decode(row: bytes | str) -> Decision:
    """Return the decision that `encode` was given."""
    fields = json.loads(row)
    fields["verb"] = Verb(fields["verb"])
    fields["category"] = Category(fields["category"])
    fields["severity"] = Severity(fields["severity"])
    return Decision(**fields)
