"""Texts that are wallet addresses or almost, for Hypothesis to draw.

Two kinds: published addresses with a few characters changed, which checksums must catch, and any
bytes under a right checksum, which only the rules behind the checksum can tell from an address.
"""

import binascii
import string
from base64 import b32encode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import blake2b

import base58
from Crypto.Hash import keccak
from hypothesis import strategies as st

from service.wallets.cosmos import PREFIXES
from tests.helpers.vectors import vectors

_LETTERS = string.ascii_letters + string.digits + ":+/_-. \t\x1c\u00a0\ufeff\u212a"
_KNOWN = [case["text"] for case in vectors("wallets") if len(case["text"]) > 3]
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_TERMS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CASHADDR_TERMS = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_HRPS = ("bc", "ltc", "tb", "zs", "u", "tex", "addr", "stake", "addr_test", "npub", *PREFIXES)


@st.composite
def _mutants(draw: st.DrawFn) -> str:
    """Draw a known text with some characters replaced, dropped, doubled or in the other case."""
    text = list(draw(st.sampled_from(_KNOWN)))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text) - 1))
        letter = text[place]
        text[place] = draw(st.sampled_from(["", letter * 2, letter.swapcase(), *_LETTERS]))
    return draw(st.sampled_from([str, str.upper, str.lower, str.strip]))("".join(text))


def _polymod(values: list[int], terms: tuple[int, ...], bits: int) -> int:
    register = 1
    for value in values:
        leaving = register >> bits - 5
        register = (register & (1 << bits - 5) - 1) << 5 ^ value
        for place, term in enumerate(terms):
            register ^= term if leaving >> place & 1 else 0
    return register


def _split(number: int, count: int) -> list[int]:
    return [number >> 5 * place & 31 for place in reversed(range(count))]


def _words(data: bytes, padding: int = 0) -> list[int]:
    count = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << count * 5 - len(data) * 8
    return _split(number | padding if len(data) % 5 else number, count)


def _bech32(hrp: str, words: list[int], constant: int) -> str:
    values = [*(ord(c) >> 5 for c in hrp), 0, *(ord(c) & 31 for c in hrp), *words]
    checksum = _polymod([*values, *[0] * 6], _BECH32_TERMS, 30) ^ constant
    return f"{hrp}1" + "".join(_BECH32[word] for word in (*words, *_split(checksum, 6)))


def _cashaddr(data: bytes, padding: int) -> str:
    words = _words(data, padding)
    prefix = [ord(c) & 31 for c in "bitcoincash"]
    checksum = _polymod([*prefix, 0, *words, *[0] * 8], _CASHADDR_TERMS, 40) ^ 1
    return "".join(_BECH32[word] for word in (*words, *_split(checksum, 8)))


def _monero(data: bytes) -> str:
    data += keccak.new(digest_bits=256, data=data).digest()[:4]
    blocks = [data[start : start + 8] for start in range(0, len(data), 8)]
    widths = [0, 2, 3, 5, 6, 7, 9, 10, 11]
    return "".join(
        base58.b58encode_int(int.from_bytes(block, "big")).decode().rjust(widths[len(block)], "1")
        for block in blocks
    )


def _ss58(data: bytes) -> str:
    return base58.b58encode(data + blake2b(b"SS58PRE" + data).digest()[:2]).decode()


def _byron(inner: bytes) -> str:
    checksum = b"\x1a" + binascii.crc32(inner).to_bytes(4, "big")
    return base58.b58encode(b"\x82\xd8\x18\x58" + bytes([len(inner)]) + inner + checksum).decode()


def _friendly(data: bytes) -> bytes:
    return data + binascii.crc_hqx(data, 0).to_bytes(2, "big")


def _strkey(data: bytes) -> str:
    return b32encode(data + binascii.crc_hqx(data, 0).to_bytes(2, "little")).decode().rstrip("=")


def _of(first: str, *sizes: int) -> st.SearchStrategy[bytes]:
    """Draw bytes: mostly one of `first` (in hex) and as many as the first of `sizes`."""
    starts = st.sampled_from([bytes.fromhex(start) for start in first.split()])
    rests = st.sampled_from([*sizes[:1] * 4, *sizes]).flatmap(
        lambda size: st.binary(min_size=size, max_size=size)
    )
    return st.builds(bytes.__add__, starts | starts | st.binary(min_size=1, max_size=2), rests)


def _texts(encode: Callable[..., str], *parts: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.builds(encode, *parts)


_hashes = _of("00 05 30 32 1e 16 4c 10 41 1cb8 1cbd 1d25", 20, 19, 21)
_shelley = _of("01 11 21 31 61 71 e1 f1 00 81 91", 56, 28, 27)
_pointers = st.builds(bytes.__add__, _of("41 51", 28), st.binary(max_size=6))
_programs = st.builds(
    lambda version, data, padding: [version, *_words(data, padding)],
    st.integers(0, 17),
    st.binary(min_size=1, max_size=42),
    st.integers(0, 1),
)
_plain = st.builds(_words, st.binary(max_size=64) | _of("00", 19, 31, 42) | _shelley | _pointers)
_attributes = st.sampled_from(
    ["a0", "a10143", "a1014a", "a10241", "a20140", "a101581e", "a2", "b8"]
)
_inner = st.builds(
    lambda root, attributes, rest: b"\x83\x58\x1c" + root + bytes.fromhex(attributes) + rest,
    st.binary(min_size=28, max_size=28),
    _attributes,
    st.binary(max_size=40) | st.just(b"\x00") | st.just(b"abc\x00") | st.just(b"a" * 10 + b"\x00"),
)
_x_tags = st.sampled_from(
    ["00" * 9, "01" + "ff" * 4 + "00" * 4, "01" + "ff" * 8, "00" + "01" * 8, "02" + "ff" * 8]
).map(bytes.fromhex)
_x_addresses = st.builds(lambda start, tag: start + tag, _of("0544", 20) | _of("0493", 20), _x_tags)

_checked = st.one_of(
    _texts(lambda data: base58.b58encode_check(data).decode(), _hashes | _x_addresses),
    _texts(
        lambda data: base58.b58encode_check(data, base58.RIPPLE_ALPHABET).decode(),
        _of("00 01", 20, 19) | _x_addresses,
    ),
    _texts(lambda data: base58.b58encode(data).decode(), st.binary(min_size=31, max_size=33)),
    _texts(_bech32, st.sampled_from(_HRPS), _programs | _plain, st.sampled_from([1, 0x2BC830A3])),
    _texts(_cashaddr, _of("00 08 0b 10 18 1b 01 80", 20, 32, 24), st.integers(0, 1)),
    _texts(_monero, _of("12 13 2a 35", 64, 72)),
    _texts(_ss58, _of("00 02 2a 2e 2f 3f 4000 7fff 8000", 32, 31)),
    _texts(_byron, _inner),
    _texts(lambda data: b64encode(_friendly(data)).decode(), _of("1100 51ff 9100 1101", 32)),
    _texts(lambda data: urlsafe_b64encode(_friendly(data)).decode(), _of("11ff 5100 d1ff", 32)),
    _texts(_strkey, _of("30 10 60 90 37", 32, 40)),
    _texts(lambda data: f"0x{data.hex()}", st.binary(min_size=19, max_size=21)),
)

address_texts = _mutants() | _checked
