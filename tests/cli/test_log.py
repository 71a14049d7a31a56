"""`mynah log`: what was decided, and that a log which was touched is found out."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from redis import Redis

from service.app import create_app
from service.lists.chain import GENESIS, sealed
from service.services import Services
from service.store import keys
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.command_line import Mynah
from tests.helpers.web_service import served

WHY = ["--reason", "Looked at it"]


@pytest.fixture
def decided(published: Mynah) -> Mynah:
    """Three lines."""
    for number in range(2):
        published.run("decide", "block", f"s{number}.com", *WHY, "--expires", "30")
    published.run("decide", "withdraw", "s0.com", "--reason", "It was a mistake")
    return published


@pytest.fixture
def services(mynah: Mynah, redis_server: str, clock: Clock) -> Iterator[Services]:
    built = web_service.services(mynah.folder / "other", redis_server, clock)
    yield built
    built.close()


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    """The same log, served over real HTTP."""
    with served(create_app(services)) as url:
        yield url


@pytest.mark.parametrize("verb", ["block", "withdraw"])
@pytest.mark.parametrize("words", ["safe \u202etfel", "a\x1b[31mb", "caf\udcff", "a" * 501])
def test_a_reason_that_cannot_be_shown_to_everybody_stands_in_no_log(
    decided: Mynah, verb: str, words: str
) -> None:
    result = decided.run("decide", verb, "s1.com", "--reason", words)
    assert (result.exit_code, "--reason" in result.stderr) == (2, True)
    assert decided.json("log", "verify")["length"] == 3


def test_the_newest_decisions_are_shown_defanged(decided: Mynah) -> None:
    shown = decided.run("log").stdout
    first = shown.splitlines()[1]
    assert first.split()[0] == "3"
    assert "withdraw" in first
    assert "s0[.]com/" in first
    assert "It was a mistake" in first
    assert "until 20" in shown
    assert [line["seq"] for line in decided.json("log", "--limit", "2")["entries"]] == [3, 2]


def test_an_untouched_log_is_whole_here_and_over_http(decided: Mynah, address: str) -> None:
    here = decided.json("log", "verify")
    assert here["length"] == 3
    assert decided.json("log", "verify", address) == here
    assert decided.json("log", "verify", f"{address}/", "--head", here["head"]) == here
    assert here["head"] in decided.run("log", "verify").stdout


@pytest.mark.parametrize("remote", [False, True], ids=["here", "over http"])
def test_a_line_that_was_changed_is_named(
    decided: Mynah, redis: Redis, address: str, *, remote: bool
) -> None:
    line = json.loads(redis.lindex(keys.LOG, 1) or b"")
    redis.lset(keys.LOG, 1, json.dumps(line | {"reason": "Another"}))
    result = decided.run("log", "verify", *([address] if remote else []))
    assert result.exit_code == 1
    assert result.stderr.strip() == "The log is not whole: line 2 was changed: its hash is another."


@pytest.mark.parametrize("remote", [False, True], ids=["here", "over http"])
def test_a_log_cut_off_at_its_end_is_found_by_a_head_noted_before(
    decided: Mynah, redis: Redis, address: str, *, remote: bool
) -> None:
    noted = decided.json("log", "verify")["head"]
    where = [address] if remote else []
    redis.rpop(keys.LOG)
    assert decided.run("log", "verify", *where).exit_code == 0
    result = decided.run("log", "verify", *where, "--head", noted)
    assert result.exit_code == 1
    assert "not whole: none of the 2 lines has the hash that was noted" in result.stderr


def test_a_long_log_is_read_page_by_page(mynah: Mynah, redis: Redis, address: str) -> None:
    line: dict[str, Any] = {"seq": 0, "hash": GENESIS}
    for number in range(1, 1_204):
        line = sealed({"expression": f"s{number}.example/"}, number, line["hash"])
        redis.rpush(keys.LOG, json.dumps(line))
    assert mynah.json("log", "verify", address) == {"length": 1_203, "head": line["hash"]}


def lying(body: str) -> Flask:
    app = Flask("lying")
    app.add_url_rule("/v1/log", view_func=lambda: body)
    return app


ONE = '{"length": 1, "head": "' + "ab" * 32 + '"'
FIRST = '"seq": 1, "previous": "' + "0" * 64 + '"'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<html>", "is no log"),
        ("[]", "is no log"),
        ("[" * 100_000, "is no log"),
        ("{}", "how long it is"),
        ('{"length": 1e9, "head": "x"}', "how long it is"),
        ('{"length": 99999999999, "head": "x"}', "how long it is"),
        ('{"length": true, "head": "x"}', "how long it is"),
        (ONE + "}", "no list of lines"),
        (ONE + ', "entries": [7]}', "no object"),
        (ONE + ', "entries": []}', "names 1 lines, and 0"),
        (ONE + ', "entries": [{"seq": 1}]}', "does not follow"),
        (ONE + ', "entries": [{' + FIRST + ', "x": 1e999}]}', "was changed"),
        (ONE + ', "entries": [{' + FIRST + ', "x": "\\ud800"}]}', "was changed"),
        (ONE + ', "entries": [{' + FIRST + ', "hash": null, "x": 1e999}]}', "was changed"),
    ],
)
def test_what_is_no_log_is_one_line(mynah: Mynah, body: str, said: str) -> None:
    with served(lying(body)) as address:
        result = mynah.run("log", "verify", address)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert said in line


def test_a_service_may_not_send_us_into_a_private_network(mynah: Mynah, address: str) -> None:
    app = Flask("redirecting")
    away = {"Location": f"{address.replace('127.0.0.1', 'localhost')}/v1/log?limit=1"}
    app.add_url_rule("/v1/log", view_func=lambda: ("", 302, away))
    with served(app) as other:
        result = mynah.run("log", "verify", other)
    assert result.exit_code == 1
    assert "private" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verify", "ftp://x.example"], "name the service by its address"),
        (["verify", "x.example"], "name the service by its address"),
        (["verify", "http://127.0.0.1:9/"], "cannot be read"),
        (["verify", "--head", "abc"], "--head"),
        (["--head", "ab" * 32], "--head"),
    ],
)
def test_what_cannot_be_asked_is_one_line(mynah: Mynah, arguments: list[str], said: str) -> None:
    result = mynah.run("log", *arguments)
    assert result.exit_code in (1, 2)
    (line,) = result.stderr.splitlines()
    assert said in line
