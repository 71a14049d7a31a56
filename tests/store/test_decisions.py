"""The moderators' decisions."""

from typing import Any

import pytest
from redis import Redis

from service.model import Category, Decision, Severity, Verb
from service.store import decisions, keys
from service.store.decisions import Decisions, Versioned, read
from tests.conftest import Clock

ALLOW = Decision("good.example/", Verb.ALLOW, "a shop, visited", 1_795_500_000, "mod")
BLOCK = Decision(
    "bad.example/", Verb.BLOCK, "«doubler»", 1_795_500_000, "mod", Category.GIVEAWAY, Severity.WARN
)


def test_decisions_come_back_as_they_were_made(redis: Redis, clock: Clock) -> None:
    store = Decisions(redis, clock)
    assert store.all() == {}
    store.decide(ALLOW)
    store.decide(BLOCK)
    assert store.all() == {ALLOW.expression: ALLOW, BLOCK.expression: BLOCK}
    assert isinstance(store.all()[BLOCK.expression].severity, Severity)


def test_the_last_decision_on_an_expression_holds(redis: Redis, clock: Clock) -> None:
    store = Decisions(redis, clock)
    store.decide(ALLOW)
    store.decide(ALLOW._replace(verb=Verb.BLOCK))
    assert [d.verb for d in store.all().values()] == [Verb.BLOCK]


def test_a_decision_is_taken_back_once(redis: Redis, clock: Clock) -> None:
    store = Decisions(redis, clock)
    store.decide(ALLOW)
    assert store.withdraw(ALLOW.expression)
    assert not store.withdraw(ALLOW.expression)
    assert store.all() == {}


def test_every_change_raises_the_version_even_when_the_clock_goes_back(
    redis: Redis, clock: Clock
) -> None:
    store = Decisions(redis, clock)
    versions = [decisions.read(redis).version]
    for change in (lambda: store.decide(ALLOW), lambda: store.withdraw(ALLOW.expression)):
        change()
        clock.advance(-10)
        versions.append(decisions.read(redis).version)
    assert versions == sorted(set(versions))


def test_a_version_is_never_used_again_after_a_loss_of_data(redis: Redis, clock: Clock) -> None:
    store = Decisions(redis, clock)
    store.decide(ALLOW)
    before = decisions.read(redis).version
    redis.flushall()
    clock.advance(1)
    store.decide(BLOCK)
    assert decisions.read(redis).version > before


def test_decisions_never_expire(redis: Redis, clock: Clock) -> None:
    Decisions(redis, clock).decide(ALLOW)
    assert redis.ttl(keys.DECISIONS) == redis.ttl(keys.DECISIONS_VERSION) == -1


def test_what_an_emptied_redis_lost_is_put_back_beside_what_was_decided_since(
    redis: Redis, clock: Clock
) -> None:
    store = Decisions(redis, clock)
    for name in ("a.example/", "b.example/"):
        store.decide(Decision(name, Verb.ALLOW, "Looked at it", 1, "Ann"))
    last = read(redis)
    redis.flushall()
    clock.advance(1)
    store.decide(Decision("b.example/", Verb.BLOCK, "It changed", 2, "Ann"))
    assert store.rescue(last) == 1
    verbs = {name: one.verb for name, one in store.all().items()}
    assert verbs == {"a.example/": Verb.ALLOW, "b.example/": Verb.BLOCK}
    assert read(redis).version > last.version
    assert store.rescue(Versioned(0, {})) == 0


def test_one_that_was_renewed_meanwhile_is_not_taken_back(
    redis: Redis, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything logged of what did not happen."""
    store = Decisions(redis, clock)
    store.decide(ALLOW._replace(expires_at=int(clock()) - 1))
    renewed = ALLOW._replace(expires_at=int(clock()) + 60)
    planned = decisions.planned

    def late(pipe: Any, changes: Any, now: float) -> Any:
        monkeypatch.setattr(decisions, "planned", planned)
        store.decide(renewed)  # after the others were read, before they are taken back
        return planned(pipe, changes, now)

    monkeypatch.setattr(decisions, "planned", late)
    assert store.expire() == []
    assert store.all() == {ALLOW.expression: renewed}
    assert redis.llen(keys.LOG) == 2
