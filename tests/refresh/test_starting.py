"""The starting list that the package carries."""

import pytest
import zstandard

from service.model import Category, Claim
from service.refresh import starting

CLAIMS = {"a.com/": Claim(20_000), "b.com/x": Claim(20_001, None, Category.SHOP)}


def test_a_starting_list_gives_back_what_it_was_made_of() -> None:
    data = starting.encode(CLAIMS, "Source: a feed; MIT; 2026-11-24")
    assert starting.decode(data) == CLAIMS
    assert zstandard.decompress(data).startswith(b"# Source: a feed; MIT; 2026-11-24\n")


@pytest.mark.parametrize("feed", ["no-such-feed", "../guards"])
def test_a_feed_that_is_not_packaged_has_none(feed: str) -> None:
    assert starting.load(feed) is None
    assert starting.digest(feed) is None
