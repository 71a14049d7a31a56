import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.names.escapes import escape, unescape
from service.names.urls import CanonicalUrl, canonical_url, entry_expression, expressions

HOSTILE = {
    "escapes": ("http://evil.com/%" + "25" * 32_000 + "41", "evil.com/A"),
    "percents": ("http://evil.com/" + "%" * 65_000, "evil.com/" + "%25" * 65_000),
    "up": ("http://evil.com/" + "/../a" * 13_000, "evil.com/a"),
    "down": ("http://evil.com/" + "a/../" * 13_000, "evil.com/"),
    "slashes": ("http://evil.com/" + "/" * 65_000, "evil.com/"),
    "marks": ("http://evil.com/?" + "?" * 65_000, "evil.com/?" + "?" * 65_000),
    "dots": ("http://evil.com" + "." * 65_000, "evil.com/"),
    "spaces": (" " * 65_000 + "evil.com" + " " * 65_000, "evil.com/"),
    "roots": ("http://" + "/" * 65_000 + "evil.com", "evil.com/"),
    "users": ("http://" + "@" * 65_000 + "evil.com", "evil.com/"),
    "labels": ("http://" + "a." * 2_000 + "com/", "a." * 2_000 + "com/"),
}


def unescaped_by_passes(text: str) -> str:
    """The rule as Safe Browsing words it: pass after pass until nothing changes."""
    before = None
    while text != before:
        before = text
        text = re.sub("%([0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), text)
    return text


@settings(max_examples=1000)
@given(st.text(alphabet="%23519ag", max_size=24))
@example("%2%2535")
def test_one_pass_of_unescaping_equals_repeated_passes(text: str) -> None:
    assert unescape(text) == unescaped_by_passes(text)


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_what_is_unescaped_and_escaped_again_stays_so(text: str) -> None:
    once = escape(unescape(text))
    assert escape(unescape(once)) == once
    assert once.isascii()
    assert " " not in once


@pytest.mark.parametrize(("text", "expression"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_url_of_64_kb_is_read_like_any_other(text: str, expression: str) -> None:
    assert entry_expression(canonical_url(text)) == expression


def test_a_host_of_2000_labels_has_five_suffixes() -> None:
    found = expressions(canonical_url("http://" + "a." * 2_000 + "b.com/"))
    assert found[1:] == ("a.a.a.b.com/", "a.a.b.com/", "a.b.com/", "b.com/")


def test_a_url_shows_its_query_only_where_it_has_one() -> None:
    assert CanonicalUrl("https", "a.com", "/b", None).text == "https://a.com/b"
    assert CanonicalUrl("https", "a.com", "/b", "").text == "https://a.com/b?"
