"""Hand-overs: what leads from one signing key to the next, and what does not."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from service.keyring import public_of
from service.lists.handover import holding, is_signed, leads, sign
from service.lists.manifest import sign as sign_manifest

FIRST, SECOND, THIRD = (bytes([number]) * 32 for number in (1, 2, 3))
NOW = 1_795_500_000
DAY = 86_400
CASES = json.loads((Path(__file__).parents[1] / "vectors" / "handovers.json").read_text())


def name(seed: bytes) -> str:
    return b64encode(public_of(seed)).decode()


def hand_over(old: bytes, new: bytes, start: int = 0, days: int = 10) -> dict[str, str]:
    begins = NOW + start * DAY
    return sign(old, public_of(new), begins, begins + days * DAY)


def test_a_chain_of_statements_leads_from_key_to_key_in_any_order() -> None:
    chain = [hand_over(SECOND, THIRD), hand_over(FIRST, SECOND)]
    assert leads(chain, name(FIRST), name(THIRD), NOW)
    assert leads(chain, name(FIRST), name(SECOND), NOW)
    assert not leads(chain, name(THIRD), name(FIRST), NOW)
    assert not leads(chain[:1], name(FIRST), name(THIRD), NOW)


@pytest.mark.parametrize("start", [-10, 1])
def test_a_statement_holds_from_its_day_until_its_day(start: int) -> None:
    statements = [hand_over(FIRST, SECOND, start)]
    assert holding(statements, NOW) == []
    assert not leads(statements, name(FIRST), name(SECOND), NOW)
    assert holding([hand_over(FIRST, SECOND)], NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"to": name(THIRD)},
        {"from": name(THIRD)},
        {"valid_until": "2099-01-01T00:00:00Z"},
        {"signature": "AAAA"},
        {"signature": "?"},
        {"to": None},
        {"more": "x"},
    ],
    ids=str,
)
def test_a_statement_that_was_changed_leads_nowhere(change: dict[str, Any]) -> None:
    changed = {**hand_over(FIRST, SECOND), **change}
    assert not is_signed(changed)
    assert not leads([changed], name(FIRST), str(changed["to"]), NOW)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["what"])
def test_both_ends_follow_alike(case: dict[str, Any]) -> None:
    assert leads(case["handovers"], case["pinned"], case["wanted"], CASES["now"]) == case["leads"]


def test_no_manifest_can_be_taken_for_a_statement() -> None:
    """The same key signs both: a service that is asked to sign odd lists hands nothing over."""
    statement = hand_over(FIRST, SECOND)
    members = {name: text for name, text in statement.items() if name != "signature"}
    assert not is_signed(sign_manifest(members, FIRST))
