"""How a list is counted."""

from service.lists.tally import EMPTY, tally
from service.model import Category, Fact, Severity, Source

BOTH = Fact(Severity.BLOCK, Category.INVESTMENT, (Source("a", 1), Source("b", 2)))
ONE = Fact(Severity.WARN, Category.GAMBLING, (Source("a", 1), Source("gone", 1, 3)))


def test_an_empty_list_counts_nothing() -> None:
    assert tally({}, []) == EMPTY._replace(kinds={"host": 0, "url": 0, "address": 0, "contact": 0})


def test_entries_are_counted_by_all_that_people_ask_for() -> None:
    entries = {
        "one.example/": 0,
        "two.example/": 1,
        "three.example/a/": 0,
        "evm:0x1": 0,
        "tron:T1": 0,
        "evm:0x2": 1,
        "tel:+60123456789": 0,
    }
    found = tally(entries, [BOTH, ONE])
    assert found.entries == 7
    assert found.kinds == {"host": 2, "url": 1, "address": 3, "contact": 1}
    assert found.severities == {"block": 5, "warn": 2}
    assert found.categories == {"investment": 5, "gambling": 2}
    assert found.chains == {"evm": 2, "tron": 1}


def test_a_feed_that_dropped_an_entry_lists_it_no_more() -> None:
    found = tally({"one.example/": 0, "two.example/": 1}, [BOTH, ONE])
    assert found.feeds == {"a": 2, "b": 1}
    assert found.alone == {"a": 1}
    assert found.pairs == {"a b": 1}
