"""The codec against every vector of BIP-173 and BIP-350."""

import pytest

from service.wallets import bech32

VALID = [
    (bech32.BECH32, "A12UEL5L"),
    (bech32.BECH32, "a12uel5l"),
    (
        bech32.BECH32,
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    ),
    (bech32.BECH32, "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"),
    (bech32.BECH32, f"11{'q' * 82}c8247j"),
    (bech32.BECH32, "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"),
    (bech32.BECH32, "?1ezyfcl"),
    (bech32.BECH32M, "A1LQFN3A"),
    (bech32.BECH32M, "a1lqfn3a"),
    (
        bech32.BECH32M,
        "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
    ),
    (bech32.BECH32M, "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx"),
    (bech32.BECH32M, f"11{'l' * 82}ludsr8"),
    (bech32.BECH32M, "split1checkupstagehandshakeupstreamerranterredcaperredlc445v"),
    (bech32.BECH32M, "?1v759aa"),
]
INVALID = [
    ("a space in the human-readable part", "\x201nwldj5"),
    ("a control character", "\x7f1axkwrx"),
    ("not ASCII", "\x801eym55h"),
    (
        "91 characters",
        "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
    ),
    ("no separator", "pzry9x0s0muk"),
    ("empty human-readable part", "1pzry9x0s0muk"),
    ("invalid data character", "x1b4n0q5v"),
    ("too short a checksum", "li1dgmt3"),
    ("invalid character in the checksum", "de1lg7wt\xff"),
    ("checksum of the upper-case form", "A1G7SGD8"),
    ("empty human-readable part", "10a06t8"),
    ("empty human-readable part", "1qzzfhee"),
    ("a space in the human-readable part", "\x201xj0phk"),
    ("a control character", "\x7f1g6xzxy"),
    ("not ASCII", "\x801vctc34"),
    (
        "91 characters",
        "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
    ),
    ("no separator", "qyrz8wqd2c9m"),
    ("empty human-readable part", "1qyrz8wqd2c9m"),
    ("invalid data character", "y1b0jsk6g"),
    ("invalid data character", "lt1igcx5c0"),
    ("too short a checksum", "in1muywd"),
    ("invalid character in the checksum", "mm1crxm3i"),
    ("invalid character in the checksum", "au1s5cgom"),
    ("checksum of the upper-case form", "M1VUXWEZ"),
    ("empty human-readable part", "16plkw9"),
    ("empty human-readable part", "1p2gdwpf"),
    ("mixed case", "A12uEL5L"),
    ("an upper-case human-readable part", "A12uel5l"),
]


@pytest.mark.parametrize(("constant", "text"), VALID, ids=[text[:30] for _, text in VALID])
def test_a_valid_text_has_its_standards_checksum(constant: int, text: str) -> None:
    decoded = bech32.decode(text)
    assert decoded is not None
    assert (decoded.constant, decoded.text) == (constant, text.lower())
    assert decoded.hrp == text.lower().rpartition("1")[0]


@pytest.mark.parametrize(("why", "text"), INVALID, ids=[f"{why}: {text}" for why, text in INVALID])
def test_an_invalid_text_is_refused(why: str, text: str) -> None:
    assert bech32.decode(text) is None, why


def test_a_longer_limit_lets_a_longer_text_in() -> None:
    text = next(text for why, text in INVALID if why == "91 characters")
    assert bech32.decode(text, 91) is not None


@pytest.mark.parametrize(
    ("words", "data"),
    [
        (b"", b""),
        (b"\x1f\x1c", b"\xff"),
        (b"\x1f\x1d", None),  # a spare bit that is not zero
        (b"\x00", None),  # a word too many
        (b"\x1f\x1c\x00", None),
        (bytes(8), bytes(5)),
    ],
)
def test_words_become_bytes_only_without_remainder(words: bytes, data: bytes | None) -> None:
    assert bech32.to_bytes(words) == data
