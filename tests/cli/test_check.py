"""`mynah check` and `mynah decide`, over a list that was really published."""

import json
from datetime import datetime, timedelta

import pytest

from tests.helpers.command_line import SCAM, Mynah


def status(mynah: Mynah, target: str) -> str:
    return mynah.json("check", target)["results"][0]["status"]


def test_a_listed_target_is_exit_code_3_and_says_by_whom(published: Mynah) -> None:
    result = published.run("check", f"https://www.{SCAM}/login")
    assert result.exit_code == 3
    assert "LISTED" in result.stdout
    assert "One: since" in result.stdout
    assert SCAM not in result.stdout, "a terminal must not make a link of it"


def test_what_nobody_reported_is_never_called_safe(published: Mynah) -> None:
    result = published.run("check", "example.org")
    assert result.exit_code == 0
    assert "unknown (nobody reported it to us; that does not make it safe)" in result.stdout


def test_the_starting_list_is_called_so_and_out_of_date(mynah: Mynah) -> None:
    mynah.catalogue({"gaso-blocklist": 1})
    mynah.run("refresh")
    last = mynah.run("check", "example.org").stdout.splitlines()[-1]
    assert "the starting list that came with Mynah, " in last
    assert last.endswith(" days old; no feed has answered yet. It is out of date.")
    assert mynah.json("status")["starting_list"] is True


def test_json_is_one_document_in_the_order_asked(published: Mynah) -> None:
    results = published.json("check", "example.org", SCAM, "no target")["results"]
    assert [verdict["status"] for verdict in results] == ["unknown", "listed", "invalid"]


def test_a_dash_reads_targets_from_standard_input(published: Mynah) -> None:
    lines = b"example.org\n\n  " + SCAM.encode() + b"\n\xff\xfe\n"
    result = published.run("check", "-", "--json", input=lines)
    assert [v["status"] for v in json.loads(result.stdout)["results"]] == [
        "unknown",
        "listed",
        "invalid",
    ]
    assert result.exit_code == 3


def test_more_targets_than_one_trip_takes(published: Mynah) -> None:
    lines = "\n".join([*(f"host{n}.example.org" for n in range(1200)), SCAM])
    answer = json.loads(published.run("check", "-", "--json", input=lines).stdout)
    assert len(answer["results"]) == 1201
    assert answer["results"][-1]["status"] == "listed"


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[2Jexample.org", "example.org\x9b31m", "a\u202eb.example", "a\udc80.example", "a\r\nb"],
)
def test_no_target_moves_the_cursor(published: Mynah, hostile: str) -> None:
    for arguments in (["check", hostile], ["check", hostile, "--json"]):
        out = published.run(*arguments).stdout
        assert not set(out) & {"\x1b", "\x9b", "\u202e", "\r", "\udc80"}


