"""Tables and JSON: read back by what reads such files, and by nothing surprised."""

import csv
import json
from typing import Any

from tests.helpers.exported import ALLOWED, BLOCK, HOSTILE, LISTED, PLAIN, edition, text

WALLET = "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
LINKS = {"scam.example/": (WALLET,), WALLET: ("scam.example/",)}
MADE = edition(PLAIN | dict.fromkeys(HOSTILE, BLOCK), ALLOWED, LINKS)


def rows(**chosen: Any) -> list[dict[str, str]]:
    lines = text("addresses.csv", MADE, **chosen).splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_the_table_has_wallets_and_nothing_that_a_spreadsheet_would_carry_out() -> None:
    assert [row["address"] for row in rows()] == [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "0x52908400098527886e0f7030069857d2e4169ee7",
    ]
    first = rows(chain=["bitcoin"])
    assert first == [
        {
            "chain": "bitcoin",
            "address": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "category": "investment",
            "severity": "block",
            "first_seen": "2024-10-04T00:00:00Z",
            "last_confirmed": "2026-11-24T05:43:20Z",
            "sources": "one two",
        }
    ]
    assert "# Not in this format: 3 (odd-name)\n" in text("addresses.csv", MADE)


def test_json_lines_hold_everything_that_may_be_passed_on() -> None:
    head, *lines = map(json.loads, text("entries.jsonl", MADE).splitlines())
    assert {line["entry"] for line in lines} == {*PLAIN, *HOSTILE} - {"withheld.example/"}
    assert head["entries"] == len(lines)
    assert [feed["id"] for feed in head["sources"]] == ["one", "two"]
    assert head["left_out"] == ["shut"]
    named = {line["entry"]: line for line in lines}
    assert named["scam.example/"]["linked"] == [WALLET]
    assert named[WALLET]["chain"] == "bitcoin"
    assert [source["id"] for source in named["mixed.example/"]["sources"]] == ["one"]
    assert named["bets.example/"]["last_confirmed"] == "2025-03-03T00:00:00Z"


def test_what_a_site_calls_itself_stands_where_no_closed_feed_may_have_said_it() -> None:
    names = {"scam.example/": "Honest Bank \u2028 Ltd", "mixed.example/": "Another"}
    lines = text("entries.jsonl", edition(PLAIN, names=names)).splitlines()[1:]
    said = {line["entry"]: line.get("presents_as") for line in map(json.loads, lines)}
    assert {name for name in said.values() if name} == {"Honest Bank \u2028 Ltd"}
    assert said["scam.example/"] == "Honest Bank \u2028 Ltd"


def test_metamasks_configuration_names_hosts_and_lets_the_allowed_through() -> None:
    config = json.loads(text("metamask.json", MADE))
    assert (config["version"], config["tolerance"], config["fuzzylist"]) == (2, 0, [])
    assert config["blacklist"] == sorted([*LISTED, "a_b.bad.example"])
    assert config["whitelist"] == ["good.scam.example"]


def test_since_and_feed_choose_by_what_a_source_said() -> None:
    def names(**chosen: Any) -> set[str]:
        lines = text("entries.jsonl", edition(PLAIN), **chosen).splitlines()[1:]
        return {json.loads(line)["entry"] for line in lines}

    assert names(since=20_200) == {
        *("fraud.co.example/", "mixed.example/"),
        "evm:0x52908400098527886e0f7030069857d2e4169ee7",
    }
    assert names(feed=["one"], severity=["block"]) >= {"scam.example/", "mixed.example/"}
    assert names(feed=["shut"]) == set()
