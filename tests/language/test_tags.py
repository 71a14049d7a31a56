"""Which of our languages fits what a browser asks for."""

import pytest

from service.language.tags import BY_TAG, LANGUAGES, best, matched


@pytest.mark.parametrize(
    ("asked", "ours"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh_MO", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("ZH-hant-cn", "zh-Hant"),
        ("yue", "zh-Hant"),
        ("tl", "fil"),
        ("tl-PH", "fil"),
        ("in", "id"),
        ("km-KH", "km"),
        ("en-GB-oxendict", "en"),
        ("my-MM", "my"),
        ("de", None),
        ("english", None),
        ("", None),
        ("*", None),
        ("zhx", None),
    ],
)
def test_a_tag_finds_our_language(asked: str, ours: str | None) -> None:
    assert matched(asked) == ours


def test_every_language_finds_itself() -> None:
    assert [matched(tag) for tag in BY_TAG] == [language.tag for language in LANGUAGES]


def test_the_first_that_we_have_is_taken_and_none_that_is_refused() -> None:
    assert best([("de", 1), ("zh-HK", 0.9), ("th", 0.8)]) == "zh-Hant"
    assert best([("th", 0), ("lo", 0.1)]) == "lo"
    assert best([("th", 0)]) == best([]) == best([("*", 1)]) == "en"