def test_before_the_first_refresh_a_check_fails_in_one_line(mynah: Mynah) -> None:
    result = mynah.run("check", "example.org", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("Run `mynah refresh`.\n")
    assert result.stderr.count("\n") == 1


def test_a_decision_to_block_shows_in_the_next_check_and_the_next_lists(published: Mynah) -> None:
    before = published.json("status")["lists"]["hosts"]
    words = ["--reason", "Took  a deposit", "--category", "shop"]
    assert published.run("decide", "block", "new-shop.com", *words).exit_code == 0
    (verdict,) = published.json("check", "https://new-shop.com/")["results"]
    assert (verdict["status"], verdict["category"]) == ("listed", "shop")
    assert verdict["sources"][0]["id"] == "moderators"
    assert published.run("refresh").exit_code == 0
    assert published.json("status")["lists"]["hosts"] == before + 1


def test_a_decision_to_allow_outranks_the_feeds_until_it_is_withdrawn(published: Mynah) -> None:
    before = published.json("status")["lists"]["hosts"]
    assert published.run("decide", "allow", SCAM, "--reason", "Looked at it").exit_code == 0
    (verdict,) = published.json("check", SCAM)["results"]
    assert (verdict["status"], verdict["reason"]) == ("allowed", "Looked at it")
    published.run("refresh")
    assert published.json("status")["lists"]["hosts"] == before - 1
    assert published.run("decide", "withdraw", SCAM).exit_code == 0
    published.run("refresh")
    assert status(published, SCAM) == "listed"
    assert published.json("status")["decisions"] == 0


@pytest.mark.parametrize(
    ("target", "guard"),
    [
        ("paypal.com", "vendor"),
        ("herokuapp.com", "shared-host"),
        ("accounts.youtube.com", "below-top-site"),
        ("0x95ad61b0a150d79219dcf64e1e6cc01f0b64c4ce", "token-contract"),
    ],
)
def test_a_block_that_a_guard_would_hold_is_taken_with_a_caution(
    published: Mynah, target: str, guard: str
) -> None:
    result = published.run("decide", "block", target, "--reason", "Taken over")
    (line,) = result.stderr.splitlines()
    assert (result.exit_code, line[:9], f"({guard})" in line) == (0, "Caution: ", True)
    assert status(published, target) == "listed"


def test_a_block_that_no_guard_would_hold_and_an_allow_need_no_caution(published: Mynah) -> None:
    block = published.run("decide", "block", "new-shop.com", "--reason", "Took a deposit")
    allow = published.run("decide", "allow", "paypal.com", "--reason", "Looked at it")
    assert [block.stderr, allow.stderr] == ["", ""]


def test_a_guard_feed_counts_for_the_caution_too(mynah: Mynah) -> None:
    mynah.catalogue({"one": 1, "two": 1})
    declared = (mynah.folder / "feeds.toml").read_text()
    one, two = declared.split("[[feed]]")[1:]
    guard = two.replace('"scams"', '"guard"').replace('category = "investment"\n', "")
    guard = guard.replace("[[feed.file]]", '[[feed.file]]\nguards = "vendor"')
    (mynah.folder / "feeds.toml").write_text(f"[[feed]]{one}[[feed]]{guard}")
    blind = mynah.run("decide", "block", "fraud1.com", "--reason", "x")
    assert blind.exit_code == 0
    assert blind.stderr.startswith("Caution: nobody looked whether a guard would hold fraud1[.]com")
    assert "never loaded" in blind.stderr
    assert mynah.json("log")["entries"][0]["expression"] == "fraud1.com/"
    mynah.run("refresh")
    result = mynah.run("decide", "block", "fraud1.com", "--reason", "x")
    assert "(vendor)" in result.stderr


@pytest.mark.parametrize(
    "target", ["https://www.google.com/", "0xdac17f958d2ee523a2206206994597c13d831ec7"]
)
def test_a_canary_is_never_blocked(published: Mynah, target: str) -> None:
    result = published.run("decide", "block", target, "--reason", "Taken over")
    assert (result.exit_code, "may never be listed" in result.stderr) == (2, True)
    assert published.json("status")["decisions"] == 0


def test_a_block_may_only_warn(published: Mynah) -> None:
    published.run("decide", "block", "odd.com", "--reason", "Not sure", "--warn")
    assert published.json("check", "odd.com")["results"][0]["severity"] == "warn"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["block", "a.com"], "--reason"),
        (["block", "a.com", "--reason", "  "], "--reason"),
        (["block", "not a target", "--reason", "x"], "TARGET"),
        (["block", "a.no-such-tld", "--reason", "x"], "TARGET"),
        (["allow", "a.com", "--reason", "x", "--warn"], "--warn"),
        (["withdraw", "never-decided.com"], "no decision"),
        (["withdraw", "a.com", "--expires", "3"], "--expires"),
        (["block", "a.com", "--reason", "x", "--expires", "0"], "--expires"),
        (["allow", "a.com", "--reason", "x", "--expires", "3651"], "--expires"),
        (["forbid", "a.com"], "forbid"),
    ],
)
def test_a_decision_that_cannot_be_taken_is_a_usage_error(
    published: Mynah, arguments: list[str], named: str
) -> None:
    result = published.run("decide", *arguments)
    assert result.exit_code == 2
    assert named in result.stderr
    assert published.json("status")["decisions"] == 0


def test_a_decision_may_count_for_some_days_only(published: Mynah) -> None:
    words = ["--reason", "Looked at it", "--expires", "30"]
    said = published.run("decide", "block", "new-shop.com", *words).stdout
    assert said.startswith("Blocked new-shop[.]com/ for 30 days. Checks see it now.")
    assert "within a minute" in said
    (line,) = published.json("log")["entries"]
    at, until = (datetime.fromisoformat(line[name]) for name in ("at", "expires_at"))
    assert until - at == timedelta(days=30)


def test_that_a_decision_was_taken_back_is_logged_with_its_reason(published: Mynah) -> None:
    published.run("decide", "allow", SCAM, "--reason", "Looked at it")
    published.run("decide", "withdraw", SCAM, "--reason", "Looked  again")
    line = published.json("log")["entries"][0]
    assert (line["action"], line["reason"]) == ("withdraw", "Looked again")
