"""What happens to a translation when the English changes: nothing that somebody wrote is lost."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from service.language.tags import BY_TAG
from tools import messages

THAI = BY_TAG["th"]
KEY = f"{messages.EXTENSION}go_on"
OLD = "Go on to this site in this tab"
NEW = "Go on to this site in the same tab"


class File:
    """The Thai file of a project that has only these sentences."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "th" / "LC_MESSAGES" / "mynah.po"
        self.path.parent.mkdir(parents=True)
        self.path.write_text(messages.po_text(THAI, Catalog("th", fuzzy=False), ""), "utf-8")

    def update(self, *texts: str, context: str | None = None) -> Catalog:
        """Take these sentences from the sources, as `make messages` does."""
        template = Catalog(fuzzy=False)
        for text in texts:
            template.add(text, context=context)
        found = messages.updated("th", template)
        self.path.write_text(messages.po_text(THAI, found, ""), "utf-8")
        return found

    def translate(self, text: str, said: str) -> None:
        """Write a translation, as a translator does."""
        written = self.path.read_text("utf-8")
        assert f'msgid "{text}"\nmsgstr ""\n' in written
        changed = written.replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{said}"')
        self.path.write_text(changed, "utf-8")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> File:
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    return File(tmp_path)


def test_a_translation_stays(file: File) -> None:
    file.update(OLD, "Leave")
    file.translate(OLD, "ไปต่อ")
    assert messages.translated(file.update("New", OLD), OLD) == "ไปต่อ"


@pytest.mark.parametrize("context", [None, KEY])
def test_of_a_sentence_that_changed_it_is_fuzzy_and_not_shown(
    file: File, context: str | None
) -> None:
    file.update(OLD, context=context)
    file.translate(OLD, "ไปต่อ")
    found = file.update(NEW, context=context)
    message = found.get(NEW, context)
    assert message is not None
    assert (message.string, message.fuzzy) == ("ไปต่อ", True)
    assert messages.translated(found, NEW, context) == NEW


def test_another_sentence_gets_nothing_of_it(file: File) -> None:
    file.update(OLD)
    file.translate(OLD, "ไปต่อ")
    assert messages.translated(file.update("Leave this page now"), "Leave this page now") == (
        "Leave this page now"
    )
    assert "fuzzy" not in file.path.read_text("utf-8")


def test_what_is_gone_for_a_while_comes_back(file: File) -> None:
    file.update(OLD, "Leave")
    file.translate(OLD, "ไปต่อ")
    file.update("Leave")
    file.update("Leave", "Stay")
    assert messages.translated(file.update(OLD, "Leave"), OLD) == "ไปต่อ"
