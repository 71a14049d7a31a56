"""`mynah feeds`, `mynah status` and the completion of feed ids."""

import pytest
from click.shell_completion import BashComplete

from service.cli import main
from service.cli.completion import feed_ids
from tests.helpers.command_line import Mynah


def test_every_feed_has_a_line_also_before_the_first_refresh(mynah: Mynah) -> None:
    lines = mynah.run("feeds").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["feed", "one", "two"]
    assert "not fetched yet" in lines[1]


def test_a_feed_in_trouble_is_said_in_one_line(mynah: Mynah) -> None:
    mynah.catalogue({"one": 20, "two": 1})
    mynah.run("refresh")
    lines = mynah.run("feeds").stdout.splitlines()
    assert len(lines) == 4
    assert lines[-1].startswith("one: 19 files failed: ")
    row = mynah.json("feeds", "--feed", "one")[0]
    assert (row["entries"], len(row["files"]), row["redistribute"]) == (10, 20, True)


def test_held_lists_every_entry_with_its_reason_and_feed(mynah: Mynah) -> None:
    mynah.publish("one", "0.txt", "google.com\ngithub.io\nscam1.com\n")
    mynah.publish("two", "0.txt", "google.com\nscam2.com\n")
    mynah.run("refresh")
    held = {(entry["expression"], entry["feed"]) for entry in mynah.json("feeds", "--held")}
    assert held == {("google.com/", "one"), ("google.com/", "two"), ("github.io/", "one")}
    shown = mynah.run("feeds", "--held", "--feed", "two").stdout
    assert "google[.]com/" in shown
    assert "1 entry is held back" in shown
    assert "github" not in shown


def test_an_unknown_feed_is_a_usage_error(mynah: Mynah) -> None:
    result = mynah.run("feeds", "--feed", "three")
    assert (result.exit_code, "there are one, two" in result.stderr) == (2, True)


def test_status_has_no_empty_heading(published: Mynah) -> None:
    lines = published.run("status").stdout.splitlines()
    assert lines[0].split()[0] == "live"
    assert any(line.split() == ["entries", "20"] for line in lines)


def test_status_says_when_no_feed_has_ever_answered(mynah: Mynah) -> None:
    mynah.catalogue({"gaso-blocklist": 1})
    mynah.run("refresh")
    assert "never: no feed has answered yet" in mynah.run("status").stdout
    assert "checked_at" not in mynah.json("status")


def test_feed_ids_are_completed(mynah: Mynah, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in mynah.env.items():
        monkeypatch.setenv(name, value)
    complete = BashComplete(main, {}, "mynah", "_MYNAH_COMPLETE")
    offered = complete.get_completions(["refresh", "--feed"], "t")
    assert [item.value for item in offered] == ["two"]


def test_a_broken_catalogue_completes_nothing(
    mynah: Mynah, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mynah.folder / "feeds.toml").write_text("[[feed]]\n")
    monkeypatch.setenv("MYNAH_FEEDS", mynah.env["MYNAH_FEEDS"])
    assert feed_ids(None, None, "") == []  # type: ignore[arg-type]  # it looks at neither


def test_where_a_publisher_takes_word_of_mistakes_is_shown(mynah: Mynah) -> None:
    catalogue = mynah.folder / "feeds.toml"
    named = catalogue.read_text().replace(
        'id = "one"', 'id = "one"\ndisputes = "mailto:lists@one.example"'
    )
    catalogue.write_text(named)
    assert mynah.json("feeds", "--feed", "one")[0]["disputes"] == "mailto:lists@one.example"
    lines = mynah.run("feeds").stdout.splitlines()
    assert lines[-1] == "one: tell the publisher of a mistake at mailto:lists@one.example"
