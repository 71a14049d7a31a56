"""Proof of work: what we did not make, or what is not solved, is worth nothing."""

from itertools import count

import pytest

from service.intake import proof

KEY = b"k" * 32
CHALLENGE = proof.make(KEY, 8, 1_795_500_000, bytes(proof.RANDOM_BYTES))


def solve(challenge: str, difficulty: int) -> str:
    return next(str(n) for n in count() if proof.solved(challenge, str(n), difficulty))


def test_a_challenge_says_when_it_ends_and_how_hard_it_is() -> None:
    assert proof.opened(CHALLENGE, KEY) == proof.Challenge(1_795_500_000, 8)
    assert proof.opened(CHALLENGE, b"another key") is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "é", "=" * 48, CHALLENGE[:-4], CHALLENGE + "AAAA", CHALLENGE + "\n"),
        "B" + CHALLENGE[1:],
        CHALLENGE[:-1] + ("A" if CHALLENGE[-1] != "A" else "B"),
        CHALLENGE.replace("-", "+").replace("_", "/") + " ",
    ],
)
def test_a_changed_challenge_is_not_ours(text: str) -> None:
    assert proof.opened(text, KEY) is None


def test_a_challenge_has_one_spelling() -> None:
    keys = (bytes([n]) * 32 for n in range(256))
    made = ((key, proof.make(key, 8, 5, bytes(proof.RANDOM_BYTES))) for key in keys)
    key, challenge = next((key, text) for key, text in made if "-" in text)
    assert proof.opened(challenge, key)
    assert proof.opened(challenge.replace("-", "+"), key) is None


def test_a_nonce_solves_what_it_was_looked_for_and_little_else() -> None:
    nonce = solve(CHALLENGE, 8)
    assert proof.solved(CHALLENGE, nonce, 8)
    assert not proof.solved(CHALLENGE, nonce, 60)
    assert not proof.solved(CHALLENGE, "n" * 65, 0)
