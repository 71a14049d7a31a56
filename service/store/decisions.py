"""The moderators' decisions. They outrank every feed and are never lost: no key here expires."""

import json
import time
from collections.abc import Callable
from typing import NamedTuple

import redis

from service.model import Category, Decision, Severity, Verb
from service.store import keys
from service.store.client import Client, Pipe
from service.store.errors import StoreAway, reaching_redis

_TRIES = 20  # a writer that met other writers each time would be one of twenty at once


class Versioned(NamedTuple):
    """All decisions, and the version that they are. Versions only grow; 0 is "never decided"."""

    version: int
    decisions: dict[str, Decision]  # by expression

    def seen(self) -> bytes | None:
        """Return the value of the version's key that this was read with."""
        return b"%d" % self.version if self.version else None


class Decisions:
    """The decisions in one Redis; `clock` gives unix seconds."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock

    @reaching_redis()
    def decide(self, decision: Decision) -> None:
        """Put a decision in force, in place of an earlier one on the same expression."""
        row = encode(decision)
        self._change(lambda pipe: pipe.hset(keys.DECISIONS, decision.expression, row))

    @reaching_redis()
    def withdraw(self, expression: str) -> bool:
        """Take a decision back, so that the feeds hold again. False: there was none."""
        if not self._client.hexists(keys.DECISIONS, expression):
            return False
        self._change(lambda pipe: pipe.hdel(keys.DECISIONS, expression))
        return True

    def all(self) -> dict[str, Decision]:
        """Return every decision by expression."""
        return read(self._client).decisions

    def _change(self, act: Callable[[Pipe], object]) -> None:
        """Change the decisions and their version together.

        The version follows the clock, not a counter: after a loss of data a counter would come by
        old numbers again, and a worker that remembers one would not look.
        """
        with self._client.pipeline() as pipe:
            for _ in range(_TRIES):
                pipe.watch(keys.DECISIONS_VERSION)
                last = int(pipe.get(keys.DECISIONS_VERSION) or 0)
                pipe.multi()
                act(pipe)
                pipe.set(keys.DECISIONS_VERSION, max(last + 1, int(self._clock() * 1_000_000)))
                try:
                    pipe.execute()
                except redis.WatchError:
                    continue
                return
        raise StoreAway("the decisions kept changing meanwhile; try again")


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
