"""A restore puts all of a backup in place, or nothing."""

import json

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from service.casework import Report, Token
from service.model import Decision, Verb
from service.store import coding, keys
from service.store.backup import Backups
from service.store.cases import Cases
from service.store.decisions import Decisions
from service.store.errors import StoreAway
from service.store.restore import NotEmpty, Restorer
from service.store.tokens import Tokens
from tests.conftest import Clock
from tests.helpers.backups import everything, fill, without_version, written
from tests.helpers.counting import client_that
from tests.helpers.desk_contents import (
    images_of,
    personal_of,
    report_of,
)


def test_what_has_ended_since_stays_away(
    redis: Redis, backups: Backups, clock: Clock, restorer: Restorer
) -> None:
    fill(redis)
    file = written(backups)
    redis.flushall()
    clock.now = 4e9  # the ends are real ones, by the server's clock
    restorer.restore(file, replace=False)
    kinds = {key.split(b":")[2] for key in redis.scan_iter(keys.DESK + "*")}
    assert b"report" in kinds
    assert not kinds & {b"personal", b"image"}


def test_a_desk_that_is_there_is_replaced_only_when_told(
    redis: Redis, backups: Backups, restorer: Restorer
) -> None:
    fill(redis)
    file = written(backups)
    before = everything(redis)
    late = report_of("late")
    Cases(redis, lambda: 0).receive(late, personal_of("late"), images_of("late"))
    now = everything(redis)
    with pytest.raises(NotEmpty):
        restorer.restore(file, replace=False)
    assert everything(redis) == now
    restorer.restore(file, replace=True)
    assert without_version(everything(redis)) == without_version(before)


def test_workers_see_that_the_decisions_are_others_now(
    redis: Redis, backups: Backups, restorer: Restorer, clock: Clock
) -> None:
    decisions = Decisions(redis, clock)
    decisions.decide(Decision("a.example/", Verb.ALLOW, "Checked", 1, "Ann"))
    file = written(backups)
    clock.advance(60)
    decisions.withdraw("a.example/")
    seen = int(redis.get(keys.DECISIONS_VERSION) or 0)
    clock.advance(-3600)  # a clock that was set back must not hide it
    restorer.restore(file, replace=True)
    assert int(redis.get(keys.DECISIONS_VERSION) or 0) > seen
    assert list(decisions.all()) == ["a.example/"]


def test_a_restore_cut_off_at_any_step_has_done_all_or_nothing(
    redis: Redis, redis_server: str, backups: Backups, clock: Clock
) -> None:
    """The connection goes before each round trip in turn, as it does when either side is killed."""
    fill(redis)
    file = written(backups)
    wanted = without_version(everything(redis))
    redis.flushall()
    Cases(redis, clock).receive(report_of("old"), personal_of("old"), images_of("old"))
    old = everything(redis)
    steps: list[int] = []
    outcomes = []
    for fatal in range(1, 100):
        steps.clear()

        def step(number: int, fatal: int = fatal) -> None:
            steps.append(number)
            if number >= fatal:
                raise RedisConnectionError

        try:
            Restorer(client_that(redis_server, step), clock).restore(file, replace=True)
        except StoreAway:
            now = everything(redis)
            staged = [key for key in now if key.startswith(keys.RESTORING)]
            assert {key: now[key] for key in now if key not in staged} == old
            assert all(0 < redis.ttl(key) <= 86_400 for key in staged)
            outcomes.append("nothing")
        else:
            outcomes.append("all")
            break
    assert len(outcomes) > 5
    assert outcomes[-1] == "all"
    now = {k: v for k, v in everything(redis).items() if not k.startswith(keys.RESTORING)}
    assert without_version(now) == wanted


def test_what_is_taken_while_it_restores_is_not_lost(
    redis: Redis, redis_server: str, backups: Backups, clock: Clock
) -> None:
    """Onto an empty desk: a report that comes in meanwhile stays, and the restore says so."""
    fill(redis)
    file = written(backups)
    redis.flushall()

    def step(number: int) -> None:
        if number == 6:
            Cases(redis, clock).receive(report_of("new"), personal_of("new"), images_of("new"))

    with pytest.raises(NotEmpty):
        Restorer(client_that(redis_server, step), clock).restore(file, replace=False)
    assert Cases(redis, clock).report("new") == report_of("new")
    assert Cases(redis, clock).report("r1") is None


def test_a_token_and_a_report_of_an_older_program_come_back(
    redis: Redis, backups: Backups, restorer: Restorer
) -> None:
    """Fields that this program does not know are no damage."""
    fill(redis)
    row = json.loads(coding.dump(report_of("r1"))) | {"colour": "red"}
    redis.set(keys.report("r1"), json.dumps(row))
    file = written(backups)
    restorer.restore(file, replace=True)
    assert coding.load(Report, redis.get(keys.report("r1")) or b"") == report_of("r1")
    assert [t.name for t in Tokens(redis, lambda: 0).all()] == ["Bopha"]
    assert isinstance(Tokens(redis, lambda: 0).all()[0], Token)
