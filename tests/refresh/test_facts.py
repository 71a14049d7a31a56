"""What several voices together say."""

import pytest

from service.model import Category, Confidence, Decision, Fact, Severity, Source, Verb
from service.refresh.facts import Voice, decided, fact_of

C, F = Category, Confidence


def voice(
    feed: str = "a",
    category: Category = C.SCAM,
    confidence: Confidence = F.HIGH,
    family: str = "",
    first_seen: int = 100,
    gone: int | None = None,
) -> Voice:
    return Voice(feed, category, confidence, family or feed, first_seen, gone)


@pytest.mark.parametrize(
    ("voices", "severity"),
    [
        ([voice()], Severity.BLOCK),
        ([voice(confidence=F.MEDIUM)], Severity.BLOCK),
        ([voice(confidence=F.LOW)], Severity.WARN),
        ([voice("a", confidence=F.LOW), voice("b", confidence=F.LOW)], Severity.BLOCK),
        (
            [voice("a", confidence=F.LOW, family="f"), voice("b", confidence=F.LOW, family="f")],
            "warn",
        ),
        ([voice("a", confidence=F.LOW), voice("b", confidence=F.MEDIUM)], Severity.BLOCK),
        ([voice(category=C.GAMBLING)], Severity.WARN),
        ([voice("a", C.GAMBLING), voice("b", C.GAMBLING)], Severity.WARN),
        ([voice("a", C.GAMBLING), voice("b", C.PHISHING, F.LOW)], Severity.WARN),
        ([voice("a", C.GAMBLING), voice("b", C.PHISHING)], Severity.BLOCK),
    ],
)
def test_only_gambling_and_a_single_low_family_only_warn(
    voices: list[Voice], severity: Severity
) -> None:
    assert fact_of(voices).severity == severity


@pytest.mark.parametrize(
    ("voices", "category"),
    [
        ([voice("a", C.SCAM, F.HIGH), voice("b", C.INVESTMENT, F.LOW)], C.SCAM),
        ([voice("a", C.SCAM, F.HIGH), voice("b", C.INVESTMENT, F.HIGH)], C.INVESTMENT),
        ([voice("a", C.GAMBLING, F.HIGH), voice("b", C.PHISHING, F.MEDIUM)], C.PHISHING),
        ([voice("a", C.GAMBLING)], C.GAMBLING),
    ],
)
def test_the_most_trusted_then_the_most_specific_names_the_category(
    voices: list[Voice], category: Category
) -> None:
    assert fact_of(voices).category is category
    assert fact_of(voices[::-1]).category is category


def test_a_feeds_files_are_one_source() -> None:
    voices = [voice("b"), voice("a", first_seen=90, gone=200), voice("a", first_seen=95)]
    assert fact_of(voices).sources == (Source("a", 90), Source("b", 100))


def test_a_source_is_gone_when_its_last_file_dropped_the_entry() -> None:
    voices = [voice("a", first_seen=90, gone=200), voice("a", first_seen=95, gone=210)]
    assert fact_of(voices).sources == (Source("a", 90, 210),)


def test_a_moderator_says_how_strongly_to_warn() -> None:
    decision = Decision("a.com/", Verb.BLOCK, "r", 250 * 86_400, "m", C.JOB_LURE, Severity.WARN)
    sources = (Source("a", 100), Source("moderators", 250))
    assert decided(decision, [voice()], 300) == Fact(Severity.WARN, C.JOB_LURE, sources)
