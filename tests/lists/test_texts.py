"""The lists that browsers download, and their deltas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lists.texts import BadDelta, apply_delta, delta, hosts_list, prefixes_list
from service.model import Category, Fact, Severity, Source
from service.names.hashing import digest, prefix

BLOCK, WARN = 0, 1
FACTS = [
    Fact(Severity.BLOCK, Category.SCAM, (Source("one", 20_000),)),
    Fact(Severity.WARN, Category.GAMBLING, (Source("two", 20_000),)),
]


def prefixes_of(*expressions: str) -> bytes:
    return "".join(f"{p}\n" for p in sorted({prefix(digest(e)) for e in expressions})).encode()


@pytest.mark.parametrize(
    ("entries", "hosts", "rest"),
    [
        pytest.param({}, b"", (), id="nothing"),
        pytest.param({"b.com/": BLOCK, "a.com/": BLOCK}, b"a.com\nb.com\n", (), id="sorted"),
        pytest.param({"x.a.com/": BLOCK, "a.com/": BLOCK}, b"a.com\n", (), id="below"),
        pytest.param({"e.d.c.b.x.a.com/": BLOCK, "a.com/": BLOCK}, b"a.com\n", (), id="far below"),
        pytest.param({"xa.com/": BLOCK, "a.com/": BLOCK}, b"a.com\nxa.com\n", (), id="beside"),
        pytest.param({"a.com/": WARN}, b"", ("a.com/",), id="a host that warns"),
        pytest.param({"a.com/": WARN, "x.a.com/": BLOCK}, b"x.a.com\n", ("a.com/",), id="above"),
        pytest.param({"x.a.com/": WARN, "a.com/": BLOCK}, b"a.com\n", (), id="warns below"),
        pytest.param({"a.com/x/": BLOCK}, b"", ("a.com/x/",), id="a deep URL"),
        pytest.param({"a.com/x?y/": BLOCK, "a.com/": BLOCK}, b"a.com\n", (), id="covered URL"),
        pytest.param({"evm:0x1": BLOCK}, b"", ("evm:0x1",), id="a wallet"),
        pytest.param({"ton:EQ/": BLOCK}, b"", ("ton:EQ/",), id="a wallet with a slash"),
        pytest.param({"[2001:db8::1]/": BLOCK}, b"[2001:db8::1]\n", (), id="IPv6"),
        pytest.param({"[2001:db8::1]/x": BLOCK}, b"", ("[2001:db8::1]/x",), id="IPv6, deep"),
        pytest.param({"1.2.3.4/": BLOCK}, b"1.2.3.4\n", (), id="IPv4"),
    ],
)
def test_each_entry_goes_to_the_list_that_fits(
    entries: dict[str, int], hosts: bytes, rest: tuple[str, ...]
) -> None:
    assert hosts_list(entries, FACTS) == hosts
    assert prefixes_list(entries, FACTS) == prefixes_of(*rest)


def test_the_order_of_the_entries_does_not_matter() -> None:
    entries = {f"{n}.example/": n % 2 for n in range(500)} | {f"evm:{n}": BLOCK for n in range(9)}
    backwards = dict(reversed(entries.items()))
    assert hosts_list(backwards, FACTS) == hosts_list(entries, FACTS)
    assert prefixes_list(backwards, FACTS) == prefixes_list(entries, FACTS)


def test_a_delta_is_sorted_by_item_whichever_its_sign() -> None:
    assert delta(b"a\nb\nd\n", b"b\nc\ne\n") == b"-a\n+c\n-d\n+e\n"


LISTS = st.sets(st.text("abc.", min_size=1, max_size=4)).map(
    lambda items: "".join(f"{item}\n" for item in sorted(items)).encode()
)


@given(LISTS, LISTS)
def test_a_delta_applied_to_the_old_list_gives_the_new_one(old: bytes, new: bytes) -> None:
    assert apply_delta(old, delta(old, new)) == new


@pytest.mark.parametrize("wrong", [b"-c\n", b"+a\n", b"a\n", b"+\n", b"+c", b"\n+c\n", b"*c\n"])
def test_a_delta_that_does_not_fit_is_refused(wrong: bytes) -> None:
    with pytest.raises(BadDelta):
        apply_delta(b"a\nb\n", wrong)
