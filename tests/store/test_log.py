"""The public log: a line for each decision, chained, in the same transaction."""

import json
from typing import Any

import pytest
from redis import Redis

from service.lists.chain import BrokenChain, verify
from service.model import Category, Decision, Severity, Verb
from service.store import keys
from service.store.decisions import Decisions
from service.store.log import Log
from tests.conftest import Clock


@pytest.fixture
def decisions(redis: Redis, clock: Clock) -> Decisions:
    return Decisions(redis, clock)


def block(expression: str, **more: Any) -> Decision:
    return Decision(
        expression, Verb.BLOCK, "A fake exchange", 1, "Ann", Category.INVESTMENT, **more
    )


def filled(decisions: Decisions) -> None:
    decisions.decide(block("a.example/", role="moderator"))
    decisions.decide(block("b.example/", severity=Severity.WARN))
    decisions.withdraw("a.example/", "It was a mistake", "moderator")


def test_the_log_says_what_was_decided_by_which_role_and_never_by_whom(
    decisions: Decisions, redis: Redis
) -> None:
    filled(decisions)
    lines = list(Log(redis).every())
    assert [(line["action"], line["expression"], line["role"]) for line in lines] == [
        ("block", "a.example/", "moderator"),
        ("block", "b.example/", "operator"),
        ("withdraw", "a.example/", "moderator"),
    ]
    assert "Ann" not in json.dumps(lines)


def test_an_untouched_log_holds(decisions: Decisions, redis: Redis) -> None:
    filled(decisions)
    lines = list(Log(redis).every())
    assert verify(lines) == (3, lines[-1]["hash"])


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda lines: lines[1] | {"reason": "Another"}, "line 2 was changed"),
        (lambda lines: lines[2], "line 2 says that it is number 3"),
        (lambda lines: lines[1] | {"previous": "0" * 64}, "does not follow"),
    ],
    ids=["changed", "left out", "unchained"],
)
def test_a_log_that_was_touched_does_not(
    decisions: Decisions, redis: Redis, harm: Any, told: str
) -> None:
    filled(decisions)
    lines = list(Log(redis).every())
    lines[1] = harm(lines)
    with pytest.raises(BrokenChain, match=told):
        verify(lines)


def test_the_newest_lines_come_in_pages(decisions: Decisions, redis: Redis) -> None:
    for number in range(5):
        decisions.decide(block(f"s{number}.example/"))
    log = Log(redis)
    assert [line["seq"] for line in log.newest(None, 2)] == [5, 4]
    assert [line["seq"] for line in log.newest(4, 2)] == [3, 2]
    assert [line["seq"] for line in log.newest(2, 2)] == [1]
    assert log.newest(1, 2) == []


def test_a_decision_whose_time_is_over_is_taken_back_and_logged(
    decisions: Decisions, redis: Redis, clock: Clock
) -> None:
    decisions.decide(block("a.example/", expires_at=int(clock()) + 60))
    decisions.decide(block("b.example/"))
    assert decisions.expire() == []
    clock.advance(60)
    assert decisions.expire() == ["a.example/"]
    assert set(decisions.all()) == {"b.example/"}
    assert [line["action"] for line in Log(redis).every()] == ["block", "block", "expire"]


def test_a_decision_and_its_line_are_written_together(decisions: Decisions, redis: Redis) -> None:
    decisions.decide(block("a.example/"))
    assert (redis.hlen(keys.DECISIONS), redis.llen(keys.LOG)) == (1, 1)
