"""What a stranger may send: a parser answers with a ParseError or with counts, in linear time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.feeds.parsers import PARSERS, ParseError
from tests.helpers.samples import Sample, assert_adds_up, samples

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


def parse(name: str, body: bytes) -> None:
    """Let the parser answer in one of the two ways it may."""
    try:
        parsed = PARSERS[name](body, PARAMS[name])
    except ParseError as error:
        assert error.reason
        assert len(error.reason) < 200
    else:
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
@pytest.mark.parametrize(
    "body",
    [
        HTML,
        BOMB,
        b"",
        b"[]",
        b"{}",
        b"null",
        b"7",
        b'"text"',
        b"\xef\xbb\xbf",
        b"\r" * 9,
        b"a" * LONG,
    ],
    ids=[
        "html",
        "bomb",
        "empty",
        "list",
        "object",
        "null",
        "number",
        "text",
        "bom",
        "returns",
        "long-line",
    ],
)
def test_the_wrong_document_gives_counts_or_a_parse_error(name: str, body: bytes) -> None:
    parse(name, body)


@pytest.mark.parametrize("name", sorted(PARSERS))
@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
@pytest.mark.timeout(20)
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
    ("name", "body", "reason"),
    [
        ("json-list", b'{"data": []}', "no array at the top"),
        ("json-records", b'{"date": "2025-10-30"}', "no array at the top"),
        ("json-links", b'["a.example"]', "no JSON object at the top"),
        ("json-labels", b'["a.example"]', "no JSON object at the top"),
        ("columns", b"a.example,1\nb.example,2\n", "no column is headed"),
        ("cryptoscamdb", HTML, "no list of records"),
    ],
)
def test_a_document_of_the_wrong_shape_is_refused_whole(
    name: str, body: bytes, reason: str
) -> None:
    params = (
        {"column": "Address"}
        if name == "columns"
        else PARAMS[name]
        if name == "json-labels"
        else {}
    )
    params = {"text": "url"} if name == "json-records" else params
    with pytest.raises(ParseError, match=reason):
        PARSERS[name](body, params)


def test_the_samples_damage_is_drawn_from_every_format() -> None:
    assert set(PARAMS) == set(PARSERS)


def test_a_path_that_leads_nowhere_is_named() -> None:
    sample = Sample("json-list", "", b'{"list": {"inner": "text"}}', {"lists": ["list.inner"]}, {})
    with pytest.raises(ParseError, match=r"no array at list\.inner"):
        PARSERS["json-list"](sample.body, sample.params)
