"""Reports for the police: OASIS's validator takes the bundle, and no spreadsheet runs the table."""

import csv
import io
import json
from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest
import stix2
import stix2validator
from stix2patterns.v21.pattern import Pattern

from service.casework import Channel, Loss, Personal, Report, ReportTarget
from service.exports.reported import Given, stix, table
from service.model import Category, Kind

TARGETS = (
    ReportTarget(Kind.URL, "https://pay.scam.example/in?x=1", "pay.scam.example/in?x=1", mark="m1"),
    ReportTarget(Kind.HOST, "scam.example", "scam.example/"),
    ReportTarget(Kind.ADDRESS, "tron:TXYZ", "tron:TXYZ", "tron"),
    ReportTarget(Kind.CONTACT, "tel:+855123456789", "tel:+855123456789"),
    ReportTarget(Kind.CONTACT, "mailto:o'k@scam.example", "mailto:o'k@scam.example"),
    ReportTarget(Kind.CONTACT, "https://t.me/scam_bot", "t.me/scam_bot"),
)
REPORT = Report(
    ref="0123456789abcdef",
    received_at=1_795_400_000,
    targets=TARGETS,
    category=Category.INVESTMENT,
    language="th",
    reporter="the-mark-of-a-sender",
    token="the-token",
    channel=Channel.MESSENGER,
    loss=Loss("1200.50", "USDT"),
    held=True,
    may_share=True,
    images=1,
)
STORY = '=HYPERLINK("http://evil.example","see")\n+1 more;=cmd|\' /C calc\'!A0, all ฿ gone'
TOLD = Personal(STORY, "@me_on_telegram", ("hxxps://pay.scam.example", "-2"))
PICTURE = b"RIFF\x00\x01WEBP"
GIVEN = Given(REPORT, "in-review", TOLD, (PICTURE,))
OTHER = replace(REPORT, ref="fedcba9876543210", held=False, loss=None, channel=None)
BARE = Given(OTHER, "listed", Personal(), ())
DANGEROUS = tuple("=+-@|%\t\r＝＋－＠")


def objects(*given: Given) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads("".join(stix(given)))["objects"]
    return found


def rows(*given: Given) -> list[dict[str, str]]:
    text = "".join(table(given))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_validator_finds_nothing_to_complain_of_when_it_is_strict() -> None:
    options = stix2validator.ValidationOptions(strict=True, version="2.1")
    result = stix2validator.validate_string("".join(stix([GIVEN, BARE])), options)
    assert result.is_valid, "\n".join(map(str, result.errors))


def test_the_reader_takes_every_object_and_each_reference_leads_to_one() -> None:
    bundle = stix2.parse("".join(stix([GIVEN, BARE])), version="2.1")
    ids = [one.id for one in bundle.objects]
    assert len(set(ids)) == len(ids)
    for one in objects(GIVEN, BARE):
        refs = [v for k, v in one.items() if k.endswith("_ref")]
        refs += [ref for k, v in one.items() if k.endswith("_refs") for ref in v]
        assert set(refs) <= set(ids)


def test_a_report_has_its_targets_its_pictures_and_its_senders_words() -> None:
    made = {one["id"]: one for one in objects(GIVEN)}
    (report,) = (one for one in made.values() if one["type"] == "report")
    (note,) = (one for one in made.values() if one["type"] == "note")
    named = [made[ref] for ref in report["object_refs"]]
    assert [one["name"] for one in named[:-1]] == [target.expression for target in TARGETS]
    assert b64decode(named[-1]["payload_bin"]) == PICTURE
    assert report["labels"] == ["category-investment", "status-in-review"]
    assert "1200.50 USDT" in report["description"]
    assert "held" in report["description"]
    assert STORY in note["content"]
    assert "@me_on_telegram" in note["content"]
    assert (note["object_refs"], note["lang"]) == ([report["id"]], "th")


def test_every_object_but_what_explains_them_is_marked_as_personal() -> None:
    plain = ("marking-definition", "identity")
    marked = [one for one in objects(GIVEN) if one["type"] not in plain]
    assert all(len(one["object_marking_refs"]) == 2 for one in marked)


@pytest.mark.parametrize("given", [GIVEN, BARE], ids=["whole", "bare"])
def test_patterns_are_patterns(given: Given) -> None:
    for one in objects(given):
        if one["type"] == "indicator":
            assert Pattern(one["pattern"]).inspect().comparisons


def test_what_was_deleted_is_not_in_it_and_who_sent_it_never() -> None:
    assert "note" not in {one["type"] for one in objects(BARE)}
    assert rows(BARE)[0]["story"] == rows(BARE)[0]["contact"] == rows(BARE)[0]["typed"] == ""
    for text in ("".join(stix([GIVEN, BARE])), "".join(table([GIVEN, BARE]))):
        for hidden in ("the-mark-of-a-sender", "the-token", '"m1"'):
            assert hidden not in text


def test_the_table_says_what_was_sent() -> None:
    (row,) = rows(GIVEN)
    assert row["targets"].splitlines() == [target.canonical for target in TARGETS]
    assert (row["amount"], row["currency"], row["held"]) == ("1200.50", "USDT", "yes")
    assert (row["received_at"], row["images"]) == ("2026-11-23T02:13:20Z", "1")
    assert row["story"].endswith("all ฿ gone")
    assert "".join(table([GIVEN])).startswith("\ufeff")


def test_nothing_in_the_table_is_taken_for_a_formula_whatever_separates_cells() -> None:
    """Read as a spreadsheet would that takes ; or tabs for the separator too, and line by line."""
    text = "".join(table([GIVEN])).removeprefix("\ufeff")
    for delimiter in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            for cell in row:
                for line in cell.splitlines():
                    assert not line.lstrip(" \"'" if line[:1] != "'" else "").startswith(DANGEROUS)
    assert rows(GIVEN)[0]["story"].startswith("'=HYPERLINK(")
    assert rows(GIVEN)[0]["contact"] == "'@me_on_telegram"


@pytest.mark.parametrize("first", DANGEROUS)
def test_each_beginning_that_means_something_is_put_out_of_action(first: str) -> None:
    told = Personal(f"{first}1", f"  {first}2", (f"{first}3", f"{first}4"))
    (row,) = rows(GIVEN._replace(personal=told))
    for cell in (row["story"], row["contact"], *row["typed"].splitlines()):
        assert not cell.strip(" \t\r").startswith(tuple("=+-@|%＝＋－＠"))
