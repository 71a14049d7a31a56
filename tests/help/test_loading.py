"""`helplines.toml`: each record is whole and says where it was seen; a fault names it."""

import re
from datetime import date

import pytest

from service.help.helpline import WORLDWIDE, Helpline, State
from service.help.loading import BadHelplines, helplines, read

WHOLE = {
    "place": '"TH"',
    "name": '"A line"',
    "purpose": '"fraud"',
    "number": '"1441"',
    "abroad": '"+66 99 130 1300"',
    "hours": '"24/7"',
    "languages": '["th"]',
    "page": '"https://one.example/"',
    "source": '"https://two.example/a"',
    "checked": "2026-11-24",
    "state": '"press"',
}
PACKAGED = helplines()
each = pytest.mark.parametrize("line", PACKAGED, ids=lambda line: f"{line.place} {line.name}"[:50])


def record(**fields: str | None) -> str:
    """A record with other fields; None leaves one out."""
    values = {**WHOLE, **fields}
    return "[[helpline]]\n" + "".join(f"{k} = {v}\n" for k, v in values.items() if v is not None)


@each
def test_every_helpline_says_where_it_was_seen_and_when(line: Helpline) -> None:
    assert line.source.startswith(("https://", "http://"))
    assert date(2026, 11, 1) <= line.checked <= date.today()  # noqa: DTZ011 - a day, as people count


@each
def test_what_is_shown_can_be_reached(line: Helpline) -> None:
    if line.state is State.VERIFIED:
        assert line.page, "whoever answers there has a page, on which it was read"
    if line.is_shown:
        assert line.number or line.abroad or line.page


@each
def test_what_is_not_confirmed_says_what_is_to_be_done(line: Helpline) -> None:
    if line.state is State.OLD:
        assert line.note


def test_there_are_helplines_for_everybody() -> None:
    assert any(line.place == WORLDWIDE and line.is_shown for line in PACKAGED)


def test_a_whole_record_is_read() -> None:
    (line,) = read(record())
    assert (line.place, line.number, line.dialled_abroad) == ("TH", "1441", "+66991301300")
    assert (line.checked, line.state, line.languages) == (date(2026, 11, 24), "press", ("th",))
    assert line.is_shown


@pytest.mark.parametrize("field", ["place", "name", "purpose", "source", "checked", "state"])
def test_a_record_without_what_it_needs_is_refused_by_name(field: str) -> None:
    with pytest.raises(BadHelplines, match=f"field '{field}': is missing") as caught:
        read(record(**{field: None}))
    expected = "number 1" if field == "name" else "A line"
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("place", '"Thailand"', "neither worldwide nor"),
        ("purpose", '"lawyers"', "is none of bank-freeze, fraud"),
        ("state", '"good"', "is none of verified, press, old"),
        ("number", '"call us"', "must be digits"),
        ("abroad", '"0066 99"', "E.164"),
        ("app", '"Viber"', "WhatsApp"),
        ("abroad", '"+12345678901234567"', "E.164"),
        ("hours", '"always"', "must be 24/7"),
        ("languages", '["Thai"]', "BCP 47"),
        ("languages", "[5]", "BCP 47"),
        ("page", '"http://one.example/"', "web address"),
        ("page", '"javascript:alert(1)"', "web address"),
        ("source", '"seen on TV"', "web address"),
        ("checked", '"yesterday"', "must be of type date"),
        ("checked", "2026-11-24T08:00:00Z", "must be of type date"),
        ("name", "5", "must be of type str"),
        ("fax", '"1"', "is not known here"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(field: str, value: str, said: str) -> None:
    with pytest.raises(BadHelplines, match=re.escape(said)) as caught:
        read(record(**{field: value}))
    assert f"field '{field}'" in str(caught.value)
    assert "(TH)" in str(caught.value) or field == "place"


def test_a_record_that_nobody_could_reach_is_refused() -> None:
    with pytest.raises(BadHelplines, match="there must be a number"):
        read(record(number=None, abroad=None, page=None))


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(BadHelplines, match="two helplines have this name"):
        read(record() + record())


@pytest.mark.parametrize("text", ["[[helpline]", "[helper]\n"])
def test_a_file_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadHelplines, match=r"helplines\.toml"):
        read(text)
