"""What clients are told leads from the list they hold to the newest, whatever they hold."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lists.threats import holds, is_place, threat_list
from service.model import Category, Fact, Severity, Source
from service.names.hashing import digest
from service.safebrowsing import rice, updates
from tests.helpers.rice import prefixes, read

LISTS = st.sets(st.binary(min_size=4, max_size=4), max_size=60).map(lambda found: sorted(found))


def joined(found: Iterable[bytes]) -> bytes:
    return b"".join(found)


def applied(held: bytes, response: Any) -> bytes:
    """What a client does: remove by place, add, sort, compare the checksum."""
    full = response.response_type == 2
    mine = [] if full else [held[at : at + 4] for at in range(0, len(held), 4)]
    for removals in response.removals:
        places = set(removals.raw_indices.indices)
        if removals.compression_type == 2:
            places = set(read(removals.rice_indices))
        mine = [one for place, one in enumerate(mine) if place not in places]
    for additions in response.additions:
        raw = additions.raw_hashes.raw_hashes
        mine += [raw[at : at + 4] for at in range(0, len(raw), 4)]
        if additions.compression_type == 2:
            mine += prefixes(additions.rice_hashes)
    whole = joined(sorted(mine))
    assert sha256(whole).digest() == response.checksum.sha256
    return whole


@given(LISTS, LISTS, st.booleans())
def test_whatever_is_held_becomes_what_is_wanted(
    held: list[bytes], wanted: list[bytes], compressed: bool
) -> None:
    change = updates.change(joined(held), joined(wanted))
    response = updates.response(change, b"token", compressed=compressed)
    assert applied(joined(held), response) == joined(wanted)


@given(LISTS, LISTS, st.integers(min_value=1, max_value=20))
def test_a_client_that_takes_few_at_a_time_gets_there_too(
    held: list[bytes], wanted: list[bytes], most: int
) -> None:
    now, goal = joined(held), joined(wanted)
    for _ in range(len(held) + len(wanted) + 2):
        change = updates.change(now, goal, most)
        assert len(change.additions) // 4 + len(change.removals or []) <= most
        now = applied(now, updates.response(change, b"", compressed=False))
    assert now == goal


def test_what_nobody_knows_begins_anew() -> None:
    change = updates.change(None, b"aaaabbbb")
    assert change == updates.Change(b"aaaabbbb", None, b"aaaabbbb")


def test_small_changes_send_only_what_changed() -> None:
    change = updates.change(b"aaaabbbbccccdddd", b"aaaabbbbccddddddeeee")
    assert (change.additions, change.removals) == (b"ccddeeee", [2])


@pytest.mark.parametrize("token", [b"", b"mynah", b"mynah 20261124T060000Z x", b"\xff" * 40])
def test_a_token_of_somebody_else_says_nothing(token: bytes) -> None:
    assert updates.state_of(token) is None


def test_a_token_says_what_was_put_in() -> None:
    state = updates.State("20261124T060000Z", 500_000)
    assert updates.state_of(state.token()) == state


@given(st.sets(st.integers(0, 2**32 - 1), min_size=1, max_size=200))
def test_numbers_of_any_size_come_back(numbers: set[int]) -> None:
    made = rice.encode(sorted(numbers))
    coding = updates.coding_of(made)
    assert read(coding) == sorted(numbers)
    assert 2 <= made.parameter <= 28


FACTS = [
    Fact(Severity.BLOCK, Category.INVESTMENT, (Source("one", 20_000),)),
    Fact(Severity.WARN, Category.GAMBLING, (Source("one", 20_000),)),
]


def test_only_places_to_block_are_in_the_list() -> None:
    places = ["scam.example/", "shared.example/a/b?c=d:e", "[2001:db8::1]/", "t.me/lucky_group"]
    others = ["evm:0x52908400098527886e0f7030069857d2e4169ee7", "mailto:a@b.example", "tel:+6012"]
    entries = dict.fromkeys([*places, *others], 0) | {"bets.example/": 1}
    assert threat_list(entries, FACTS) == joined(sorted(digest(one)[:4] for one in places))
    assert all(map(is_place, places))
    assert not any(map(is_place, others))


def test_a_prefix_across_two_others_is_not_in_the_list() -> None:
    threats = b"aabbccddeeff"
    assert all(holds(threats, one) for one in (b"aabb", b"ccdd", b"eeff"))
    assert not any(holds(threats, one) for one in (b"bbcc", b"aaaa", b"ffff"))
    assert not holds(b"", b"bbcc")
