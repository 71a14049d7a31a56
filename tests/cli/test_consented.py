"""`mynah reports export`: only what may be given away, and a line in the log that says it was."""

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from service.casework import Personal
from service.cli.consented import whole
from service.services import Services
from service.store import keys
from service.store.cases import PERSONAL_SECONDS, Cases
from service.store.log import Log
from tests.conftest import Clock
from tests.helpers.command_line import Mynah

ROWS: list[dict[str, Any]] = [
    {
        "targets": ["shop.example.com"],
        "category": "shop",
        "story": "=They took it",
        "contact": "me@home.example",
        "may_share": True,
    },
    {"targets": ["login.example.com"], "category": "phishing", "story": "A secret of mine."},
    {
        "targets": ["pay.example.com"],
        "category": "scam",
        "contact": "only-you@home.example",
        "may_contact": True,
    },
]
EXPORT = ("reports", "export", "--consented")


@pytest.fixture
def reported(mynah: Mynah, tmp_path: Path) -> Mynah:
    """Three reports, one of which may be shared."""
    file = tmp_path / "partner.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)), "utf-8")
    assert mynah.run("reports", "import", str(file)).exit_code == 0
    return mynah


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def lines(redis: Redis) -> list[dict[str, Any]]:
    return list(Log(redis).every())


@pytest.mark.parametrize("kind", ["stix", "csv"])
def test_only_what_its_sender_allows_is_given_away(reported: Mynah, kind: str) -> None:
    done = reported.run(*EXPORT, "--format", kind)
    assert done.exit_code == 0
    assert "Wrote 1 report to standard output" in done.stderr
    for there in ("shop.example.com", "=They took it", "me@home.example"):
        assert there in done.stdout
    for other in ("login.example", "A secret", "pay.example", "only-you"):
        assert other not in done.stdout


def test_the_log_says_that_it_was_made_by_which_role_and_names_nobody(
    reported: Mynah, redis: Redis
) -> None:
    reported.run(*EXPORT)
    reported.run(*EXPORT, "--reason", "For the cyber police")
    first, second = lines(redis)
    assert set(first) == {"seq", "at", "action", "role", "reason", "previous", "hash"}
    assert (first["action"], first["role"]) == ("export", "operator")
    assert second["reason"] == "For the cyber police"
    (report,) = (one for one in Cases(redis, time.time).newest_reports(0, 9) if one.may_share)
    told = json.dumps([first, second])
    for hidden in (report.ref, "shop.example", "home.example", str(Path.home().name)):
        assert hidden not in told
    assert "The log is whole: 2 lines" in reported.run("log", "verify").stdout
    assert "For the cyber police" in reported.run("log").stdout


def test_a_file_is_for_its_owner_alone(reported: Mynah, tmp_path: Path) -> None:
    path = tmp_path / "consented.csv"
    done = reported.run(*EXPORT, "--format", "csv", "--output", str(path))
    assert (done.exit_code, done.stdout) == (0, "")
    assert path.stat().st_mode & 0o777 == 0o600
    assert rows(path.read_text("utf-8"))[0]["story"] == "'=They took it"


def test_without_consent_there_is_nothing_to_give_and_nothing_is_logged(
    reported: Mynah, redis: Redis, tmp_path: Path
) -> None:
    path = tmp_path / "none.json"
    done = reported.run(*EXPORT, "--since", "2999-01-01", "--output", str(path))
    assert done.exit_code == 1
    assert "nothing to give away" in done.stderr
    assert not path.exists()
    assert lines(redis) == []


def test_where_the_file_cannot_be_written_nothing_is_logged(reported: Mynah, redis: Redis) -> None:
    done = reported.run(*EXPORT, "--output", "/no/such/folder/file")
    assert (done.exit_code, "cannot be written" in done.stderr) == (1, True)
    assert lines(redis) == []


def test_where_it_cannot_be_logged_nothing_is_written(
    reported: Mynah, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(5, "the log is away")

    monkeypatch.setattr("service.store.decisions.Decisions.note", refuse)
    path = tmp_path / "consented.json"
    assert reported.run(*EXPORT, "--output", str(path)).exit_code == 1
    assert reported.run(*EXPORT).stdout == ""
    assert not path.exists()


def test_what_was_deleted_is_not_there(reported: Mynah, redis: Redis) -> None:
    (ref,) = (one.ref for one in Cases(redis, time.time).newest_reports(0, 9) if one.may_share)
    redis.delete(keys.personal(ref))
    (row,) = rows(reported.run(*EXPORT, "--format", "csv").stdout)
    assert (row["targets"], row["story"], row["contact"]) == ("shop.example.com", "", "")


def test_what_should_have_been_deleted_is_not_there_either(
    reported: Mynah,  # noqa: ARG001 - its reports are in the same Redis
    services: Services,
    clock: Clock,
) -> None:
    shared = [one for one in services.cases.newest_reports(0, 9) if one.may_share]
    clock.now = shared[0].received_at + PERSONAL_SECONDS - 1
    assert [one.personal.story for one in whole(services, shared)] == ["=They took it"]
    clock.advance(1)
    assert [one.personal for one in whole(services, shared)] == [Personal()]


def test_it_is_said_that_only_consented_reports_can_be_given(reported: Mynah) -> None:
    done = reported.run("reports", "export")
    assert (done.exit_code, "--consented" in done.stderr) == (2, True)
    assert reported.run(*EXPORT, "--reason", "x" * 5000).exit_code == 2
