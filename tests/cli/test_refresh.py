"""`mynah refresh` and `mynah rollback`."""

import json
from importlib import import_module

import pytest
from redis import Redis

from service.store import lock
from service.store.connect import connect
from service.store.lock import Lock
from tests.helpers.command_line import Mynah

refresh_command = import_module("service.cli.refresh")  # not the command of the same name

NO_FILE = "is not in the mirror"


def test_a_log_has_no_line_for_each_file(mynah: Mynah) -> None:
    mynah.catalogue({"one": 1, "two": 30})
    for number in range(30):
        mynah.publish("two", f"{number}.txt", f"fraud{number}.com\n")
    result = mynah.run("refresh")
    assert result.stderr.splitlines() == ["looking at 31 files", "building the list", "publishing"]
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["feed", "one", "two", "Published"]
    assert result.exit_code == 0


def test_a_feed_in_trouble_is_one_line_however_many_files_it_has(mynah: Mynah) -> None:
    mynah.catalogue({"one": 1, "gaso-blocklist": 40})
    result = mynah.run("refresh", "--quiet")
    trouble, upshot = result.stdout.splitlines()
    assert trouble.startswith("gaso-blocklist: 40 files failed: ")
    assert trouble.endswith("; the starting list of 2026-08-22 serves")
    assert upshot.startswith("Published ")
    assert (result.exit_code, result.stderr) == (4, "")


def test_the_table_says_what_serves_where_nothing_was_read(mynah: Mynah) -> None:
    mynah.catalogue({"gaso-blocklist": 2, "one": 1, "two": 2})
    (mynah.folder / "mirror" / "two" / "0.txt").unlink()
    gaso, one, two = map(str.rstrip, mynah.run("refresh").stdout.splitlines()[1:4])
    entries = mynah.json("feeds", "--feed", "gaso-blocklist")[0]["entries"]
    assert entries > 1000
    assert gaso.split()[1:5] == ["–", "–", "–", "0"]
    assert gaso.endswith(f"2 files failed, the starting list serves ({entries:,} entries)")
    assert one.split()[1:] == ["10", "10", "0", "0", "published"]
    assert two.endswith("2 files failed")
    shown = [line.rstrip() for line in mynah.run("feeds").stdout.splitlines()]
    assert shown[1].split()[1] == f"{entries:,}"
    assert shown[1].endswith("2 files failed, the starting list serves")
    assert shown[3].endswith("2 files failed")


def test_different_troubles_of_one_feed_share_its_line(published: Mynah) -> None:
    published.catalogue({"one": 3, "two": 1})
    published.publish("one", "0.txt", "<html>gone</html>")
    lines = published.run("refresh", "-q").stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("one: 2 files failed: ")
    assert "; 0.txt refused: " in lines[0]


def test_a_feed_that_failed_says_that_its_last_copy_serves(published: Mynah) -> None:
    (published.folder / "mirror" / "two" / "0.txt").unlink()
    lines = published.run("refresh", "-q").stdout.splitlines()
    assert lines[0].startswith("two: 0.txt failed: ")
    assert lines[0].endswith("; the last good copy serves")
    assert published.json("status")["entries"] == 20


def test_a_feed_never_read_says_that_there_is_no_copy(mynah: Mynah) -> None:
    (mynah.folder / "mirror" / "two" / "0.txt").unlink()
    assert mynah.run("refresh", "-q").stdout.splitlines()[0].endswith("; there is no copy yet")


def test_json_is_one_document_and_troubled_is_still_exit_code_4(published: Mynah) -> None:
    (published.folder / "mirror" / "two" / "0.txt").unlink()
    result = published.run("refresh", "--json")
    assert {file["outcome"] for file in json.loads(result.stdout)["files"]} == {
        "unchanged",
        "failed",
    }
    assert (result.exit_code, result.stderr) == (4, "")


def test_a_dry_run_says_what_would_be(mynah: Mynah) -> None:
    result = mynah.run("refresh", "--dry-run", "-q")
    assert "a list of 20 entries; nothing was written" in result.stdout
    assert mynah.json("status") == {"pinned": False, "decisions": 0}


def test_a_change_in_size_is_accepted_once_for_the_feed_named(published: Mynah) -> None:
    published.publish("one", "0.txt", "".join(f"scam{n}.com\n" for n in range(25)))
    published.run("refresh")
    published.publish("one", "0.txt", "".join(f"scam{n}.com\n" for n in range(600)))
    assert published.run("refresh", "--feed", "one", "--accept").exit_code == 0
    published.publish("one", "0.txt", "scam1.com\n")
    refused = published.run("refresh", "-q")
    assert refused.exit_code == 4
    assert "mynah refresh --feed one --accept" in refused.stdout
    assert published.run("refresh", "--feed", "one", "--accept").exit_code == 0


