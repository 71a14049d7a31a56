"""What a stranger may send: a parser answers with a ParseError or with counts, in linear time."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.feeds.parsers import PARSERS, ParseError
from tests.helpers.samples import assert_adds_up, samples

ALL = list(samples())
# One set of parameters for each format.
PARAMS = {sample.format: sample.params for sample in ALL}
JSON = sorted(name for name in PARSERS if name.startswith("json-"))

HTML = b"<!DOCTYPE html><html><head><title>503</title></head><body><h1>Sorry</h1></body></html>"
BOMB = b"- name: &a [x, x]\n" + b"".join(
    b"- name: &%c [%s]\n" % (letter, b", ".join([b"*%c" % (letter - 1)] * 9))
    for letter in range(ord("b"), ord("z"))
)
# Texts on which a careless regex takes quadratic time. At 200 kB that would be minutes.
LONG = 200_000
SLOW = {
    "spaces": b"- url: a" + b" " * LONG + b"x",
    "stars": b"||" + b"*" * LONG + b"^",
    "dots": b'{"' + b"." * LONG + b' ": ["a"]}',
    "hashes": b"#" * LONG + b"x",
    "colons": b": >" * (LONG // 3),
    "quotes": b"addresses: {" + b"\"'" * (LONG // 2),
    "blank lines": b"#\n" * (LONG // 2) + b" " * LONG,
    "dashes": b"- name: a\n  addresses:\n" + b" -" * (LONG // 2),
}
WRONG = {
    "an HTML page": HTML,
    "aliases of aliases": BOMB,
    "nothing": b"",
    "an empty list": b"[]",
    "an empty object": b"{}",
    "null": b"null",
    "a number": b"7",
    "a text": b'"text"',
    "a byte order mark": b"\xef\xbb\xbf",
    "returns": b"\r" * 9,
    "one long line": b"a" * LONG,
}


def parse(name: str, body: bytes) -> None:
    """Let the parser answer in one of the two ways it may."""
    try:
        parsed = PARSERS[name](body, PARAMS[name])
    except ParseError:
        return
    assert_adds_up(parsed)
    for item in parsed.items:
        "".join((item.text, *item.links)).encode()  # no half surrogate gets through


@pytest.mark.parametrize("name", sorted(PARSERS))
@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=400))
def test_random_bytes_give_counts_or_a_parse_error(name: str, body: bytes) -> None:
    parse(name, body)


@pytest.mark.parametrize("name", sorted(PARSERS))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_sample_gives_counts_or_a_parse_error(name: str, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([s for s in ALL if s.format == name])).body
    start, length = data.draw(st.tuples(st.integers(0, len(whole)), st.integers(0, 40)))
    parse(name, whole[:start] + data.draw(st.binary(max_size=8)) + whole[start + length :])


@pytest.mark.parametrize("name", sorted(PARSERS))
@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG.keys())
def test_the_wrong_document_gives_counts_or_a_parse_error(name: str, body: bytes) -> None:
    parse(name, body)


@pytest.mark.parametrize("name", sorted(PARSERS))
@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_no_text_takes_more_than_linear_time(name: str, text: bytes) -> None:
    parse(name, text)


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_body_with_nul_bytes_is_no_text(name: str) -> None:
    with pytest.raises(ParseError, match="NUL"):
        PARSERS[name]("a.example\n".encode("utf-16-le"), PARAMS[name])


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000, "nested too deeply"),
        (b'["a.example"', "not valid JSON"),
        (b"[" + b"9" * 5_000 + b"]", "not valid JSON"),
        (b"a.example\n", "not valid JSON"),
    ],
    ids=["arrays", "objects", "cut short", "endless number", "another format"],
)
def test_broken_json_is_refused_whole(name: str, body: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        PARSERS[name](body, PARAMS[name])


@pytest.mark.parametrize(
    ("name", "params", "body", "reason"),
    [
        ("json-list", {}, b'{"data": []}', "no array at the top"),
        ("json-records", {"text": "url"}, b'{"date": "2025-10-30"}', "no array at the top"),
        ("json-links", {}, b'["a.example"]', "no JSON object at the top"),
        ("json-labels", {"labels": ["x"]}, b'["a.example"]', "no JSON object at the top"),
        ("json-list", {"lists": ["a.b"]}, b'{"a": {"b": "c"}}', r"no array at a\.b"),
        ("columns", {"column": "Address"}, b"a.example,1\nb.example,2\n", "no column is headed"),
        ("cryptoscamdb", {}, HTML, "no list of records"),
    ],
)
def test_a_document_of_the_wrong_shape_is_refused_whole(
    name: str, params: dict[str, Any], body: bytes, reason: str
) -> None:
    with pytest.raises(ParseError, match=reason):
        PARSERS[name](body, params)


def test_every_format_is_damaged_here() -> None:
    assert set(PARAMS) == set(PARSERS)
