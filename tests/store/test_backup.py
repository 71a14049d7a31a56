"""A backup is one moment of the desk, and comes back whole or not at all."""

import io
import json
import threading

from redis import Redis

from service.casework import Role
from service.store import keys
from service.store.appeals import Appeals
from service.store.backup import Backups
from service.store.cases import PERSONAL_SECONDS, Cases
from service.store.connect import connect
from service.store.decisions import Decisions
from service.store.errors import StoreError
from service.store.quotas import Quotas
from service.store.restore import Restorer
from service.store.tokens import Tokens
from tests.conftest import Clock
from tests.helpers.backups import REFS, everything, fill, plain, without_version, written
from tests.helpers.counting import client_that
from tests.helpers.desk_contents import (
    appeal_of,
    assert_nothing_is_half_there,
    images_of,
    missing,
    personal_of,
    report_of,
    rule,
)


def test_all_of_it_comes_back(redis: Redis, backups: Backups, restorer: Restorer) -> None:
    fill(redis)
    before = everything(redis)
    file = written(backups)
    redis.flushall()
    header = restorer.restore(file, replace=False)
    assert without_version(everything(redis)) == without_version(before)
    assert_nothing_is_half_there(redis)
    told = [("report", ref) for ref in REFS] + [("appeal", f"a{ref}") for ref in REFS]
    assert missing(redis, told) == []
    assert (header.program, header.counts["reports"], header.counts["tokens"]) == ("9.9", 8, 1)
    assert header.counts["log"] == header.counts["decisions"] == 5


def test_what_is_personal_ends_when_it_would_have(
    redis: Redis, backups: Backups, restorer: Restorer
) -> None:
    fill(redis)
    redis.expire(keys.personal("r1"), 1000)
    ends = {key: redis.pexpiretime(key) for key in redis.scan_iter(keys.DESK + "*")}
    assert max(ends.values()) - 1000 * PERSONAL_SECONDS > 0
    file = written(backups)
    redis.flushall()
    restorer.restore(file, replace=False)
    assert {key: redis.pexpiretime(key) for key in ends} == ends


def test_what_is_of_the_day_is_left_out(redis: Redis, backups: Backups, clock: Clock) -> None:
    tokens, quotas = Tokens(redis, clock), Quotas(redis, clock)
    secret, _ = tokens.create("Bopha", Role.MODERATOR)
    tokens.sign_in(secret)
    tokens.ticket("Bopha")
    quotas.count(quotas.mark("192.0.2.1"), 3600)
    quotas.spend("proof", 600)
    backups.note(backups.write(io.BytesIO()))
    lines = plain(written(backups)).splitlines()
    assert [json.loads(line)["key"] for line in lines[1:-1]] == ["tokens"]
    assert secret.encode() not in plain(written(backups))


def test_every_kind_of_key_is_kept_unless_it_is_of_the_day(redis: Redis, backups: Backups) -> None:
    """A part of the program that keeps something new need not think of backups."""
    redis.set(keys.DESK + "something:new", "text", ex=1000)
    redis.set(keys.DESK + "bytes", b"\xff\x00")
    redis.sadd(keys.DESK + "names", "a", "b")
    before = everything(redis)
    file = written(backups)
    redis.flushall()
    Restorer(redis, lambda: 1.0).restore(file, replace=False)
    assert without_version(everything(redis)) == before
    assert 0 < redis.ttl(keys.DESK + "something:new") <= 1000


def test_an_empty_desk_makes_an_empty_backup(
    redis: Redis, backups: Backups, restorer: Restorer
) -> None:
    header = restorer.restore(written(backups), replace=False)
    assert set(header.counts.values()) == {0}
    assert not Decisions(redis).all()


def test_a_backup_under_load_is_one_moment_of_the_desk(
    redis: Redis, redis_server: str, backups: Backups, restorer: Restorer
) -> None:
    """Writers go on; in each backup every case lists what is there, and every ruling is whole."""
    stop, errors = threading.Event(), []

    def write(name: str) -> None:
        with connect(redis_server, timeout=5) as client:
            cases, number = Cases(client, lambda: 0), 0
            while not stop.is_set():
                number += 1
                ref = f"{name}-{number}"
                try:
                    taken = cases.receive(report_of(ref), personal_of(ref), images_of(ref))
                    appeal = appeal_of(f"a{ref}")
                    Appeals(client, lambda: 0).receive(appeal, personal_of(appeal.ref))
                    if number % 3 == 0:
                        rule(cases, taken[0], ref)
                except StoreError as error:
                    if type(error).__name__ != "Changed":
                        errors.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "xyz"]
    for thread in threads:
        thread.start()
    files = []
    while redis.zcard(keys.REPORTS) < 30 and not errors:
        files.append(written(backups))
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    sizes = []
    for file in files:
        sizes.append(restorer.restore(file, replace=True).counts["reports"])
        if sizes[-1]:
            assert_nothing_is_half_there(redis)
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 3


def test_whatever_happens_between_two_steps_of_a_backup_it_is_one_moment_of_the_desk(
    redis: Redis, redis_server: str, restorer: Restorer, clock: Clock
) -> None:
    """Before each round trip somebody reports, and a moderator decides."""
    fill(redis)
    cases, steps = Cases(redis, lambda: 0), []

    def step(number: int) -> None:
        steps.append(number)
        ref = f"s{number}"
        case, *_ = cases.receive(report_of(ref), personal_of(ref), images_of(ref))
        rule(cases, case, ref)

    file = written(Backups(client_that(redis_server, step), clock, "9.9"))
    assert len(steps) > 4
    restorer.restore(file, replace=True)
    assert_nothing_is_half_there(redis)


def test_what_is_laid_ready_is_in_no_backup(redis: Redis, backups: Backups) -> None:
    redis.set(keys.RESTORING + "x:case:1", "{}")
    assert len(plain(written(backups)).splitlines()) == 2


def test_when_the_last_backup_was_is_remembered(
    redis: Redis, backups: Backups, clock: Clock
) -> None:
    assert backups.last() is None
    assert not backups.needed()
    fill(redis)
    assert backups.needed()
    backups.note(backups.write(io.BytesIO()))
    assert backups.last() == int(clock())
