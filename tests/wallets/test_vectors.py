"""The standards' own examples, valid and not, and ours where they have none."""

import pytest

from service.wallets import CHAINS, Address, recognise
from tests.helpers.vectors import vectors

CASES = vectors("wallets")
VALID = [case for case in CASES if case["addresses"]]


def expressions(text: str) -> list[str]:
    return [f"{chain}:{canonical}" for chain, canonical in recognise(text)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text'][:24]!r} {case['source']}")
def test_a_text_is_an_address_of_these_chains(case: dict[str, object]) -> None:
    assert expressions(str(case["text"])) == case["addresses"]


def test_every_chain_has_a_valid_case() -> None:
    assert {address.split(":")[0] for case in VALID for address in case["addresses"]} == set(CHAINS)


def test_chains_are_named_in_one_order() -> None:
    for case in VALID:
        places = [CHAINS.index(address.split(":")[0]) for address in case["addresses"]]
        assert places == sorted(places)


def test_a_canonical_form_that_is_an_address_is_its_own_canonical_form() -> None:
    for case in VALID:
        for expression in case["addresses"]:
            chain, canonical = expression.split(":", 1)
            if chain != "polkadot":  # a bare public key: nobody writes an address so
                assert Address(chain, canonical) in recognise(canonical)


@pytest.mark.parametrize("chain", [chain for chain in CHAINS if chain != "solana"])
def test_no_other_chains_address_is_taken_for_solana(chain: str) -> None:
    for case in VALID:
        if any(address.startswith(f"{chain}:") for address in case["addresses"]):
            assert not any(address.startswith("solana:") for address in case["addresses"])


@pytest.mark.parametrize("text", ["1" * 65_536, "0x" + "a" * 65_534, " " * 65_536, "\ud800" * 40])
def test_a_hostile_text_is_no_address(text: str) -> None:
    assert recognise(text) == ()
