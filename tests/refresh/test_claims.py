"""What a feed's own words come to mean."""

from datetime import date

import pytest

from service.feeds.parsers import Item
from service.model import Category, Claim
from service.refresh.claims import (
    EPOCH,
    NotUsable,
    Unusable,
    canonicalise,
    exceptions_of,
    read_items,
)

TODAY = 20_781
USDT = "evm:0xdac17f958d2ee523a2206206994597c13d831ec7"


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("scam.com", "scam.com/"),
        ("SCAM.Com.", "scam.com/"),
        ("http://scam.com", "scam.com/"),
        ("539lucky.com:15888", "539lucky.com/"),
        ("www.scam.com", "scam.com/"),
        ("www.scam.co.uk", "scam.co.uk/"),
        ("www.www.scam.com", "www.scam.com/"),
        ("www.github.io", "www.github.io/"),
        ("www.co.uk", "www.co.uk/"),
        ("https://www.facebook.com/wceiclub", "facebook.com/wceiclub"),
        ("0nxag.xbgtsdc.com/0d72f", "0nxag.xbgtsdc.com/0d72f"),
        ("youtube.com/watch?v=4xhq00cymQM", "youtube.com/watch?v=4xhq00cymQM"),
        ("https://a.nexusqal.guru/#/", "a.nexusqal.guru/"),
        ("𝗼𝘀𝗺𝗼𝗵𝘂𝗯.𝗰𝗼𝗺", "osmohub.com/"),
        ("1.黑貓宅配.top", "1.xn--09s945i07cm1q.top/"),
        ("a_b.scam.com", "a_b.scam.com/"),
        ("8.8.8.8", "8.8.8.8/"),
        ("http://0x7f.1/x", "127.0.0.1/x"),
        ("[2606:4700::1111]", "[2606:4700::1111]/"),
        ("0xdAC17F958D2ee523a2206206994597C13D831ec7", USDT),
        ("TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq", "tron:TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq"),
    ],
)
def test_an_item_has_one_expression(text: str, expression: str) -> None:
    assert canonicalise(text) == expression
    assert list(read_items([Item(text)], TODAY).claims) == [expression]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("arbitrum-claim.xy", Unusable.UNKNOWN_TLD),
        ("synthetic-test.invalid", Unusable.UNKNOWN_TLD),
        ("bad_name.com", Unusable.NOT_A_HOST),
        ("-magiceden.io", Unusable.NOT_A_HOST),
        ("a" * 64 + ".com", Unusable.NOT_A_HOST),
        ("ab." * 90 + "com", Unusable.NOT_A_HOST),
        ("usdc-defi-org", Unusable.NOT_A_TARGET),
        ("bitgin", Unusable.NOT_A_TARGET),
        ("0xdAC17F958D2ee523a2206206994597C13D831ec71", Unusable.NOT_A_TARGET),
    ],
)
def test_what_names_nothing_is_skipped_with_its_reason(text: str, reason: Unusable) -> None:
    with pytest.raises(NotUsable) as refused:
        canonicalise(text)
    assert refused.value.reason is reason
    assert read_items([Item(text)], TODAY).skipped == {reason: 1}


def test_every_item_is_kept_or_counted() -> None:
    texts = ["a.com", "www.a.com", "A.com", "b.com", "b.xy", "c d", "x" * 70 + ".com", "a.com"]
    found = read_items([Item(text) for text in texts], TODAY)
    assert set(found.claims) == {"a.com/", "b.com/"}
    assert found.skipped[Unusable.DUPLICATE] == 3
    assert len(found.claims) + found.skipped.total() == len(texts)


def test_a_twin_of_a_twin_is_no_twin() -> None:
    found = read_items([Item("www.www.a.com"), Item("www.a.com")], TODAY)
    assert set(found.claims) == {"www.a.com/", "a.com/"}
    assert not found.skipped


def test_entries_without_a_day_are_dated_today_and_share_one_claim() -> None:
    found = read_items([Item("a.com"), Item("b.com"), Item("C.com")], TODAY)
    assert set(found.claims.values()) == {Claim(TODAY)}
    assert len({id(claim) for claim in found.claims.values()}) == 1


def test_a_feeds_own_day_category_and_links_are_kept() -> None:
    day = date(2025, 10, 30)
    item = Item("a.com", Category.GIVEAWAY, day, ("0x" + "ab" * 20, "no address", "b.com/x"))
    links = ("evm:0x" + "ab" * 20, "b.com/x")
    expected = Claim(day.toordinal() - EPOCH, None, Category.GIVEAWAY, links)
    assert read_items([item], TODAY).claims == {"a.com/": expected}


def test_a_day_in_the_future_is_today() -> None:
    found = read_items([Item("a.com", first_seen=date(2030, 1, 1))], TODAY)
    assert found.claims["a.com/"].first_seen == TODAY


def test_what_is_said_twice_is_joined() -> None:
    items = [
        Item("a.com"),
        Item("www.a.com", Category.SCAM, date(2026, 1, 1), ("b.com",)),
        Item("a.com", Category.GIVEAWAY, date(2025, 1, 1), ("c.com",)),
    ]
    (claim,) = read_items(items, TODAY).claims.values()
    assert claim.first_seen == date(2025, 1, 1).toordinal() - EPOCH
    assert claim.category is Category.GIVEAWAY
    assert claim.links == ("b.com/", "c.com/")


def test_a_feeds_exceptions_are_expressions_too() -> None:
    found, skipped = exceptions_of(
        ["MetaMask.io", "docs.google.com/forms", "no name", "metamask.io"]
    )
    assert found == {"metamask.io/", "docs.google.com/forms"}
    assert skipped == {Unusable.NOT_A_TARGET: 1, Unusable.DUPLICATE: 1}


@pytest.mark.parametrize(
    ("brand", "name"),
    [
        ("Gate.io", "Gate.io"),
        (" 新葡京\u202e娛樂城\n", "新葡京娛樂城"),
        ("scam", ""),  # its address says so already
        ("Deutsche B?rse", ""),  # letters were lost
        ("x" * 61, ""),
        (None, ""),
    ],
)
def test_a_site_is_called_as_it_calls_itself_where_that_says_more(
    brand: str | None, name: str
) -> None:
    found = read_items([Item("scam.com", brand=brand), Item("other.com")], TODAY)
    assert found.claims == {"scam.com/": Claim(TODAY, presents_as=name), "other.com/": Claim(TODAY)}
