"""What a peer's statement must be to be believed."""

import json
from base64 import b64encode
from typing import Any

import pytest

from service.keyring import public_of
from service.lists import handover, manifest
from service.lists.statement import BadStatement, Passed, build, read

SEED, NEXT, OTHER = (bytes([n]) * 32 for n in (1, 2, 3))
NOW = 1_795_500_000
DAY = 86_400
FILES = [Passed("block", "a" * 64, 10), Passed("warn", "b" * 64, 20)]


def key(seed: bytes) -> str:
    return b64encode(public_of(seed)).decode()


def signed(seed: bytes = SEED, at: int = NOW, **more: Any) -> bytes:
    steps = [handover.sign(SEED, public_of(NEXT), NOW - DAY, NOW + DAY)]
    plain = build("20261124T060000Z.1795500000", FILES, at, at + 7 * DAY, steps)
    return json.dumps(manifest.sign(plain, seed) | more).encode()


def test_it_names_each_file_by_its_hash() -> None:
    said = read(signed(), key(SEED), NOW)
    assert said.files == {"block": "a" * 64, "warn": "b" * 64}
    assert (said.edition, said.public_key) == ("20261124T060000Z.1795500000", key(SEED))


def test_at_the_first_meeting_its_own_key_counts() -> None:
    assert read(signed(OTHER), None, NOW).public_key == key(OTHER)


def test_the_key_that_the_trusted_one_hands_over_to_is_believed() -> None:
    assert read(signed(NEXT), key(SEED), NOW).public_key == key(NEXT)
    with pytest.raises(BadStatement, match="another key"):
        read(signed(NEXT), key(SEED), NOW + 2 * DAY)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (signed(OTHER), "another key than before"),
        (signed(edition="20261124T060000Z.1"), "not signed"),
        (signed(files=[{"severity": "block", "sha256": "c" * 64, "bytes": 1}]), "not signed"),
        (signed(public_key="none"), "another key"),
        (signed(files=[1]), "names files that are none"),
        (signed(edition="../x"), "lacks"),
        (signed(at=NOW - 8 * DAY), "was to be used until"),
        (signed(at=NOW - DAY), "older than what came before"),
        (b"[]", "is no mynah-peer-1"),
        (b"[" * 100_000, "is no mynah-peer-1"),
        (b"\xff", "is no mynah-peer-1"),
    ],
)
def test_nothing_else_is_believed(body: bytes, why: str) -> None:
    with pytest.raises(BadStatement, match=why):
        read(body, key(SEED), NOW, floor="2026-11-24T00:00:00Z")
