"""Which targets a message names: what people paste is prose, in any script, and often defanged."""

import pytest

from service.messages.found import MOST_TARGETS, is_target, targets_in

ETHER = "0x52908400098527886E0F7030069857D2E4169EE7"
TRON = "TN3W4H6rK2ce4vX9YnFQHwKENnHjoxb3m9"


@pytest.mark.parametrize(
    ("message", "named"),
    [
        (
            "Open https://shop.example.com/login?a=1&b=2 now.",
            ["https://shop.example.com/login?a=1&b=2"],
        ),
        ("see (https://a.example.com/x_(y)).", ["https://a.example.com/x_(y)"]),
        (
            "<a href='https://a.example.com/'>https://b.example.com</a>",
            ["https://a.example.com/", "https://b.example.com"],
        ),
        (
            "hxxps[:]//evil[.]com/a and evil2 (dot) com, evil3[dot]net",
            ["hxxps[:]//evil[.]com/a", "evil2 (dot) com", "evil3[dot]net"],
        ),
        ("go to scam-site.vip/login?x=1, dear", ["scam-site.vip/login?x=1"]),
        ("请访问https://abc.com，然后", ["https://abc.com"]),
        ("请访问abc.com下载", ["abc.com"]),
        ("ไปที่abc.comครับ", ["abc.com"]),
        (f"把USDT转到{TRON}这个地址", [TRON]),
        (f"โอนมาที่{ETHER}นะครับ", [ETHER]),
        ("加我telegram: @lucky_group吧", ["telegram: @lucky_group"]),
        ("发邮件到anna@evil-mail.top谢谢", ["anna@evil-mail.top"]),
        ("打电话+60 12-345 6789找我", ["+60 12-345 6789"]),
        ("bücher.de und пример.рф und 例子.中国", ["bücher.de", "пример.рф", "例子.中国"]),
        ("mail me: anna@evil-mail.top!", ["anna@evil-mail.top"]),
        (f"send USDT to {ETHER}, or {TRON}.", [ETHER, TRON]),
        (
            "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=1",
            ["bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=1"],
        ),
        ("open 1.2.3.4/path or http://5.6.7.8:8080/", ["1.2.3.4/path", "http://5.6.7.8:8080/"]),
        (
            "Telegram: @lucky_group, or call +60 12-345 6789.",
            ["Telegram: @lucky_group", "+60 12-345 6789"],
        ),
        (
            "โทร+66812345678ครับ, call +๖๖ ๘๑ ๒๓๔ ๕๖๗๙, telegram @lucky_group, LINE ID: boss_99",
            ["+66812345678", "+๖๖ ๘๑ ๒๓๔ ๕๖๗๙", "telegram @lucky_group", "LINE ID: boss_99"],
        ),
        ("line: evil.com", ["line: evil.com", "evil.com"]),
        ("加飞机：@lucky_group详谈", ["飞机：@lucky_group"]),
        ("t.me/lucky_group and wa.me/123456", ["t.me/lucky_group", "wa.me/123456"]),
        ("ev\u200bil.com", ["evil.com"]),
        ("WWW.EXAMPLE.COM", ["WWW.EXAMPLE.COM"]),
        ("\u2068https://evil.com\u2069 \u200fevil2.com\u200f", ["https://evil.com", "evil2.com"]),
        ("evil\ufe0f.com evi\u034fl2.com", ["evil.com", "evil2.com"]),
        ("evi\u0301l.com", ["evi\u0301l.com"]),
        ("open evil .com or evil2 . xyz", ["evil.com", "evil2.xyz"]),
        (
            "https://a.com;https://b.comhttps://c.com",
            ["https://a.com", "https://b.com", "https://c.com"],
        ),
        ("उदाहरण.भारत, ตัวอย่าง.ไทย", ["उदाहरण.भारत", "ตัวอย่าง.ไทย"]),
        (
            "https://t.example.com/?u=https%3A%2F%2Fevil.com%2Fa&h=1",
            ["https://t.example.com/?u=https%3A%2F%2Fevil.com%2Fa&h=1", "https://evil.com/a"],
        ),
        (
            f"https://tronscan.org/#/address/{TRON}",
            [f"https://tronscan.org/#/address/{TRON}", TRON],
        ),
        (f"โอนไปที่{TRON}นะ", [TRON]),
        (f"addr:{TRON} USDT-{ETHER} wallet/{ETHER}/", [TRON, ETHER]),
    ],
)
def test_finds_what_is_named(message: str, named: list[str]) -> None:
    assert targets_in(message) == named


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Hello, how are you? I am fine...",
        "Hello.World how are you.I am fine",
        "Version 2.0.1 of setup.py and notes.zip, e.g. at 10.30 a.m.",
        "10.000.000 dong, 3.14, 1.234.567,89",
        f"{ETHER[:-1]}f is one letter off",
        "a.b c.d ..... www. http:// @",
        "Yes . No . Me too . It is",
    ],
)
def test_prose_names_nothing(message: str) -> None:
    assert targets_in(message) == []


def test_each_target_is_named_once_in_the_order_of_the_message() -> None:
    message = "b.example.com a.example.com https://b.example.com/x B.EXAMPLE.com"
    assert targets_in(message) == ["b.example.com", "a.example.com", "https://b.example.com/x"]


def test_a_flood_of_targets_is_cut() -> None:
    message = " ".join(f"host{number}.com" for number in range(500))
    assert targets_in(message) == [f"host{number}.com" for number in range(MOST_TARGETS)]


@pytest.mark.parametrize(
    "text",
    ["hxxps://evil[.]com/a", "evil.com", "例子.中国", "localhost", "hello", ETHER[:-1], TRON],
)
def test_one_word_is_meant_as_a_target(text: str) -> None:
    assert is_target(text)


@pytest.mark.parametrize(
    "text",
    [
        '"evil.com"',
        "(evil.com)",
        "\u2068evil.com\u2069",
        "evil.com!",
        "evil.com|b.com",
        f"eth:{ETHER}",
        f"{TRON}.",
        f"https://tronscan.org/#/address/{TRON}",
    ],
)
def test_a_word_that_holds_a_target_is_looked_up_for_what_it_holds(text: str) -> None:
    assert not is_target(text)
