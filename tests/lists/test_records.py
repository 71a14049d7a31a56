"""Buckets as bytes."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lists.records import (
    RECORD_BYTES,
    checksum,
    encode_buckets,
    filled,
    find,
    is_filled,
    matches,
)
from service.names.hashing import bucket, digest

ENTRIES = {f"host{n}.example/": n for n in range(3000)}


def test_the_published_hash_of_safe_browsing_lies_in_its_bucket() -> None:
    (number, content), *others = encode_buckets({"foo.com/": 7}).items()
    assert number == 0xAF30
    assert content.hex() == (
        "010e4c011fc77e1ab03ef898ab2f8dec17c0bd178a875ad0cd9b7a6e5973" + "07000000"
    )
    assert not others


def test_every_entry_is_found_with_its_fact_and_no_other_is() -> None:
    buckets = encode_buckets(ENTRIES)
    for expression, fact in ENTRIES.items():
        hashed = digest(expression)
        assert find(buckets[bucket(hashed)], hashed) == fact
    strangers = [digest(f"other{n}.example/") for n in range(3000)]
    assert not [h for h in strangers if find(buckets.get(bucket(h), b""), h) is not None]


def test_records_are_sorted_whatever_the_order_of_the_entries() -> None:
    backwards = dict(reversed(ENTRIES.items()))
    buckets = encode_buckets(ENTRIES)
    assert encode_buckets(backwards) == buckets
    assert list(buckets) == sorted(buckets)
    for content in buckets.values():
        rows = [content[at : at + RECORD_BYTES] for at in range(0, len(content), RECORD_BYTES)]
        assert rows == sorted(rows)


def test_bytes_that_match_across_two_records_are_no_hit() -> None:
    content = bytes(range(2 * RECORD_BYTES))
    assert find(content, b"\x00\x00" + content[:30]) == int.from_bytes(content[30:34], "little")
    assert find(content, b"\x00\x00" + content[1:31]) is None
    assert find(content * 2, b"\x00\x00" + content[34:64]) is not None


def test_a_hit_behind_one_across_two_records_is_found() -> None:
    wanted = b"\x05" * 30
    crossing = b"\x01" * 10 + wanted[:24]  # together with the next record's start: 30 times 5
    assert find(crossing + wanted + (9).to_bytes(4, "little"), b"\x00\x00" + wanted) == 9


@pytest.mark.parametrize("digits", [4, 5, 8, 63, 64])
def test_a_prefix_of_any_length_matches_what_begins_with_it(digits: int) -> None:
    content = encode_buckets(ENTRIES)
    for expression in list(ENTRIES)[:50]:
        wanted = digest(expression).hex()
        number = int(wanted[:4], 16)
        found = dict(matches(content[number], number, wanted[:digits]))
        assert found[wanted] == ENTRIES[expression]
        assert all(hashed.startswith(wanted[:digits]) for hashed in found)


def test_four_digits_match_the_whole_bucket_and_a_foreign_prefix_nothing() -> None:
    number, content = next(iter(encode_buckets(ENTRIES).items()))
    name = f"{number:04x}"
    assert len(list(matches(content, number, name))) == len(content) // RECORD_BYTES
    assert not list(matches(content, number, f"{number ^ 1:04x}"))


def test_the_checksum_tells_the_content_and_the_place_of_a_bucket() -> None:
    assert checksum([]) == hashlib.sha256().hexdigest()
    assert len({checksum([(1, b"a")]), checksum([(2, b"a")]), checksum([(1, b"b")])}) == 3


@given(st.sets(st.integers(0, 65_535), max_size=40))
def test_filled_remembers_which_buckets_there_are(numbers: set[int]) -> None:
    bits = filled(numbers)
    assert len(bits) == 8192
    assert {n for n in range(65_536) if is_filled(bits, n)} == numbers
