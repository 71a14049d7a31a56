"""The last good copies of feeds' files."""

import pytest
from redis import Redis

from service.model import Category, Claim
from service.store import keys
from service.store.copies import CopyGone, CopyStore

CLAIMS = {
    "b.example/": Claim(20_000),
    "a.example/": Claim(20_000, 20_005, Category.GIVEAWAY, ("evm:0x1", "b.example/x?y")),
    "пример.example/": Claim(0, None, Category.SCAM),
    "c.example/": Claim(20_001, 0),
    "d.example/": Claim(20_001, presents_as="Gate.io 交易所"),
}


def test_a_copy_comes_back_as_it_was_saved(redis: Redis) -> None:
    copies = CopyStore(redis)
    assert copies.load(copies.save(CLAIMS)) == CLAIMS
    assert copies.load(copies.save({})) == {}


def test_the_same_claims_have_the_same_address_in_any_order(redis: Redis) -> None:
    copies = CopyStore(redis)
    first = copies.save(CLAIMS)
    assert copies.save(dict(reversed(CLAIMS.items()))) == first
    assert copies.save(CLAIMS | {"b.example/": Claim(20_001)}) != first
    assert redis.scard(keys.COPIES) == 2


def test_a_copy_that_is_gone_is_said_so(redis: Redis) -> None:
    with pytest.raises(CopyGone, match="0123"):
        CopyStore(redis).load("0123")


def test_only_the_named_copies_stay(redis: Redis) -> None:
    copies = CopyStore(redis)
    keep, drop = copies.save(CLAIMS), copies.save({})
    assert copies.keep_only([keep]) == 1
    assert copies.load(keep) == CLAIMS
    with pytest.raises(CopyGone):
        copies.load(drop)
    assert copies.save({}) == drop
    assert copies.load(drop) == {}


@pytest.mark.parametrize(
    "claims",
    [
        {"a\tb/": Claim(1)},
        {"a\nb/": Claim(1)},
        {"a/": Claim(1, links=("b c",))},
        {"a/": Claim(1, links=("b\tc",))},
    ],
)
def test_white_space_that_would_garble_a_copy_is_refused(
    redis: Redis, claims: dict[str, Claim]
) -> None:
    with pytest.raises(ValueError, match="white space"):
        CopyStore(redis).save(claims)
    assert redis.scard(keys.COPIES) == 0
