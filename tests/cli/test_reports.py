"""`mynah reports`: partners' files are taken once, and nothing personal is shown unasked."""

import json
from pathlib import Path

import pytest
from redis import Redis

from service.casework import Role
from service.store.cases import Cases
from service.store.tokens import Tokens
from tests.helpers.command_line import Mynah

ROWS = [
    {"targets": ["shop.example.com"], "category": "shop", "story": "They \x1b[31m took it."},
    {"targets": ["not a site"], "category": "shop"},
    {"targets": ["login.example.com"], "category": "phishing", "held": True},
    {"targets": ["a.com"], "category": "nothing"},
]
CSV = """targets,category,held,story,contact,may_contact
"shop.example.com
login.example.com",shop,yes,"Two lines
of it",me@home.example,TRUE
pay.example.com,fraud,,,,

one.example.com,scam
last.example.com,scam,no,,,
"""


@pytest.fixture
def jsonl(tmp_path: Path) -> str:
    file = tmp_path / "partner.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)) + "\nno json\n\n", "utf-8")
    return str(file)


@pytest.fixture
def cases(redis: Redis) -> Cases:
    return Cases(redis, lambda: 0)


def test_good_rows_are_taken_once_and_bad_ones_named(
    mynah: Mynah, jsonl: str, cases: Cases
) -> None:
    result = mynah.run("reports", "import", jsonl, "--json")
    assert result.exit_code == 4
    answer = json.loads(result.stdout)
    assert (answer["taken"], answer["known"], answer["unusable"]) == (2, 0, 3)
    where = [(error["line"], error["field"]) for error in answer["errors"]]
    assert where == [(2, "targets[0]"), (4, "category"), (5, "row")]
    again = json.loads(mynah.run("reports", "import", jsonl, "--json").stdout)
    assert (again["taken"], again["known"]) == (0, 2)
    assert len(cases.newest_reports(0, 10)) == 2


def test_csv_follows_the_same_rules(mynah: Mynah, tmp_path: Path, cases: Cases) -> None:
    for name, text in (("p.csv", CSV), ("p.txt", CSV), ("q.csv", CSV.replace(",", ";"))):
        (tmp_path / name).write_text("\ufeff" + text, "utf-8")
        result = mynah.run("reports", "import", str(tmp_path / name))
        assert result.exit_code == 4
        assert "line 5: category: expected one of" in result.stderr
        assert "line 7: row: expected 6 columns" in result.stderr
    found = {tuple(t.canonical for t in report.targets) for report in cases.newest_reports(0, 9)}
    assert found == {("shop.example.com", "login.example.com"), ("last.example.com",)}


def test_a_dry_run_takes_nothing(mynah: Mynah, jsonl: str, cases: Cases) -> None:
    result = mynah.run("reports", "import", jsonl, "--dry-run")
    assert "2 reports would be taken" in result.stdout
    assert cases.newest_reports(0, 10) == []


def test_a_partners_reports_carry_its_token(
    mynah: Mynah, jsonl: str, cases: Cases, redis: Redis
) -> None:
    tokens = Tokens(redis, lambda: 0)
    _, token = tokens.create("Partner", Role.VOLUNTEER)
    mynah.run("reports", "import", jsonl, "--token-name", "Partner")
    assert {report.token for report in cases.newest_reports(0, 10)} == {token.id}
    tokens.create("Rita", Role.READER)
    refused = mynah.run("reports", "import", jsonl, "--token-name", "Rita")
    assert (refused.exit_code, "a reader may not report" in refused.stderr) == (2, True)
    tokens.count(token.id, strikes=3)
    assert mynah.run("reports", "import", jsonl, "--token-name", "Partner").exit_code == 2
    assert mynah.run("reports", "import", jsonl, "--token-name", "Other").exit_code == 2


@pytest.mark.parametrize(
    ("name", "body", "word"),
    [
        ("a.csv", b"targets,kategory\na.com,shop\n", "first line"),
        ("a.csv", b"", "first line"),
        ("a.csv", b"targets,targets\n", "first line"),
        ("a.csv", b'"targets' + b"x" * 200_000, "first line"),
        ("a.jsonl", b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    mynah: Mynah, tmp_path: Path, name: str, body: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(body)
    result = mynah.run("reports", "import", str(tmp_path / name))
    assert result.exit_code == 2
    assert word in result.stderr


def test_what_waits_is_listed_and_what_is_personal_only_when_asked(
    mynah: Mynah, jsonl: str
) -> None:
    mynah.run("reports", "import", jsonl)
    listed = mynah.json("reports", "list")
    assert {target["target"] for report in listed for target in report["targets"]} == {
        *("shop[.]example[.]com", "login[.]example[.]com"),
    }
    assert mynah.json("reports", "list", "--all") == listed
    table = mynah.run("reports", "list").stdout
    assert "2 reports waiting." in table
    (ref,) = [report["ref"] for report in listed if not report["urgent"]]
    assert "took it" not in mynah.run("reports", "show", ref).stdout
    shown = mynah.run("reports", "show", ref, "--personal").stdout
    assert "took it." in shown
    assert "\x1b[31m" not in shown
    assert mynah.run("reports", "show", "nothing").exit_code == 2
