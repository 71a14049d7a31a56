"""What is stored comes back as it was; what another version stored is read as far as it goes."""

import json

import pytest

from service.casework import Action, Case, CaseState, Proposal, Ruling, Standing, Step
from service.model import Category, Kind, Severity
from service.store import coding

RULING = Ruling(Action.BLOCK, "why", "a.example/", Category.SHOP, Severity.WARN, 5)
CASE = Case(
    id="c",
    expression="a.example/",
    kind=Kind.HOST,
    opened_at=1,
    changed_at=2,
    state=CaseState.IN_REVIEW,
    reports=2,
    tokens={"t1": "shop"},
    categories={"shop": 2},
    proposal=Proposal(3, "t1", RULING, "top-site"),
    steps=(Step(4, "t2", Ruling(Action.UNDO), Standing(CaseState.LISTED), {"a": "{}", "b": None}),),
)


def test_what_is_stored_comes_back_as_it_was() -> None:
    assert coding.load(Case, coding.dump(CASE)) == CASE


def test_fields_of_another_version_are_left_out_and_missing_ones_have_their_defaults() -> None:
    row = json.loads(coding.dump(CASE))
    del row["question"]
    assert coding.load(Case, json.dumps(row | {"from_the_future": 1})) == CASE


@pytest.mark.parametrize("row", ["{}", "[]", '{"id": "c"}', "null", "no JSON"])
def test_what_is_no_such_thing_is_refused(row: str) -> None:
    with pytest.raises(ValueError, match=r"no stored Case|Expecting value"):
        coding.load(Case, row)
