"""What a report may say, field by field, and what its sender reads when it cannot be taken."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.casework import Channel, Loss
from service.intake.forms import FIELDS, Fault, Form, default_language, fingerprint, of_texts, read
from service.model import Category, Kind

WALLET = "0x52908400098527886E0F7030069857D2E4169EE7"
LEAST = {"targets": ["shop.example.com"], "category": "shop"}


def taken(**fields: Any) -> Form:
    found = read(LEAST | fields)
    assert isinstance(found, Form), found
    return found


def faults(fields: Mapping[str, Any]) -> list[Fault]:
    found = read(fields)
    assert not isinstance(found, Form)
    return found


def test_targets_are_told_apart_and_the_same_one_counts_once() -> None:
    lines = ["hxxps://www.Shop[.]example.com/a?b=1", WALLET, "", WALLET.lower(), "shop.example.com"]
    form = taken(targets=lines)
    assert [(target.kind, target.expression) for target in form.targets] == [
        (Kind.URL, "shop.example.com/a?b=1"),
        (Kind.ADDRESS, f"evm:{WALLET.lower()}"),
        (Kind.HOST, "shop.example.com/"),
    ]
    assert len(form.typed) == 4


def test_all_targets_of_a_report_together_have_a_bound() -> None:
    long = [f"https://shop{n}.example.com/{'a' * 8_000}" for n in range(3)]
    assert len(taken(targets=long[:2]).targets) == 2
    assert faults(LEAST | {"targets": long}) == [
        Fault("targets", "expected up to 16,384 characters in all")
    ]


def test_everything_that_can_be_said_is_read() -> None:
    form = taken(
        story="They asked\r\nfor more.",
        channel="dating",
        amount="1500.50",
        currency="eur",
        held=True,
        language="zh-TW",
        contact=" a@b.example ",
        may_contact=True,
        may_share=True,
    )
    assert form.story == "They asked\nfor more."
    assert (form.category, form.channel) == (Category.SHOP, Channel.DATING)
    assert form.loss == Loss("1500.50", "EUR")
    assert (form.held, form.may_contact, form.may_share) == (True, True, True)
    assert (form.language, form.contact) == ("zh-TW", "a@b.example")


def test_a_page_and_a_file_end_in_the_same_report_as_json() -> None:
    page = {
        "targets": f"shop.example.com\r\n{WALLET}",
        "category": "shop",
        "held": "yes",
        "may_share": "",
        "channel": "",
        "amount": "10",
        "currency": "USDT",
    }
    as_json = taken(targets=["shop.example.com", WALLET], held=True, amount="10", currency="USDT")
    assert read(of_texts(page)) == as_json


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"targets": []}, "targets"),
        ({"targets": ["", " "]}, "targets"),
        ({"targets": "shop.example.com"}, "targets"),
        ({"targets": [f"s{n}.example.com" for n in range(21)]}, "targets"),
        ({"targets": ["ok.example.com", "not a site"]}, "targets[1]"),
        ({"targets": ["shop.no-such-ending"]}, "targets[0]"),
        ({"targets": ["a" * 8193]}, "targets[0]"),
        ({"targets": ["a\ud800.com"]}, "targets[0]"),
        ({"targets": [7]}, "targets[0]"),
        ({"category": "fraud"}, "category"),
        ({"category": None}, "category"),
        ({"category": ["shop"]}, "category"),
        ({"channel": "pigeon"}, "channel"),
        ({"story": "a" * 10_001}, "story"),
        ({"story": "a\udfff"}, "story"),
        ({"story": 1}, "story"),
        ({"amount": "1.500,00", "currency": "EUR"}, "amount"),
        ({"amount": "-1", "currency": "EUR"}, "amount"),
        ({"amount": "٣", "currency": "EUR"}, "amount"),
        ({"amount": "1e9", "currency": "EUR"}, "amount"),
        ({"amount": "1" * 16, "currency": "EUR"}, "amount"),
        ({"amount": "5"}, "currency"),
        ({"currency": "EUR"}, "amount"),
        ({"amount": "5", "currency": "<b>"}, "currency"),
        ({"language": "english please"}, "language"),
        ({"contact": "a" * 301, "may_share": True}, "contact"),
        ({"may_contact": True}, "contact"),
        ({"contact": "a@b.example"}, "contact"),
        ({"held": "maybe"}, "held"),
        ({"held": 1}, "held"),
        ({"storey": "x"}, "body"),
        ({"\udfff": 1}, "body"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_named(fields: Mapping[str, Any], field: str) -> None:
    assert [fault.field for fault in faults(LEAST | fields)] == [field]


@pytest.mark.parametrize(
    ("line", "expressions"),
    [
        ("hxxps://site.example.com/x?id=1 and also t.me/w", ["site.example.com/x?id=1", "t.me/w"]),
        ("1. Website: https://shop.example.com/, then (t.me/w).", ["shop.example.com/", "t.me/w"]),
        ("shop [dot] example [dot] com", ["shop.example.com/"]),
        ("https://a.com/x or b (dot) com", ["a.com/x", "b.com/"]),
        ("https://a.com/x,https://b.com/y", ["a.com/x", "b.com/y"]),
        ("a.com, b.com;c.com", ["a.com/", "b.com/", "c.com/"]),
        ("a.com,", ["a.com/"]),
        ("+60 12-345 6789", ["tel:+60123456789"]),
        ("Telegram: @Lucky_Group", ["t.me/lucky_group"]),
        ("Anna@Evil-Mail.com", ["mailto:anna@evil-mail.com"]),
        ("a.com ... they promised 10x of it", ["a.com/"]),
        ("https://a.com/b[dot]c", ["a.com/b[dot]c"]),
        ("a.com\tb.com\u00a0c.com", ["a.com/", "b.com/", "c.com/"]),
        (f"I sent 1500 at 12:30 to {WALLET}!", [f"evm:{WALLET.lower()}"]),
        ("https://a.com/wiki/x_(y) was it", ["a.com/wiki/x_(y)"]),
        ("+855 12 345 678", ["tel:+85512345678"]),
        ("she called from +855 (12) 345-678, and a.com", ["tel:+85512345678", "a.com/"]),
        ("Lily@Trade.com", ["mailto:lily@trade.com"]),
        ("a.com bob@b.com", ["a.com/", "mailto:bob@b.com"]),
        ("Telegram: @lucky_group", ["t.me/lucky_group"]),
    ],
)
def test_every_target_of_a_line_is_taken(line: str, expressions: list[str]) -> None:
    form = taken(targets=[line])
    assert [target.expression for target in form.targets] == expressions
    assert len(form.typed) == 1


@pytest.mark.parametrize(
    "line",
    [
        "they took it all",
        "I paid 1500 at 12:30",
        "a.com took 1.500 of mine",
        "a.com 24/7",
        "a.com and shop dot com",
        "a.com and shop . com",
        "a.com and shop.no-such-ending",
        "012 345 678",
        f"a.com {WALLET[:-1]}",
        "a.com 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNX",
        " ".join(f"s{n}.com" for n in range(21)),
    ],
)
def test_a_line_of_which_a_target_would_be_lost_is_refused_by_its_number(line: str) -> None:
    (fault,) = faults(LEAST | {"targets": ["b.com", line]})
    assert fault.field == "targets[1]"
    assert fault.message.startswith("line 2: ")


def test_no_more_targets_are_taken_from_lines_than_a_report_may_have() -> None:
    lines = [" ".join(f"s{n}.com" for n in range(start, start + 11)) for start in (0, 11)]
    assert [fault.field for fault in faults(LEAST | {"targets": lines})] == ["targets"]


@pytest.mark.parametrize(
    ("amount", "kept"),
    [
        ("1,500", "1500"),
        ("1 234 567.50", "1234567.50"),
        ("12'000", "12000"),
        ("1.500", "1.500"),
    ],
)
def test_an_amount_may_have_its_thousands_apart(amount: str, kept: str) -> None:
    assert taken(amount=amount, currency="USD").loss == Loss(kept, "USD")


@pytest.mark.parametrize("amount", ["12,50", "0,500", "1,5000", "1,500 000", "1,50,000"])
def test_an_amount_that_can_be_read_in_two_ways_is_asked_for_again(amount: str) -> None:
    (fault,) = faults(LEAST | {"amount": amount, "currency": "USD"})
    assert "1500.50" in fault.message


def test_all_that_is_wrong_is_said_at_once_and_a_bad_line_by_its_number() -> None:
    found = faults({"targets": ["", "not a site"], "channel": "x"})
    assert [fault.field for fault in found] == ["targets[1]", "category", "channel"]
    assert found[0].message.startswith("line 2: ")


def test_nothing_that_was_sent_is_said_back() -> None:
    fields = dict.fromkeys(FIELDS, "zq7\u202e<b>") | {"targets": ["zq7 zq7"], "zq7": "zq7"}
    assert "zq7" not in str(faults(fields))


def test_what_turns_the_line_round_is_left_out_and_other_scripts_stay() -> None:
    form = taken(story="a\u202eb\u2066c\x00\x1b[31m", contact="e\u0301\n\u200fא", may_share=True)
    assert form.story == "abc[31m"
    assert form.contact == "\u00e9 \u200fא"


def test_a_report_has_one_fingerprint_and_no_other_report_has_it() -> None:
    assert fingerprint(taken()) == fingerprint(taken(story=""))
    assert fingerprint(taken()) != fingerprint(taken(story="more"))


@pytest.mark.parametrize("header", ["", "*", "<script>", "en_US", "a" * 50, ",", ";q=1"])
def test_a_language_nobody_can_read_is_english(header: str) -> None:
    assert default_language(header) == "en"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=50), VALUES))
def test_any_fields_are_a_report_or_refused(fields: dict[str, Any]) -> None:
    found = read(fields)
    assert isinstance(found, Form) or all(fault.message for fault in found)
    str(found).encode()
