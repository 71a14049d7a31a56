"""The page of feeds: what it says of a feed, for people who read Markdown."""

import doctest
from dataclasses import replace

from service.feeds import page
from service.feeds.catalogue import Catalogue, load

FEEDS = load()


def test_every_feed_has_its_row_and_its_notes() -> None:
    text = page.page(FEEDS)
    for feed in FEEDS:
        assert f"| `{feed.id}` | [{feed.name}]({feed.homepage}) |" in text
        assert f"\n### {feed.id}\n" in text


def test_a_file_says_how_it_differs_from_its_feed() -> None:
    text = page.page(FEEDS)
    assert "/CustomBlockForAdguardHome.txt): scam, confidence low\n" in text
    assert "/lists/cloudflare-top20k/list.json): top-site, not redistributed\n" in text
    assert (
        "`meta/{month}.json`](https://raw.githubusercontent.com/polkadot-js/phishing/master/meta/)"
        in text
    )
    assert "What it drops goes at once." in " ".join(text.split())


def test_a_bar_in_a_name_does_not_end_its_cell() -> None:
    odd = replace(FEEDS.feeds[0], name="A | B")
    assert "[A \\| B]" in page.page(Catalogue((odd,)))


def test_where_to_tell_of_a_mistake_is_a_link() -> None:
    feed = replace(FEEDS.feeds[0], disputes="mailto:lists@a.example")
    text = " ".join(page.page(Catalogue((feed,))).split())
    assert "Mistaken entries: [lists@a.example](mailto:lists@a.example)." in text


def test_the_example_in_the_docstring_is_true() -> None:
    assert doctest.testmod(page) == (0, 1)
