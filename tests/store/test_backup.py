"""A backup is one moment of the desk, and comes back whole or not at all."""

import hashlib
import io
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import zstandard
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from service.casework import Report, Role, Token
from service.model import Decision, Verb
from service.store import coding, keys
from service.store.appeals import Appeals
from service.store.archive import BadArchive
from service.store.backup import Backups
from service.store.cases import PERSONAL_SECONDS, Cases, case_id
from service.store.connect import connect
from service.store.decisions import Decisions
from service.store.errors import StoreAway, StoreError
from service.store.quotas import Quotas
from service.store.restore import NotEmpty, Restorer
from service.store.tokens import Tokens
from tests.conftest import Clock
from tests.helpers.counting import client_that
from tests.helpers.desk_contents import (
    appeal_of,
    assert_nothing_is_half_there,
    host,
    images_of,
    missing,
    personal_of,
    report_of,
    rule,
)

REFS = [f"r{number}" for number in range(8)]


def fill(client: Redis) -> None:
    """Reports, appeals, rulings and a token: every kind of key that is kept."""
    cases = Cases(client, lambda: 0)
    for ref in REFS:
        cases.receive(report_of(ref), personal_of(ref), images_of(ref))
        Appeals(client, lambda: 0).receive(appeal_of(f"a{ref}"), personal_of(f"a{ref}"))
    for case in cases.queue(0, 5):
        rule(cases, case, f"ruling {case.id}")
    Tokens(client, lambda: 0).create("Bopha", Role.MODERATOR)


def everything(client: Redis) -> dict[str, Any]:
    """All keys of the desk with their contents, but not when they end."""
    read: dict[bytes, Callable[[bytes], Any]] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
        b"set": client.smembers,
    }
    return {
        key.decode(): read[client.type(key)](key)
        for key in client.scan_iter(keys.DESK + "*", count=1000)
    }


def without_version(contents: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in contents.items() if key != keys.DECISIONS_VERSION}


@pytest.fixture
def backups(redis: Redis, clock: Clock) -> Backups:
    return Backups(redis, clock, "9.9")


@pytest.fixture
def restorer(redis: Redis, clock: Clock) -> Restorer:
    return Restorer(redis, clock)


def written(backups: Backups) -> io.BytesIO:
    out = io.BytesIO()
    backups.write(out)
    return out


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


def plain(file: io.BytesIO) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(file.getvalue())


def packed(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def with_line(data: bytes, number: int, **changes: Any) -> bytes:
    """The file with one line changed, and the checksum made to fit again."""
    lines = plain(io.BytesIO(data)).splitlines(keepends=True)
    lines[number] = json.dumps(json.loads(lines[number]) | changes).encode() + b"\n"
    end = json.loads(lines[-1])
    lines[-1] = json.dumps(
        end | {"sha256": hashlib.sha256(b"".join(lines[:-1])).hexdigest()}
    ).encode()
    return packed(b"".join(lines) + b"\n")


def line_of(data: bytes, name: str) -> int:
    lines = plain(io.BytesIO(data)).splitlines()
    return next(n for n, line in enumerate(lines) if json.loads(line).get("key", "") == name)


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def other_reason(data: bytes) -> bytes:
    number = line_of(data, "log")
    rows = json.loads(plain(io.BytesIO(data)).splitlines()[number])["list"]
    rows[2] = rows[2].replace("ruling", "Ruling")
    return with_line(data, number, list=rows)


HARMS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", "cut short"),
    "text": (lambda _: b"hello", "no backup of Mynah"),
    "another zstd file": (lambda _: packed(b"hello\n"), "no backup of Mynah"),
    "another JSON file": (lambda _: packed(b'{"format":"x"}\n'), "no backup of Mynah"),
    "JSON that is no object": (lambda _: packed(b"[1]\n"), "no backup of Mynah"),
    "a half": (lambda data: data[: len(data) // 2], "cut short"),
    "all but the last byte": (lambda data: data[:-1], "cut short"),
    "without its closing line": (
        lambda data: packed(b"".join(plain(io.BytesIO(data)).splitlines(keepends=True)[:-1])),
        "closing line is missing",
    ),
    "a bit": (flipped, "is damaged"),
    "a byte behind": (lambda data: data + b"x", "stands behind"),
    "twice": (lambda data: data + data, "stands behind"),
    "a line changed": (
        lambda data: packed(plain(io.BytesIO(data)).replace(b"USDT", b"USDC", 1)),
        "checksum|damaged",
    ),
    "newer": (lambda data: with_line(data, 0, version=2, program="7.0"), "by Mynah 7.0.*update"),
    "a header without its time": (lambda data: with_line(data, 0, made_at=None), "header"),
    "another log": (other_reason, "holds a log that was changed: line 3"),
    "a case that is none": (
        lambda data: with_line(
            data, line_of(data, f"case:{case_id(host(0).expression)}"), string="{}"
        ),
        "damaged: case",
    ),
    "a report left out": (
        lambda data: with_line(data, line_of(data, "report:r1"), key="report:r99"),
        "index of reports",
    ),
    "a session smuggled in": (
        lambda data: with_line(data, line_of(data, "personal:r1"), key="session:0"),
        "should not hold session:0",
    ),
    "a report in no case": (
        lambda data: with_line(data, line_of(data, "filed"), zset=[["x 00000000000.r99", 0.0]]),
        "cases and its reports",
    ),
    "a reporter counted by no case": (
        lambda data: with_line(data, line_of(data, "reporters"), set=["x mark"]),
        "cases and its reports",
    ),
    "an unknown type": (
        lambda data: with_line(data, line_of(data, "queue"), stream=[]),
        "a line cannot be read",
    ),
}


@pytest.mark.parametrize("name", HARMS)
def test_a_file_that_is_not_whole_and_ours_changes_nothing(
    name: str, redis: Redis, backups: Backups, restorer: Restorer
) -> None:
    fill(redis)
    report = replace(report_of("r100"), targets=(host(0),), images=0)
    Cases(redis, lambda: 0).receive(report, personal_of("r100"), [])
    harm, told = HARMS[name]
    data = harm(written(backups).getvalue())
    before = everything(redis)
    with pytest.raises(BadArchive, match=told) as caught:
        restorer.restore(io.BytesIO(data), replace=True)
    assert "\n" not in str(caught.value)
    assert everything(redis) == before


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
