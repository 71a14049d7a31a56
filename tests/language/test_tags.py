"""Which of our languages fits what a browser asks for."""

from typing import Any

import pytest

from service.language.tags import LANGUAGES, best, matched
from tests.helpers.vectors import vectors


@pytest.mark.parametrize("case", vectors("languages"), ids=lambda case: case["asked"] or "none")
def test_a_tag_finds_our_language(case: dict[str, Any]) -> None:
    assert matched(case["asked"]) == case["ours"]


def test_the_languages_are_those_of_the_extension() -> None:
    """tests/extension/words.test.js holds the extension to the same file."""
    known = [case for case in vectors("languages") if "folder" in case]
    ours = [(language.tag, language.name, language.folder) for language in LANGUAGES]
    assert ours == [(case["asked"], case["name"], case["folder"]) for case in known]


def test_the_first_that_we_have_is_taken_and_none_that_is_refused() -> None:
    assert best([("de", 1), ("zh-HK", 0.9), ("th", 0.8)]) == "zh-Hant"
    assert best([("th", 0), ("lo", 0.1)]) == "lo"
    assert best([("th", 0)]) == best([]) == best([("*", 1)]) == "en"
