"""Both languages must find the same addresses in any text."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from service.wallets import recognise
from service.wallets.cosmos import PREFIXES
from tests.helpers.addresses import address_texts
from tests.helpers.node_twin import NodeTwin, node_twin


@pytest.fixture(scope="module")
def node() -> Iterator[NodeTwin]:
    with node_twin() as twin:
        yield twin


def in_python(text: str) -> dict[str, list[str]]:
    return {"addresses": [f"{chain}:{canonical}" for chain, canonical in recognise(text)]}


@settings(max_examples=4000, deadline=None)
@given(address_texts)
def test_any_text_is_the_same_addresses_in_both_languages(node: NodeTwin, text: str) -> None:
    assert in_python(text) == node.ask("wallet", text)


def test_both_languages_know_the_same_cosmos_chains(node: NodeTwin) -> None:
    assert node.ask("cosmos", "") == {"prefixes": sorted(PREFIXES)}
