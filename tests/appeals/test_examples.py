"""The examples in the docstrings."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["appeals.forms", "feeds.proofs"])
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"service.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
