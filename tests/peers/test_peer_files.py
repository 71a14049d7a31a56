"""What is passed on, and what is made of it by whoever reads it."""

import json
from typing import Any

from service.exports.peer import body, origins
from service.feeds.parsers.peer import parse
from service.model import VOLUNTEERS, Category, Fact, Severity, Source
from tests.helpers.exported import BLOCK, PLAIN, edition

A, B, C, US = ("a" * 16, "b" * 16, "c" * 16, "0" * 16)
UNCHECKED = Fact(Severity.WARN, Category.SHOP, (Source(VOLUNTEERS, 20_000),))


def heard(*ways: str, feed: str = "peer-b") -> Fact:
    return Fact(Severity.BLOCK, Category.SHOP, (Source(feed, 20_000, None, ways),))


def lines(entries: dict[str, Fact], severity: Severity = Severity.BLOCK) -> list[Any]:
    made = edition(entries)
    return [*map(json.loads, b"".join(body(made, severity, US)).splitlines())]


def test_a_first_hand_source_begins_here_and_a_peers_way_goes_on() -> None:
    assert origins(BLOCK, US) == [f"one@{US}", f"two@{US}"]
    assert origins(heard(f"moderators@{A},{B}"), US) == [f"moderators@{A},{B},{US}"]


def test_of_each_origin_the_shortest_way_is_told() -> None:
    long, short = f"one@{A},{B},{C}", f"one@{A},{C}"
    assert origins(heard(long, short), US) == [f"{short},{US}"]
    assert origins(heard(",".join([f"one@{A}", *[B] * 7])), US) == []  # it came far enough


def test_a_file_has_its_severity_and_nothing_that_may_not_be_passed_on() -> None:
    found = lines(PLAIN | {"new.example/": UNCHECKED})
    named = {line[1] for line in found if isinstance(line, list)}
    assert "bets.example/" not in named
    assert "withheld.example/" not in named
    assert found[0]["entries"] == len(named)
    warned = lines(PLAIN | {"new.example/": UNCHECKED}, Severity.WARN)
    assert [line[1] for line in warned if isinstance(line, list)] == ["bets.example/"]


def test_what_is_written_is_read_and_echoes_are_left_out() -> None:
    made = edition({"news.example/": heard(f"x@{A}"), "ours.example/": heard(f"x@{C},{A}")} | PLAIN)
    text = b"".join(body(made, Severity.BLOCK, B))
    read = parse(text, {"own": C, "feeds": "one two"})
    assert {item.text for item in read.items} == {
        *("news.example/", "fraud.co.example/"),
        "evm:0x52908400098527886e0f7030069857d2e4169ee7",
    }
    assert read.declared == read.lines == len(read.items) + read.skipped["echo"]
    everything = parse(text, {"own": "", "feeds": ""})
    assert len(everything.items) == everything.lines
