"""`mynah doctor`: each finding, made true."""

import importlib
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from redis import Redis

from service.help.helpline import AGED, Helpline
from service.help.loading import BadHelplines, helplines
from service.store.connect import connect
from tests.conftest import Clock
from tests.helpers.command_line import Mynah

doctor = importlib.import_module("service.cli.doctor")  # the package has its command by this name


class Usage(NamedTuple):
    """What shutil says of a disk."""

    total: int
    used: int
    free: int


def problems(mynah: Mynah) -> list[str]:
    return [one["finding"] for one in mynah.json("doctor") if not one["ok"]]


def test_all_is_well_after_a_good_refresh(published: Mynah) -> None:
    result = published.run("doctor")
    assert result.exit_code == 0, result.output
    assert {line.split()[0] for line in result.stdout.splitlines()} == {"ok"}


def test_nothing_published(mynah: Mynah) -> None:
    assert problems(mynah) == ["Nothing is published yet: run `mynah refresh`."]
    assert mynah.run("doctor").exit_code == 1


def test_a_feed_in_trouble(published: Mynah) -> None:
    (published.folder / "mirror" / "two" / "0.txt").unlink()
    published.run("refresh")
    (finding,) = problems(published)
    assert finding.startswith("two: 0.txt failed: ")


def test_only_the_starting_list(mynah: Mynah) -> None:
    mynah.catalogue({"gaso-blocklist": 1})
    mynah.run("refresh")
    listing, feed = problems(mynah)
    assert "no feed has ever answered" in listing
    assert feed.startswith("gaso-blocklist: ")


def test_an_old_list(published: Mynah, redis: Redis, clock: Clock) -> None:
    redis.set("mynah:checked", int(clock.now) - 400 * 86_400)
    (finding,) = problems(published)
    assert "Does the timer for `mynah refresh` run?" in finding


def test_a_pinned_list(published: Mynah) -> None:
    published.publish("one", "0.txt", "".join(f"scam{n}.com\n" for n in range(12)))
    published.run("refresh")
    published.run("rollback")
    assert any("rollback --unpin" in finding for finding in problems(published))


def test_a_server_that_forgets(published: Mynah, redis: Redis) -> None:
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert any("maxmemory-policy" in finding for finding in problems(published))
    finally:
        redis.config_set("maxmemory-policy", "noeviction")


def test_a_redis_that_is_away_is_one_finding(mynah: Mynah) -> None:
    mynah.env["MYNAH_REDIS_URL"] = f"unix://{mynah.folder}/none.sock"
    away, no_snapshot = problems(mynah)
    assert away.startswith("Redis: ")
    assert "no list on disk either" in no_snapshot


def test_a_redis_that_is_away_with_a_list_on_disk(published: Mynah, redis_server: str) -> None:
    from service.store.keeper import SnapshotKeeper

    with connect(redis_server, timeout=5) as client:
        keeper = SnapshotKeeper(Path(published.env["MYNAH_DATA_DIR"]), client)
        keeper.poke()
        keeper.wait(30)
    published.env["MYNAH_REDIS_URL"] = f"unix://{published.folder}/none.sock"
    findings = published.json("doctor")
    assert findings[-1]["ok"]
    assert "Checks are answered from the list" in findings[-1]["finding"]


def test_the_next_key_is_told_of(published: Mynah) -> None:
    assert "next key" not in published.run("doctor").stdout
    published.run("key", "next")
    assert "The next key waits in" in published.run("doctor").stdout


def test_a_damaged_signing_key(published: Mynah) -> None:
    published.run("doctor")  # which makes one
    (Path(published.env["MYNAH_DATA_DIR"]) / "signing.key").write_text("no key")
    (finding,) = problems(published)
    assert "signing.key is damaged" in finding


def test_a_data_directory_that_cannot_be_written(published: Mynah) -> None:
    published.env["MYNAH_DATA_DIR"] = str(published.folder / "feeds.toml" / "data")
    assert any("cannot be written" in finding for finding in problems(published))


def test_a_full_disk(published: Mynah, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(2**40, 2**40, 2**20))
    (finding,) = problems(published)
    assert finding.startswith("Only 1 MiB are free")


def test_a_helpline_that_nobody_looked_at_for_a_year_is_named() -> None:
    lines = helplines()
    checked = max(line.checked for line in lines)
    ((well, sentence),) = doctor.ages(lines, checked + AGED)
    assert well
    assert "are not shown until somebody confirms them" in sentence
    findings = list(doctor.ages(lines, checked + AGED + timedelta(days=1)))
    assert len(findings) == sum(line.is_shown for line in lines)
    assert not any(well for well, _ in findings)
    assert any("'ScamShield Helpline' (SG)" in sentence for _, sentence in findings)
    assert all("service/help/helplines.toml" in sentence for _, sentence in findings)


def test_helplines_that_cannot_be_read_are_one_finding(
    published: Mynah, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> tuple[Helpline, ...]:
        raise BadHelplines("helplines.toml: helpline 'A line' (TH), field 'source': is missing")

    monkeypatch.setattr(doctor, "helplines", broken)
    (finding,) = problems(published)
    assert "field 'source': is missing" in finding