def test_a_list_that_lost_a_feed_waits_for_a_person(mynah: Mynah) -> None:
    mynah.publish("two", "0.txt", "".join(f"fraud{n}.com\n" for n in range(1000)))
    first = mynah.json("refresh")["generation"]
    mynah.catalogue({"one": 1})
    result = mynah.run("refresh", "--quiet")
    assert result.exit_code == 1
    said, upshot = result.stdout.splitlines()
    assert said.startswith("the list: 1,010 entries would fall to 10 (fewer from two 1,000); ")
    assert said.endswith("mynah refresh --accept-list")
    assert upshot.startswith("Not published in ")
    assert mynah.json("refresh")["refused"] in said
    for command in ("doctor", "feeds", "status"):
        assert "would fall to 10" in " ".join(mynah.run(command).stdout.split())
    assert mynah.json("status")["live"] == first
    assert mynah.run("refresh", "--accept-list").exit_code == 0
    assert mynah.json("status")["entries"] == 10
    assert "refused" not in mynah.json("status")
    assert mynah.run("doctor").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--feed", "three"], "three"),
        (["--accept"], "--feed"),
        (["--every"], "--every"),
        (["--no-fetch", "--feed", "one"], "--no-fetch"),
    ],
)
def test_wrong_usage_is_exit_code_2(mynah: Mynah, arguments: list[str], named: str) -> None:
    result = mynah.run("refresh", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert named in result.stderr


def test_two_refreshes_at_once_name_the_one_at_work(
    mynah: Mynah, redis_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh_command, "PATIENCE", 0.1)
    with connect(redis_server) as client, Lock(client, "refresh", 60):
        result = mynah.run("refresh")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("Another refresh is at work: ")


def test_one_that_waits_begins_when_the_lock_of_another_host_has_run_out(
    mynah: Mynah, redis: Redis
) -> None:
    redis.set("mynah:lock:refresh", "elsewhere 7 2026-11-24T06:00:00Z abc", px=1500)
    result = mynah.run("refresh", "--wait")
    assert result.exit_code == 0, result.output
    waiting, *_ = result.stderr.splitlines()
    assert waiting.startswith("Another refresh is at work: elsewhere 7 ")
    assert mynah.json("status")["entries"] == 20


def test_unpinning_where_nothing_is_pinned_says_so(published: Mynah) -> None:
    result = published.run("rollback", "--unpin")
    assert (result.exit_code, result.stdout[:19]) == (0, "No list was pinned:")


def test_a_rollback_goes_back_and_pins_until_it_is_unpinned(published: Mynah) -> None:
    first = published.json("status")["live"]
    published.publish("one", "0.txt", "".join(f"scam{n}.com\n" for n in range(12)))
    published.run("refresh")
    assert published.run("rollback").stdout.startswith(f"{first} is live again and pinned")
    pinned = published.run("refresh")
    assert (pinned.exit_code, "rollback --unpin" in pinned.stderr) == (1, True)
    assert published.run("rollback", "--unpin").stdout.startswith("Refreshes publish again")
    assert published.run("refresh").exit_code == 0


def test_there_may_be_nothing_to_go_back_to(published: Mynah) -> None:
    result = published.run("rollback")
    assert (result.exit_code, result.stderr[:18]) == (1, "Nothing to go back")


def test_a_list_follows_decisions_without_the_feeds(published: Mynah) -> None:
    """Quick and quiet when there is nothing to follow: it may run every minute."""
    published.publish("one", "0.txt", "")  # it would be refused, if it was asked for
    assert published.run("refresh", "--no-fetch", "--quiet").stdout == ""
    assert "has all that was decided" in published.run("refresh", "--no-fetch").stdout
    before = published.json("status")
    published.run("decide", "block", "new-shop.com", "--reason", "Looked at it")
    result = published.run("refresh", "--no-fetch", "--quiet")
    assert (result.exit_code, result.stdout[:10]) == (0, "Published ")
    after = published.json("status")
    assert after["entries"] == before["entries"] + 1
    assert after["checked_at"] == before["checked_at"]


def test_before_the_first_list_there_is_none_to_follow(mynah: Mynah) -> None:
    result = mynah.run("refresh", "--no-fetch")
    assert (result.exit_code, result.stdout) == (0, "There is no list yet.\n")


def test_a_refresh_waits_for_one_that_is_soon_over(
    mynah: Mynah, redis_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(redis_server) as client:
        other = Lock(client, "refresh", 60)
        other.acquire()
        monkeypatch.setattr(lock.time, "sleep", lambda _: other.release())
        assert mynah.run("refresh").exit_code == 0
