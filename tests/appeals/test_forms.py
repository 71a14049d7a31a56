"""What an appeal must hold, and how a mistake in it is named."""

from typing import Any

import pytest

from service.appeals import forms
from service.appeals.forms import Fault, Form, read
from service.casework import Appellant
from service.model import Kind
from service.web import limits

GOOD = {"target": "shop.example", "appellant": "owner", "statement": "It is my shop."}


def form(**more: Any) -> Form:
    found = read({**GOOD, **more})
    assert isinstance(found, Form), found
    return found


def faults(**more: Any) -> dict[str, str]:
    found = read({**GOOD, **more})
    assert isinstance(found, list), found
    assert all(isinstance(fault, Fault) for fault in found)
    return {fault[0]: fault[1] for fault in found}


def test_the_least_that_an_appeal_needs() -> None:
    found = form()
    assert (found.appellant, found.contact, found.language) == (Appellant.OWNER, "", "en")


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("hxxps://Shop[.]example/a", Kind.URL),
        ("Ümlat.com", Kind.HOST),
        ("192.0.2.7", Kind.HOST),
        ("[2001:db8::7]", Kind.HOST),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Kind.ADDRESS),
    ],
)
def test_any_target_is_told_apart(target: str, kind: Kind) -> None:
    assert form(target=target).target.kind is kind


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("target", bad) for bad in ("", "  ", None, 5, ["a.example"], "not a site", "\ud800")],
        ("target", "a.example/" + "x" * 8_192),
        ("target", "a.example b.example"),
        *[("appellant", bad) for bad in ("", "Owner", None, 1, [], {}, "owner ")],
        *[("statement", bad) for bad in ("", " \r\n", "\x00\u202e", None, 1, "x" * 5_001)],
        *[("contact", bad) for bad in (None, 1, "x" * 301, "\x00" * 301)],
        *[(field, "half \ud800") for field in ("target", "statement", "contact")],
        *[("language", bad) for bad in (None, "", "english!", "e", "en_GB", "<script>", "en\n")],
    ],
)
def test_a_field_that_cannot_be_used_is_named_with_what_is_accepted(field: str, value: Any) -> None:
    found = faults(**{field: value})
    assert list(found) == [field]
    assert found[field].startswith("expected ")


def test_every_mistake_is_named_at_once_and_repeats_nothing() -> None:
    secret = "<script>alert(4711)</script>"
    wrong = dict.fromkeys(("appellant", "language", "other"), secret)
    found = read({"target": f"a site {secret}", **wrong})
    assert isinstance(found, list)
    assert {fault.field for fault in found} == {
        *("target", "appellant", "statement", "language", "body")
    }
    assert "4711" not in str(found)


def test_a_thousand_unknown_fields_make_one_line() -> None:
    found = read({**GOOD, **{f"\u202e{number}" + "x" * 500: 1 for number in range(1_000)}})
    names = "target, appellant, statement, contact, language"
    assert found == [Fault("body", f"expected no other fields than {names}")]


def test_a_text_loses_what_no_screen_should_obey_and_no_letter() -> None:
    text = "Ich 我\u200d\nคุณ\tשלום\u200f "
    typed = f"\x1b[31m\u202e{text}e\u0301\x00"
    assert form(statement=typed).statement == f"[31m{text}é", "and each letter has one spelling"


def test_a_browsers_line_ends_count_once() -> None:
    assert form(statement="a\r\n" * 1_666).statement.count("\n") == 1_665
    assert form(statement="a\r\n" * 2_500).statement.count("a") == 2_500


def test_a_contact_is_one_line() -> None:
    assert form(contact=" me@shop.example\r\nBcc: x ").contact == "me@shop.example Bcc: x"


def test_a_target_may_be_as_long_as_in_a_check() -> None:
    assert forms.TARGET_CHARACTERS == limits.TARGET_CHARACTERS
