"""What stays of a file's last copy when a new one comes."""

from service.model import Category, Claim
from service.refresh.merge import merge_claims, split_exceptions, with_exceptions

TODAY = 20_781


def merge(
    old: dict[str, Claim], new: dict[str, Claim], today: int = TODAY, *, at_once: bool = False
) -> dict[str, Claim]:
    return merge_claims(old, new, today, expiry=30, at_once=at_once)


def test_an_entry_keeps_the_first_day_it_was_seen() -> None:
    old = {"a.com/": Claim(20_000)}
    assert merge(old, {"a.com/": Claim(TODAY)}) == {"a.com/": Claim(20_000)}


def test_a_feeds_own_earlier_day_counts() -> None:
    old = {"a.com/": Claim(20_000)}
    assert merge(old, {"a.com/": Claim(19_000)}) == {"a.com/": Claim(19_000)}


def test_what_a_file_says_of_an_entry_is_replaced() -> None:
    old = {"a.com/": Claim(20_000, None, Category.SCAM, ("b.com/",))}
    new = {"a.com/": Claim(TODAY, None, Category.GIVEAWAY, ())}
    assert merge(old, new) == {"a.com/": Claim(20_000, None, Category.GIVEAWAY, ())}


def test_an_entry_that_vanished_stays_with_the_day_it_went() -> None:
    gone = merge({"a.com/": Claim(20_000)}, {"b.com/": Claim(TODAY)})
    assert gone == {"a.com/": Claim(20_000, TODAY), "b.com/": Claim(TODAY)}
    assert merge(gone, {"b.com/": Claim(TODAY)}, TODAY + 29)["a.com/"] == Claim(20_000, TODAY)


def test_an_entry_that_vanished_expires() -> None:
    gone = {"a.com/": Claim(20_000, TODAY)}
    assert merge(gone, {}, TODAY + 30) == {}


def test_an_entry_that_comes_back_is_listed_again_since_its_first_day() -> None:
    gone = {"a.com/": Claim(20_000, TODAY - 5)}
    assert merge(gone, {"a.com/": Claim(TODAY)}) == {"a.com/": Claim(20_000)}


def test_what_an_authority_withdraws_goes_at_once() -> None:
    old = {"evm:0xa": Claim(20_000), "evm:0xb": Claim(20_000, TODAY - 1)}
    assert merge(old, {"evm:0xc": Claim(TODAY)}, at_once=True) == {"evm:0xc": Claim(TODAY)}


def test_exceptions_are_kept_in_the_copy_and_go_with_the_file() -> None:
    claims = {"a.com/": Claim(TODAY)}
    with_exceptions(claims, ["b.com/", "c.com/x"], TODAY)
    assert split_exceptions(claims) == ({"a.com/": Claim(TODAY)}, {"b.com/", "c.com/x"})
    assert merge(claims, {"a.com/": Claim(TODAY)}) == {"a.com/": Claim(TODAY)}
