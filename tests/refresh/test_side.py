"""The second process that reads big bodies."""

import io
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.refresh import side
from service.refresh.filechecks import Fault, Limits, Refusal
from service.refresh.reading import Fresh, Manner, read_body
from service.refresh.side import BIG, SideReader, serve
from tests.helpers.feeds import feed_of
from tests.helpers.refreshing import Bench, hosts

MANNER = Manner("lines", {}, Limits(0.3, 3.0, 1), None, 20_781)


@pytest.fixture
def reader() -> Iterator[SideReader[str]]:
    with SideReader[str]() as made:
        yield made


def test_a_body_is_read_there_as_it_would_be_here(reader: SideReader[str]) -> None:
    for tag, body in (("first", b"scam.com\nno tld.x\nwww.scam.com\n"), ("second", b"<html>")):
        reader.take(tag, MANNER, body)
        assert reader.busy
        ((back, read),) = reader.done(wait=True)
        assert (back, read.result()) == (tag, read_body(MANNER, body))
        assert not reader.busy


def test_where_the_other_process_dies_the_body_is_read_here(
    reader: SideReader[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side, "_PROGRAM", [sys.executable, "-c", "raise SystemExit(1)"])
    reader.take("a", MANNER, b"scam.com\n" * BIG)
    ((_, read),) = reader.done(wait=True)
    fresh = read.result()
    assert isinstance(fresh, Fresh)
    assert set(fresh.claims) == {"scam.com/"}


def test_what_upsets_the_other_process_shows_here(reader: SideReader[str]) -> None:
    reader.take("a", MANNER._replace(format="no such format"), b"scam.com\n")
    ((_, read),) = reader.done(wait=True)
    with pytest.raises(KeyError):
        read.result()


def test_it_reads_until_its_input_ends() -> None:
    asked = io.BytesIO(b"".join(pickle.dumps((MANNER, body)) for body in (b"scam.com\n", b" ")))
    answers = io.BytesIO()
    serve(asked, answers)
    answers.seek(0)
    first, second = pickle.load(answers), pickle.load(answers)  # noqa: S301 - our own
    assert set(first.claims) == {"scam.com/"}
    assert second == Refusal(Fault.EMPTY, "the body is empty")
    assert answers.read() == b""


def test_it_ends_with_its_parent() -> None:
    root = Path(__file__).parents[2]
    ended = subprocess.run(side._PROGRAM, input=b"", cwd=root, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def test_big_and_small_files_of_a_refresh_end_in_one_list(bench: Bench) -> None:
    bench.feeds[:] = [feed_of(name) for name in ("a-feed", "b-feed", "c-feed")]
    for number, feed in enumerate(bench.feeds[:2]):
        body = hosts(12_000, 50_000 * number)
        assert len(body) > BIG
        bench.server.serve(f"/{feed.id}/list.txt", body)
    bench.server.serve("/c-feed/list.txt", "small.com\n")
    assert bench.refresh().entries == 24_001
    assert bench.listed("scam11999.com/", "scam61999.com/", "small.com/") == [
        "scam11999.com/",
        "scam61999.com/",
        "small.com/",
    ]
