"""Which texts are points of contact, and that each has one spelling."""

import doctest

import pytest

from service.model import Kind
from service.names import contacts
from service.names.contacts import contact
from service.targets import recognise

SAME = [
    [
        "https://t.me/lucky_group",
        "t.me/Lucky_Group",
        "https://telegram.me/lucky_group/12",
        "https://t.me/s/lucky_group",
        "tg://resolve?domain=lucky_group",
        "Telegram: @Lucky_Group",
        "telegram @lucky_group",
        "Telegram ID: lucky_group",
        "飞机：@lucky_group",
        "https://lucky_group.t.me",
        "\u2068t.me/lucky_group\u2069",
    ],
    [
        "https://wa.me/60123456789",
        "https://api.whatsapp.com/send?phone=%2B60123456789&text=hi",
        "whatsapp://send?phone=60123456789",
        "WhatsApp：+60 12-345 6789",
        "whatsapp: +๖๐ ๑๒ ๓๔๕ ๖๗๘๙",
    ],
    [
        "https://facebook.com/some.name",
        "https://m.facebook.com/Some.Name/posts/1",
        "fb: some.name",
        "https://m.me/some.name",
        "https://th-th.facebook.com/some.name",
    ],
    [
        "https://facebook.com/100012345678",
        "https://www.facebook.com/profile.php?id=100012345678",
        "https://www.facebook.com/profile.php?id=100012345678" + "&a=1" * 100,
        "https://www.facebook.com/people/Some-Name/100012345678/",
        "https://www.facebook.com/p/Some-Shop-100012345678/",
    ],
    ["https://line.me/R/ti/p/@shop12", "https://line.me/ti/p/%40shop12", "line: @shop12"],
    [
        "https://line.me/R/ti/p/~boss_99",
        "https://line.me/ti/p/~boss_99",
        "LINE: boss_99",
        "LINE ID : boss_99",
        "ไลน์: boss_99",
    ],
    ["https://zalo.me/84912345678", "zalo: +84 912 345 678", "zalo.me/0912345678"],
    [
        "https://tiktok.com/@some.one",
        "https://www.tiktok.com/@Some.One/video/7",
        "tiktok: some.one",
    ],
    ["https://x.com/name", "https://twitter.com/Name/status/1", "x: @name", "mobile.x.com/name"],
    [
        "tel:+60123456789",
        "+60 12-345 6789",
        "+60 (12) 345.6789",
        "\u202a+60 12\u2011345\u20116789\u202c",
        "+៦០១២៣៤៥៦៧៨៩",
        "＋60123456789",
        "+60 (0)12 345 6789",
        "+60 12 345 6789 ext. 7",
        "tel:+60-12-345-6789;ext=7",
    ],
    ["mailto:anna@evil-mail.com", "Anna@Evil-Mail.com", "mailto:anna@evil-mail.com?subject=x"],
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_each_contact_has_one_spelling(spellings: list[str]) -> None:
    found = [contact(text) for text in spellings]
    assert [one and one.canonical for one in found] == [spellings[0]] * len(spellings)
    assert len({one.expressions[0] for one in found if one}) == 1


@pytest.mark.parametrize("text", [text for spellings in SAME for text in spellings])
def test_a_contact_is_a_target(text: str) -> None:
    assert recognise(text).kind is Kind.CONTACT


@pytest.mark.parametrize(
    "text",
    [
        "https://facebook.com/groups/123",
        "https://t.me/",
        "https://x.com/search?q=a",
        "http://user@evil.com/x",
        "evil.com",
        "12345678",
        "+1 2",
        "a@b.notatld",
        "note: buy milk",
        "https://x.com/" + "a" * 20,
        "tg://",
        "://",
        "https://[::1",
        "x:",
        "https://facebook.com/people/Some-Name/",
        "https://facebook.com/l.php?u=a",
        "https://t.me/addstickers/Cats",
        "https://t.me/proxy?server=1.2.3.4",
        "whatsapp: anna1234567",
    ],
)
def test_other_texts_are_none(text: str) -> None:
    assert contact(text) is None


def test_a_link_is_looked_up_as_it_was_written_too() -> None:
    found = contact("https://t.me/Lucky_Group/12")
    assert found is not None
    assert found.expressions == (
        "t.me/lucky_group",
        "t.me/Lucky_Group/12",
        "t.me/Lucky_Group/",
        "t.me/",
    )


@pytest.mark.parametrize("text", ["+60 12-345 6789", "wa.me/60123456789", "zalo: +60 12 345 6789"])
def test_a_number_is_looked_up_by_the_apps_that_know_it_too(text: str) -> None:
    found = contact(text)
    assert found is not None
    assert "tel:+60123456789" in found.expressions[:2]
    both = contact("+60123456789"), contact("wa.me/60123456789")
    assert all(
        one and {"tel:+60123456789", "wa.me/60123456789"} <= {*one.expressions} for one in both
    )


def test_the_host_of_an_address_of_email_is_looked_up_too() -> None:
    found = contact("anna@shop.evil.com")
    assert found is not None
    assert found.expressions == ("mailto:anna@shop.evil.com", "shop.evil.com/", "evil.com/")


def test_an_invitation_keeps_its_letters() -> None:
    found = contact("https://t.me/joinchat/AbCdEf123456789")
    assert found is not None
    assert found.expressions[0] == "t.me/+AbCdEf123456789"


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(contacts).failed == 0
