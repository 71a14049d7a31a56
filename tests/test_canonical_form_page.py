"""The examples in docs/canonical-form.md are true, in Python and where it has the rule in JS."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.names.hashing import bucket, bucket_name, digest, prefix
from service.names.hosts import InvalidName, canonical_host
from service.names.urls import canonical_url, expressions
from service.refresh.claims import NotUsable, canonicalise
from service.targets import recognise as target
from service.wallets import CHAINS
from service.wallets import recognise as wallet
from tests.helpers.node_twin import NodeTwin, node_twin

PAGE = Path(__file__).parents[1] / "docs" / "canonical-form.md"
REFUSED = "refused"


def hashed(expression: str) -> str:
    found = digest(expression)
    return f"{found.hex()} bucket {bucket_name(bucket(found))} prefix {prefix(found)}"


def addresses(text: str) -> str:
    return " ".join(f"{chain}:{canonical}" for chain, canonical in wallet(text)) or REFUSED


PYTHON: dict[str, Callable[[str], str]] = {
    "url": lambda text: canonical_url(text).text,
    "host": canonical_host,
    "expressions": lambda text: " ".join(expressions(canonical_url(text))),
    "entry": canonicalise,
    "wallet": addresses,
    "target": lambda text: target(text).canonical,
    "hash": hashed,
}
# The question to ask of `twin.mjs`, and the field of its answer that holds the example's end.
JAVASCRIPT = {
    "url": ("url", "canonical"),
    "host": ("host", "canonical"),
    "expressions": ("url", "expressions"),
    "wallet": ("wallet", "addresses"),
}


def examples() -> Iterator[tuple[str, str, str]]:
    """Every (kind, text, what it becomes) of the page."""
    for kind, block in re.findall(
        r"^ *```(\w+)\n(.*?)^ *```$", PAGE.read_text("utf-8"), re.S | re.M
    ):
        for line in block.strip().splitlines():
            text, _, end = (part.strip() for part in line.partition("→"))
            yield kind, json.loads(text) if text.startswith('"') else text, end


ALL = list(examples())


def named(case: tuple[str, str, str]) -> str:
    return f"{case[0]} {ascii(case[1])[:50]}"


@pytest.fixture(scope="module")
def node() -> Iterator[NodeTwin]:
    with node_twin() as twin:
        yield twin


@pytest.mark.parametrize("case", ALL, ids=named)
def test_an_example_is_true_in_python(case: tuple[str, str, str]) -> None:
    kind, text, end = case
    try:
        found = PYTHON[kind](text)
    except (InvalidName, NotUsable):
        found = REFUSED
    assert found == end, f"docs/canonical-form.md says otherwise of {text!r}: change the page"


@pytest.mark.parametrize("case", [case for case in ALL if case[0] in JAVASCRIPT], ids=named)
def test_an_example_is_true_in_javascript(case: tuple[str, str, str], node: NodeTwin) -> None:
    kind, text, end = case
    question, field = JAVASCRIPT[kind]
    found = node.ask(question, text).get(field, REFUSED)
    assert (" ".join(found) or REFUSED if isinstance(found, list) else found) == end


def test_every_kind_of_rule_has_examples_and_the_rules_are_numbered_in_order() -> None:
    assert {kind for kind, _, _ in ALL} == set(PYTHON)
    numbers = [int(n) for n in re.findall(r"^(\d+)\. ", PAGE.read_text("utf-8"), re.M)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_chain_is_named() -> None:
    listed = re.search(r"The chains: (.*?)\.", PAGE.read_text("utf-8"), re.S)
    assert listed is not None
    assert tuple(listed[1].replace("\n", " ").replace(",", "").split()) == CHAINS
