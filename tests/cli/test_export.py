"""`mynah export`: the same bytes as over HTTP, to a pipe or a file."""

import pytest

from tests.helpers.command_line import SCAM, Mynah


def names(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_an_export_goes_to_standard_output(published: Mynah) -> None:
    done = published.run("export", "domains.txt")
    assert done.exit_code == 0
    assert len(names(done.stdout)) == 20
    assert SCAM in names(done.stdout)
    assert "# Source: One, https://feeds.example/, licence MIT\n" in done.stdout
    assert "# Entries: 20\n" in done.stdout


def test_a_file_is_replaced_whole(published: Mynah) -> None:
    path = published.folder / "blocked.txt"
    path.write_text("old")
    done = published.run("export", "hosts.txt", "--output", str(path))
    assert (done.exit_code, done.stdout) == (0, "")
    assert path.read_text() == published.run("export", "hosts.txt").stdout
    assert path.stat().st_mode & 0o777 == 0o644
    assert not list(published.folder.glob(".mynah-*"))


def test_a_file_that_cannot_be_written_is_said(published: Mynah) -> None:
    done = published.run("export", "hosts.txt", "--output", str(published.folder / "no" / "such"))
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_filters_choose(published: Mynah) -> None:
    assert len(names(published.run("export", "domains.txt", "--feed", "one").stdout)) == 10
    assert names(published.run("export", "domains.txt", "--category", "shop").stdout) == []
    assert names(published.run("export", "domains.txt", "--since", "2999-01-01").stdout) == []


@pytest.mark.parametrize(
    "wrong", [("--category", "x"), ("--feed", "x"), ("--since", "x"), ("--chain", "btc")]
)
def test_a_filter_that_cannot_be_used_is_named(published: Mynah, wrong: tuple[str, str]) -> None:
    done = published.run("export", "domains.txt", *wrong)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"{wrong[0]}: expected ")


def test_what_was_allowed_below_a_listed_host_is_let_through(published: Mynah) -> None:
    published.run("decide", "allow", f"good.{SCAM}", "--reason", "asked")
    assert published.run("refresh", "--no-fetch").exit_code == 0
    assert f"server=/good.{SCAM}/#\n" in published.run("export", "dnsmasq.conf").stdout


def test_a_feed_whose_terms_forbid_it_is_left_out_and_named(mynah: Mynah) -> None:
    catalogue = mynah.folder / "feeds.toml"
    text = catalogue.read_text()
    first, second = text.split('id = "two"')
    catalogue.write_text(
        f'{first}id = "two"{second.replace("redistribute = true", "redistribute = false")}'
    )
    assert mynah.run("refresh").exit_code == 0
    done = mynah.run("export", "domains.txt")
    assert len(names(done.stdout)) == 10
    assert "fraud1.com" not in done.stdout
    assert "# Left out, as its terms forbid passing it on: Two\n" in done.stdout


def test_before_the_first_list_it_says_what_to_do(mynah: Mynah) -> None:
    done = mynah.run("export", "domains.txt")
    assert done.exit_code == 1
    assert "mynah refresh" in done.stderr


def test_the_misp_feed_is_a_folder_that_is_replaced(published: Mynah) -> None:
    path = published.folder / "misp"
    assert published.run("export", "misp").exit_code == 2
    assert published.run("export", "misp", "--output", str(path), "--feed", "one").exit_code == 2
    for _ in range(2):
        assert published.run("export", "misp", "--output", str(path)).exit_code == 0
    assert (path / "hashes.csv").read_text().count("\n") == 20
    other = published.folder / "mirror"
    assert published.run("export", "misp", "--output", str(other)).exit_code == 2
    assert (other / "one").exists()
