"""The extension in the language that a person chooses, whatever language the browser is in."""

import json
from collections.abc import Iterator

import pytest

from tests.browser.conftest import BITCOIN, World
from tests.helpers.browsers import EXTENSION, WARNING, Tab
from tests.helpers.waiting import until

pytestmark = pytest.mark.browser

PLACES = {
    "warning": f"{WARNING}#http://listed.test/",
    "popup": "popup/popup.html",
    "options": "options/options.html",
    "left": "warning/left.html",
}

MINUTE_IN_BURMESE = "မိနစ်"


def message(folder: str, name: str) -> str:
    """A message as the language's file has it."""
    path = EXTENSION / "_locales" / folder / "messages.json"
    text: str = json.loads(path.read_text("utf-8"))[name]["message"]
    return text


def choose(tab: Tab, tag: str) -> None:
    """Choose a language in the list at the end of the page."""
    until(lambda: tab.run("document.querySelector('#language option') !== null"))
    tab.run(
        f"(() => {{ const list = document.querySelector('#language'); list.value = {tag!r};"
        "list.dispatchEvent(new Event('change')); })()"
    )
    until(lambda: tab.run(f"document.documentElement?.lang === {tag or 'en'!r}"))


@pytest.fixture
def speaking(world: World) -> Iterator[World]:
    """A world whose browser is put back to its own language afterwards."""
    yield world
    choose(world.browser.page("options/options.html"), "")


@pytest.mark.parametrize("place", PLACES)
def test_a_page_offers_the_languages_and_takes_the_one_that_is_chosen(
    speaking: World, place: str
) -> None:
    tab = speaking.browser.page(PLACES[place])
    choose(tab, "th")
    tab.wait_for_text(message("th", "translation_notice"))
    names = json.loads(
        tab.run(
            "JSON.stringify([...document.querySelectorAll('#language option')].map(o => o.label))"
        )
    )
    assert {"ភាសាខ្មែរ", "မြန်မာဘာသာ", "ພາສາລາວ", "繁體中文"} <= set(names)
    elsewhere = speaking.browser.page(PLACES["warning"])
    elsewhere.wait_for_text(message("th", "title_listed"))
    assert elsewhere.run("document.documentElement.dir") == "ltr"


def test_what_is_shown_on_a_page_is_in_the_chosen_language(speaking: World) -> None:
    choose(speaking.browser.page("options/options.html"), "vi")
    speaking.sites.pages["/pay"] = f"<!doctype html><title>Pay</title><p>{BITCOIN}</p>"
    site = speaking.browser.new_tab()
    site.go(speaking.sites.url("casino.test", "/pay"))
    mark = message("vi", "mark_text").replace("$2", message("vi", "category_stolen_funds"))
    for words in (message("vi", "bar_title"), mark.replace("$1", "1BoatS…tpyT")):
        until(lambda words=words: words in site.words(), what=words)  # type: ignore[misc]


def test_the_words_are_there_although_no_browser_speaks_the_language(speaking: World) -> None:
    tab = speaking.browser.page(PLACES["options"])
    for tag in ("km", "lo", "my"):
        choose(tab, tag)
        assert tab.run("[...document.querySelectorAll('h2')].every(title => title.textContent)")
    popup = speaking.browser.page(PLACES["popup"])
    until(lambda: MINUTE_IN_BURMESE in popup.text(), what="how old the list is, in Burmese")
