"""Whether a fetched file is believed. The numbers are of real incidents where one is named."""

import json

import pytest

from service.feeds.parsers import Skip
from service.refresh.claims import Unusable
from service.refresh.filechecks import (
    ACCEPTABLE,
    Counts,
    Fault,
    Limits,
    error_page,
    judge_file,
)

USUAL = Limits(max_shrink=0.3, max_growth=3.0, min_entries=1)


def counts(
    kept: int, *, lines: int | None = None, declared: int | None = None, **why: int
) -> Counts:
    skipped = {Skip[reason].value: number for reason, number in why.items()}
    return Counts(kept + sum(why.values()) if lines is None else lines, kept, skipped, declared)


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>rate limited</body></html>",
        b"\n\n  <html lang=en>",
        b"\xef\xbb\xbf<!doctype HTML>",
        b"<!-- cached --><html>",
        b"<head><title>502 Bad Gateway</title>",
    ],
)
def test_a_page_of_html_is_no_list(body: bytes) -> None:
    refusal = error_page(body)
    assert refusal is not None
    assert refusal.fault is Fault.ERROR_PAGE


@pytest.mark.parametrize(
    "document",
    [
        {"message": "API rate limit exceeded", "documentation_url": "https://docs.example"},
        {"error": "not found"},
        {"status": 503, "detail": "try again"},
    ],
)
def test_a_json_error_is_no_list(document: dict[str, object]) -> None:
    refusal = error_page(json.dumps(document).encode())
    assert refusal is not None
    assert refusal.fault is Fault.ERROR_PAGE


@pytest.mark.parametrize("body", [b"", b" \r\n\n"])
def test_an_empty_body_is_no_list(body: bytes) -> None:
    refusal = error_page(body)
    assert refusal is not None
    assert refusal.fault is Fault.EMPTY


@pytest.mark.parametrize(
    "body",
    [
        b"scam.com\nhtml.house\n",
        b'{"version": 2, "blacklist": ["scam.com"]}',
        b'{"status": ["scam.com"], "message": {"a": 1}}',
        b'["error", "message"]',
        b"{not json",
        b"---\n- url: scam.com\n",
    ],
)
def test_a_list_is_no_error_page(body: bytes) -> None:
    assert error_page(body) is None


@pytest.mark.parametrize(
    ("found", "last", "fault"),
    [
        (counts(860), 5568, Fault.SHRUNK),  # GASO, 2023-01-17
        (counts(383), 7019, Fault.SHRUNK),  # GASO, 2023-04-18
        (counts(10_975), 56_859, Fault.SHRUNK),  # GASO, 2025-04-28, for good
        (counts(32_984), 383, Fault.GROWN),
        (counts(1), 190_215, Fault.SHRUNK),  # blocklistproject's phishing list, 2024-10-17
        (counts(1, lines=1, declared=190_215), None, Fault.TRUNCATED),
        (counts(0), 2510, Fault.EMPTY),
        (counts(0, lines=0), None, Fault.EMPTY),
        (counts(49, MALFORMED=50), None, Fault.UNREADABLE),
        (counts(0, MALFORMED=1), None, Fault.UNREADABLE),
    ],
)
def test_a_file_that_is_not_what_it_was_is_refused(
    found: Counts, last: int | None, fault: Fault
) -> None:
    refusal = judge_file(found, USUAL, last)
    assert refusal is not None
    assert refusal.fault is fault


@pytest.mark.parametrize(
    ("found", "last"),
    [
        (counts(5593), 5568),
        (counts(70), 100),
        (counts(300), 100),
        (counts(6), 10),  # few enough that a share of them says nothing
        (counts(30), 10),
        (counts(50, MALFORMED=50), None),
        (counts(10, SWITCHED_OFF=500, REGEX=500), None),  # the feed means them so
        (counts(8527, declared=8527), 8000),
        (counts(990, lines=990, declared=1000), None),
        (counts(11_000), None),
    ],
)
def test_an_ordinary_change_is_believed(found: Counts, last: int | None) -> None:
    assert judge_file(found, USUAL, last) is None


def test_duplicates_are_lines_that_could_be_used() -> None:
    found = Counts(100, 20, {Unusable.DUPLICATE: 60, Unusable.NOT_A_HOST: 20})
    assert judge_file(found, USUAL, None) is None


def test_a_feeds_usual_size_holds_for_its_first_copy_too() -> None:
    refusal = judge_file(counts(30), _least(50), None)
    assert refusal is not None
    assert refusal.fault is Fault.TOO_FEW


def test_a_file_that_may_be_empty_may_be_empty() -> None:
    assert judge_file(counts(0), _least(0), None) is None


@pytest.mark.parametrize(
    ("found", "last"),
    [
        (counts(860), 5568),
        (counts(9000), 1000),
        (counts(30), None),
        (counts(9, declared=500), None),
    ],
)
def test_a_maintainer_may_accept_a_size(found: Counts, last: int | None) -> None:
    refused = judge_file(found, _least(50), last)
    assert refused is not None
    assert refused.fault in ACCEPTABLE
    assert judge_file(found, _least(50), last, accepted=True) is None


@pytest.mark.parametrize("found", [counts(0), counts(1, MALFORMED=2)])
def test_nobody_may_accept_nonsense(found: Counts) -> None:
    assert judge_file(found, USUAL, 100, accepted=True) is not None


def _least(entries: int) -> Limits:
    return Limits(USUAL.max_shrink, USUAL.max_growth, entries)
