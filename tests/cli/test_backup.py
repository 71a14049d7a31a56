"""`mynah backup` and `mynah restore`, as whoever keeps the service runs them."""

import os
import stat
import sys

import pytest
from redis import Redis

from service.store import keys
from service.store.cases import Cases
from tests.helpers.command_line import Mynah
from tests.helpers.desk_contents import (
    images_of,
    personal_of,
    report_of,
)


@pytest.fixture
def desk(mynah: Mynah, redis: Redis) -> Mynah:
    """An installation with two reports and a decision."""
    for ref in ("r1", "r2"):
        Cases(redis, lambda: 0).receive(report_of(ref), personal_of(ref), images_of(ref))
    result = mynah.run("decide", "block", "scam.example.com", "--reason", "Checked")
    assert result.exit_code == 0, result.output
    return mynah


def test_there_and_back(desk: Mynah, redis: Redis) -> None:
    file = desk.folder / "desk.zst"
    made = desk.run("backup", str(file))
    assert made.exit_code == 0, made.output
    assert "2 reports" in made.stdout
    assert "1 decision, 1 line of the log, 0 tokens" in made.stdout
    redis.flushall()
    back = desk.run("restore", str(file))
    assert back.exit_code == 0, back.output
    assert back.stdout.startswith("Restored 2 reports")
    assert Cases(redis, lambda: 0).report("r1") == report_of("r1")
    assert len(redis.hgetall(keys.DECISIONS)) == 1


def test_only_its_owner_can_read_the_file_and_no_draft_stays(desk: Mynah) -> None:
    folder = desk.folder / "backups"
    folder.mkdir()
    file = folder / "desk.zst"
    file.write_text("an older one")
    file.chmod(0o644)
    assert desk.run("backup", str(file)).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(folder.iterdir()) == [file]


def test_what_a_killed_backup_left_is_removed_by_the_next(desk: Mynah) -> None:
    folder = desk.folder / "backups"
    folder.mkdir()
    names = (".desk.zst.ab12cd_9", ".desk.zst.ab12cd_8", ".other.zst.ab12cd_9", ".desk.zst.notes")
    for name in names:
        (folder / name).write_text("personal")
        os.utime(folder / name, (0, 0))
    (folder / names[1]).touch()  # another backup is at work
    assert desk.run("backup", str(folder / "desk.zst")).exit_code == 0
    assert {one.name for one in folder.iterdir()} == {"desk.zst", *names[1:]}


def test_standard_output_has_the_file_and_nothing_else(desk: Mynah, redis: Redis) -> None:
    result = desk.run("backup", "-")
    assert result.exit_code == 0
    assert "Wrote 2 reports" in result.stderr
    file = desk.folder / "piped.zst"
    file.write_bytes(result.stdout_bytes)
    redis.flushall()
    assert desk.run("restore", str(file)).exit_code == 0


def test_a_terminal_gets_no_binary_file(desk: Mynah, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["service.cli.backup"], "is_terminal", lambda: True)
    result = desk.run("backup", "-")
    assert result.exit_code == 2
    assert "terminal" in result.stderr


def test_a_backup_that_fails_leaves_the_last_one_and_is_not_remembered(
    desk: Mynah, redis: Redis
) -> None:
    file = desk.folder / "desk.zst"
    file.write_text("the last one")
    redis.delete(keys.report("r1"))  # half a desk: its index names what is not there
    result = desk.run("backup", str(file))
    assert result.exit_code == 1
    assert "r1 is in its index only" in result.stderr
    assert file.read_text() == "the last one"
    assert [path.name for path in desk.folder.glob(".desk*")] == []
    assert redis.get(keys.BACKED_UP) is None


@pytest.mark.parametrize("name", ["missing/desk.zst", "", "."])
def test_a_place_that_cannot_be_written_is_one_line(desk: Mynah, name: str) -> None:
    result = desk.run("backup", str(desk.folder / name))
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read"),
        (b"", "cut short"),
        (b"PK\x03\x04 a zip", "no backup of Mynah"),
    ],
)
def test_a_file_that_will_not_do_is_one_line(desk: Mynah, content: bytes | None, told: str) -> None:
    file = desk.folder / "other"
    if content is not None:
        file.write_bytes(content)
    result = desk.run("restore", str(file), "--replace")
    assert result.exit_code in (1, 2)
    assert len(result.stderr.splitlines()) == 1
    assert told in result.stderr


def test_a_desk_that_is_there_stays_unless_told(desk: Mynah, redis: Redis) -> None:
    file = str(desk.folder / "desk.zst")
    desk.run("backup", file)
    Cases(redis, lambda: 0).receive(report_of("r3"), personal_of("r3"), images_of("r3"))
    refused = desk.run("restore", file)
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    assert redis.zcard(keys.REPORTS) == 3
    assert desk.run("restore", file, "--replace").exit_code == 0
    assert redis.zcard(keys.REPORTS) == 2


def problems(mynah: Mynah) -> list[str]:
    return [one["finding"] for one in mynah.json("doctor") if not one["ok"]]


def test_the_doctor_asks_for_a_backup_once_there_is_something_to_lose(
    published: Mynah, redis: Redis
) -> None:
    assert problems(published) == []
    published.run("decide", "block", "scam.example.com", "--reason", "Checked")
    (finding,) = problems(published)
    assert "mynah backup FILE" in finding
    published.run("backup", str(published.folder / "desk.zst"))
    assert problems(published) == []
    redis.decrby(keys.BACKED_UP, 8 * 86_400)
    (finding,) = problems(published)
    assert "8 days old" in finding


def test_the_doctor_says_that_reports_are_refused(published: Mynah, redis: Redis) -> None:
    redis.config_set("appendfsync", "everysec")
    try:
        (finding,) = problems(published)
    finally:
        redis.config_set("appendfsync", "always")
    assert "Reports and appeals are refused" in finding
    assert "appendfsync always" in finding
