"""Translators' files fit the sources, and what they say can stand where English does."""

import re
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Message

from service.language.translations import po_file, reviewed
from tools import messages

PLACES = re.compile(r"%\([a-z_0-9]+\)s|%%|\$[1-9]|\$[A-Za-z_]+\$")
TAGS = [language.tag for language in messages.OTHERS]


class Markup(HTMLParser):
    """The tags of a text, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")


def translated(tag: str) -> list[tuple[Message, str, str]]:
    """Each sentence that has a translation, with the English and the other form."""
    found = []
    for message in messages.read(messages.po_path(tag)):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        for text in filter(None, messages.strings(message)):
            if message.id:
                found.append((message, ids[-1], text))
    return found


def test_every_written_file_is_up_to_date() -> None:
    old = [
        str(path.relative_to(messages.ROOT))
        for path, text in messages.written_files().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    assert not old, f"run `make messages`: {old}"


@pytest.mark.parametrize("tag", TAGS)
def test_every_value_has_its_place_in_a_translation(tag: str) -> None:
    for _, english, text in translated(tag):
        assert set(PLACES.findall(text)) == set(PLACES.findall(english)), text
        bare = "%" in PLACES.sub("", text)
        assert not bare or "%" in PLACES.sub("", english), f"write %% for a percent sign: {text}"


@pytest.mark.parametrize("tag", TAGS)
def test_markup_is_that_of_the_english(tag: str) -> None:
    """A translation may set links and emphasis elsewhere, and may add none."""
    for message, english, text in translated(tag):
        found, wanted = (sorted(map(repr, Markup(t).found)) for t in (text, english))
        assert found == wanted, text
        extension = (message.context or "").startswith(messages.EXTENSION)
        assert extension or '"' not in text or '"' in english, (
            f"it may stand in an attribute: {text}"
        )
        assert "\u202e" not in text, f"it turns the writing round: {text}"


@pytest.mark.parametrize("tag", TAGS)
def test_as_many_forms_as_the_language_has(tag: str) -> None:
    forms = 2 if tag in messages.WITH_PLURAL else 1
    for message in messages.read(messages.po_path(tag)):
        if message.id and not isinstance(message.id, str):
            assert len(messages.strings(message)) == forms, message.id


@pytest.mark.parametrize("tag", TAGS)
def test_a_reviewer_is_named_with_a_day(tag: str) -> None:
    named = reviewed(po_file(tag).read_text("utf-8"))
    assert re.fullmatch(r"|.+, 20[0-9]{2}-[0-9]{2}-[0-9]{2}", named)


@pytest.mark.parametrize("tag", TAGS)
def test_all_is_translated(tag: str) -> None:
    """No sentence of English gets in without its translations."""
    every, missing, fuzzy = messages.coverage()[tag]
    assert every
    assert (missing, fuzzy) == (0, 0), "untranslated, fuzzy"
