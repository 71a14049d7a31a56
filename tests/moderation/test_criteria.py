"""The criteria are whole, and the code warns as strongly as they say."""

import re

import pytest

from service.model import Category, Confidence, Severity
from service.moderation.criteria import NAME, BadCriteria, criteria, read
from service.refresh.facts import Voice, fact_of

HEAD = 'never = ["A person."]\n'
ONE = 'listed = "A."\nnot_listed = ["B."]\nevidence = ["C."]\nseverity = "warn"\n'


def written(**changed: str) -> str:
    """Criteria of every category, all alike but for those that are changed."""
    tables = {str(category): ONE for category in Category} | changed
    return HEAD + "".join(f"[{name}]\n{fields}" for name, fields in tables.items() if fields)


def test_every_category_has_its_criteria() -> None:
    assert set(criteria().of) == set(Category)
    assert set(read(written()).of) == set(Category)


@pytest.mark.parametrize("category", Category)
def test_feeds_are_heard_as_strongly_as_the_criteria_say(category: Category) -> None:
    fact = fact_of([Voice("one", category, Confidence.HIGH, "one", 20_000, None)])
    assert fact.severity is criteria().of[category].severity


def test_gambling_gets_the_bar_and_everything_else_the_page() -> None:
    bars = [name for name, one in criteria().of.items() if one.severity is Severity.WARN]
    assert bars == [Category.GAMBLING]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"shop": ""}, "'shop' is missing"),
        ({"cheese": ONE}, "'cheese' is no category"),
        ({"shop": ONE.replace("evidence", "proof")}, "'shop', field 'evidence': is missing"),
        ({"shop": ONE + 'x = "y"\n'}, "'shop', field 'x': is not known here"),
        ({"shop": ONE.replace('"warn"', '"shout"')}, "'shout' is none of block, warn"),
        ({"shop": ONE.replace('["B."]', "[]")}, "'shop', field 'not_listed': must hold sentences"),
        ({"shop": ONE.replace('"A."', '""')}, "'shop', field 'listed': must hold sentences"),
    ],
)
def test_a_fault_names_the_category_and_the_field(changed: dict[str, str], said: str) -> None:
    with pytest.raises(BadCriteria, match=re.escape(said)) as caught:
        read(written(**changed))
    assert NAME in str(caught.value)


def test_what_is_never_listed_must_be_said() -> None:
    with pytest.raises(BadCriteria, match="'never': must hold sentences"):
        read(written().removeprefix(HEAD))
