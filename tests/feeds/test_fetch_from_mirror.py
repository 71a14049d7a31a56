"""Feeds read from a directory or another base address in place of the internet."""

import shutil
from pathlib import Path

import pytest

from service.feeds.fetch import Fetcher
from service.feeds.outcomes import Failed, FailureKind, Fetched, Limits, NotModified, Validators
from tests.helpers.feed_server import FeedServer, redirect

URL = "https://feeds.example/hosts.txt"


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    (tmp_path / "gaso/sub").mkdir(parents=True)
    (tmp_path / "gaso/sub/hosts.txt").write_bytes(b"bad.example\n")
    return tmp_path


def test_a_directory_gives_a_file_and_knows_it_again(mirror: Path, tmp_path: Path) -> None:
    first = Fetcher("t", mirror=mirror).fetch(URL, "gaso/sub/hosts.txt")
    assert isinstance(first, Fetched)
    assert first.body == b"bad.example\n"
    shutil.copytree(mirror / "gaso", tmp_path / "copy/gaso")  # new times, same content
    again = Fetcher("t", mirror=tmp_path / "copy")
    assert again.fetch(URL, "gaso/sub/hosts.txt", first.validators) == NotModified()
    (tmp_path / "copy/gaso/sub/hosts.txt").write_bytes(b"worse.example\n")
    assert isinstance(again.fetch(URL, "gaso/sub/hosts.txt", first.validators), Fetched)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("gaso/none.txt", FailureKind.NOT_FOUND),
        ("gaso/sub", FailureKind.NOT_FOUND),
        ("gaso/empty.txt", FailureKind.EMPTY),
        ("gaso/long.txt", FailureKind.TOO_LARGE),
        ("../etc/passwd", FailureKind.BAD_ADDRESS),
        ("gaso/../../etc/passwd", FailureKind.BAD_ADDRESS),
        ("/etc/passwd", FailureKind.BAD_ADDRESS),
        ("", FailureKind.BAD_ADDRESS),
        ("gaso/" + "x" * 300, FailureKind.UNREADABLE),
    ],
)
def test_a_directory_without_the_file_says_what_is_wrong(
    mirror: Path, path: str, kind: FailureKind
) -> None:
    (mirror / "gaso/empty.txt").touch()
    (mirror / "gaso/long.txt").write_bytes(b"x" * 101)
    outcome = Fetcher("t", Limits(body_bytes=100), mirror=mirror).fetch(URL, path)
    assert isinstance(outcome, Failed)
    assert outcome.kind is kind


def test_a_base_address_may_be_on_this_machine_and_gets_no_secret(feed_server: FeedServer) -> None:
    feed_server.serve("/base/gaso/a%20b.txt", "bad.example")
    fetcher = Fetcher("t", mirror=feed_server.url("/base/"), secrets={"FEED_KEY": "hunter2"})
    outcome = fetcher.fetch(URL, "gaso/a b.txt", auth_env="FEED_KEY")
    assert outcome == Fetched(b"bad.example", Validators())
    assert "authorization" not in feed_server.requests[0].headers


def test_a_base_address_opens_no_other_private_host(feed_server: FeedServer) -> None:
    with FeedServer() as other:
        feed_server.serve("/gaso/f", redirect(other.serve("/f", "x")))
        outcome = Fetcher("t", mirror=feed_server.url("")).fetch(URL, "gaso/f")
        assert isinstance(outcome, Failed)
        assert outcome.kind is FailureKind.PRIVATE_ADDRESS
        assert other.requests == []
