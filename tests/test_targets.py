"""What a person pastes: addresses, payment links, defanged and bare names, and what is none."""

import doctest

import pytest

from service import targets
from service.model import Kind
from service.targets import InvalidTarget, recognise

BITCOIN = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
EVM = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
PAYEE = "0x52908400098527886E0F7030069857D2E4169EE7"
SOLANA = "7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv"
STELLAR = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ"


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        (f"  {EVM}\n", f"evm:{EVM.lower()}"),
        (f"bitcoin:{BITCOIN}?amount=1&label=a", f"bitcoin:{BITCOIN}"),
        (f"BITCOIN:{BITCOIN.upper()}", f"bitcoin:{BITCOIN}"),
        (f"ethereum:{EVM}@1", f"evm:{EVM.lower()}"),
        (f"ethereum:pay-{EVM}?value=2", f"evm:{EVM.lower()}"),
        # The first address is the token's contract; who is paid is a parameter.
        (f"ethereum:{EVM}/transfer?address={PAYEE}&uint256=1", f"evm:{PAYEE.lower()}"),
        (f"solana:{SOLANA}?amount=1", f"solana:{SOLANA}"),
        (f"web+stellar:pay?destination={STELLAR}&amount=1", f"stellar:{STELLAR}"),
    ],
)
def test_a_payment_link_stands_for_the_address_that_is_paid(text: str, expression: str) -> None:
    target = recognise(text)
    assert target.kind is Kind.ADDRESS
    assert target.expressions == (expression,)
    assert f"{target.chain}:{target.canonical}" == expression


def test_an_address_with_a_slip_is_told_so_and_not_taken_for_a_number() -> None:
    slip = f"{EVM[:-1]}0"
    for text in (slip, EVM[:-1], f"{EVM}0"):
        with pytest.raises(InvalidTarget, match="looks like a wallet address"):
            recognise(text)


def test_an_address_of_several_chains_is_looked_up_on_each() -> None:
    target = recognise("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
    assert target.chain == "bitcoin"
    assert [text.partition(":")[0] for text in target.expressions] == ["bitcoin", "bitcoin-cash"]


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        ("Shop.Example.", Kind.HOST, "shop.example"),
        ("shop[.]example", Kind.HOST, "shop.example"),
        ("shop.example/", Kind.URL, "http://shop.example/"),
        ("hxxps://shop[.]example/a", Kind.URL, "https://shop.example/a"),
        ("2001:db8::1", Kind.HOST, "[2001:db8::1]"),
        ("localhost", Kind.HOST, "localhost"),
        ("intranet:8080", Kind.HOST, "intranet"),
    ],
)
def test_anything_else_is_a_place_on_the_web(text: str, kind: Kind, canonical: str) -> None:
    target = recognise(text)
    assert (target.text, target.kind, target.canonical) == (text, kind, canonical)
    assert target.chain is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "there is nothing to look up"),
        ("two words", "a host has no spaces"),
        ("mailto:a@b.example", "mailto: is not a web address"),
        (BITCOIN[:-1], "it has no dot, as a site has, and is no complete wallet address"),
        (f"ethereum:{EVM[:-1]}@1", "ethereum: is not a web address"),
    ],
)
def test_what_is_no_target_says_why(text: str, reason: str) -> None:
    with pytest.raises(InvalidTarget, match=reason):
        recognise(text)


def test_the_examples_in_the_docstring_are_true() -> None:
    result = doctest.testmod(targets)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    "text", ["081-234-5678", "0812345678", "+0066 81 234 5678", "0066812345678"]
)
def test_a_phone_number_without_its_country_is_told_what_it_lacks(text: str) -> None:
    with pytest.raises(InvalidTarget, match="needs its country code"):
        recognise(text)
