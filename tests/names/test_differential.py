"""Both languages and the browser's own parser must end in the same expressions for any text.

Node's parser stands in for the browsers'; its refusals and theirs differ in details that the
lenient splitter evens out.
"""

from collections.abc import Iterator
from typing import Any
from unicodedata import bidirectional
from urllib.parse import unquote

import pytest
from hypothesis import assume, example, given, settings

from service.names.hosts import InvalidName, canonical_host, host_by_rules
from service.names.urls import canonical_url, entry_expression, expressions, url_by_rules
from tests.helpers.node_twin import NodeTwin, node_twin
from tests.helpers.urls import browser_url_texts, host_texts, plain_url_texts, url_texts

THOUSANDS = settings(max_examples=1500, deadline=None)
HUNDREDS = settings(max_examples=500, deadline=None)


@pytest.fixture(scope="module")
def node() -> Iterator[NodeTwin]:
    with node_twin() as twin:
        yield twin


def browsers_agree_with_node(text: str) -> bool:
    """Node's parser takes letters and digits of right-to-left scripts beside others in one label,
    which browsers and ours refuse (RFC 5893, the Bidi rule). Percent escapes can hide them.
    """
    shown = unquote(text, errors="replace")
    return not any(bidirectional(letter) in ("R", "AL", "AN") for letter in shown)


def of_url(text: str) -> dict[str, Any]:
    try:
        url = canonical_url(text)
    except InvalidName as refusal:
        return {"refused": refusal.reason}
    return {
        "canonical": url.text,
        "entry": entry_expression(url),
        "expressions": list(expressions(url)),
    }


def of_host(text: str) -> dict[str, Any]:
    try:
        return {"canonical": canonical_host(text)}
    except InvalidName as refusal:
        return {"refused": refusal.reason}


@THOUSANDS
@given(url_texts)
def test_any_url_text_reads_the_same_in_both_languages(node: NodeTwin, text: str) -> None:
    assume(browsers_agree_with_node(text))
    assert of_url(text) == node.ask("url", text)


@THOUSANDS
@given(host_texts)
def test_any_host_text_reads_the_same_in_both_languages(node: NodeTwin, text: str) -> None:
    assume(browsers_agree_with_node(text))
    assert of_host(text) == node.ask("host", text)


@THOUSANDS
@given(browser_url_texts)
@example("http://a..b//c/%2e%2e/?q#f")
def test_what_a_browser_makes_of_a_text_has_the_expressions_of_the_text(
    node: NodeTwin, text: str
) -> None:
    assume(browsers_agree_with_node(text))
    href = node.ask("href", text).get("canonical", "")
    assume(href.startswith(("http:", "https:", "ftp:", "ws:", "wss:")))
    assert of_url(text) == of_url(href)


@HUNDREDS
@given(plain_url_texts)
def test_the_short_cut_for_plain_urls_equals_the_rules(text: str) -> None:
    assert canonical_url(text) == url_by_rules(text)


@HUNDREDS
@given(url_texts)
def test_no_url_text_takes_the_short_cut_wrongly(text: str) -> None:
    try:
        by_rules = url_by_rules(text)
    except InvalidName:
        with pytest.raises(InvalidName):
            canonical_url(text)
    else:
        assert canonical_url(text) == by_rules


@HUNDREDS
@given(host_texts)
def test_the_short_cut_for_plain_hosts_equals_the_rules(text: str) -> None:
    try:
        by_rules = host_by_rules(text)
    except InvalidName:
        with pytest.raises(InvalidName):
            canonical_host(text)
    else:
        assert canonical_host(text) == by_rules == canonical_host(by_rules)


@HUNDREDS
@given(url_texts)
def test_expressions_are_few_distinct_ascii_and_begin_with_the_entry(text: str) -> None:
    try:
        url = canonical_url(text)
    except InvalidName:
        return
    found = expressions(url)
    assert 1 <= len(found) <= 30
    assert len(set(found)) == len(found)
    assert found[0] == entry_expression(url)
    assert "".join(found).isascii()
    assert url.text.isprintable()
