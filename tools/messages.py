"""Gather every sentence for translators, and hand what they wrote to the extension.

    sources of the service ─┐                      ┌─▶ service/locales/TAG/…/mynah.po ─▶ pages
                            ├─▶ mynah.pot ─update─▶┤
    _locales/en/messages ───┘                      └─▶ extension/_locales/TAG/messages.json

`make messages` does all of it. `python -m tools.messages --coverage` counts what is left to do.
"""

import argparse
import difflib
import json
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from service.language.tags import ENGLISH_TAG, LANGUAGES, Language
from service.language.translations import EXTENSION, REVIEWED, reviewed

ROOT: Final = Path(__file__).parents[1]
LOCALES: Final = ROOT / "service" / "locales"
TEMPLATE: Final = LOCALES / "mynah.pot"
EXTENSION_LOCALES: Final = ROOT / "extension" / "_locales"
ENGLISH: Final = EXTENSION_LOCALES / "en" / "messages.json"
OTHERS: Final = tuple(one for one in LANGUAGES if one.tag != ENGLISH_TAG)

NOTICE: Final = "This translation was made by machine and awaits a native speaker's review."
"""On pages and in the extension, wherever a translation's header names no reviewer."""
GENERATED: Final = frozenset({"translation_notice", "name"})
"""Messages of the extension that nobody translates: the tool writes them."""

_METHODS: Final = [
    ("web/templates/moderation/**", "ignore"),  # moderators' pages are in English
    ("web/templates/**.html", "jinja2"),
    ("**.py", "python"),
]
_OPTIONS: Final = {"web/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
_KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "Said": None,
    "counted": (1, 2),
}
WITH_PLURAL: Final = frozenset({"fil", "hi"})  # the others have one form for every number
_TWO_FORMS: Final = "nplurals=2; plural=(n > 1);"
_ONE_FORM: Final = "nplurals=1; plural=0;"
_ALIKE: Final = 0.8  # of two sentences, of which one may have become the other
_HEADER: Final = """\
# {name}: the pages of the service and the messages of the extension. docs/translations.md says how.
msgid ""
msgstr ""
"Project-Id-Version: Mynah\\n"
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"{header}: {reviewer}\\n"

"""
_TEMPLATE_HEADER: Final = """\
# Every sentence that people read. Written by `make messages`: change the sources instead.
msgid ""
msgstr ""
"Project-Id-Version: Mynah\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

Messages = dict[str, dict[str, Any]]


def english_messages() -> Messages:
    """Return the messages of the extension in English, which are their source."""
    found: Messages = json.loads(ENGLISH.read_text("utf-8"))
    return found


def gathered() -> Catalog:
    """Return every sentence of the sources."""
    catalogue = Catalog(fuzzy=False)
    for place, context, id, comments in sorted(_of_service(), key=lambda found: found[0]):
        catalogue.add(id, locations=[(place, 0)], auto_comments=comments, context=context)
    for key, message in english_messages().items():
        if key not in GENERATED:
            told = [message["description"]] if "description" in message else []
            place = ENGLISH.relative_to(ROOT).as_posix()
            context = f"{EXTENSION}{key}"
            catalogue.add(message["message"], None, [(place, 0)], (), told, context=context)
    return catalogue


def _of_service() -> Iterator[tuple[str, str | None, Any, list[str]]]:
    found = extract_from_dir(
        ROOT / "service", _METHODS, _OPTIONS, _KEYWORDS, ("Translators:",), strip_comment_tags=True
    )
    for name, _, id, comments, context in found:
        yield f"service/{Path(name).as_posix()}", context, id, comments


def updated(tag: str, template: Catalog) -> Catalog:
    """Return the catalogue of a language with what the template has. Where a sentence changed,
    what was said of the old one stays, marked as fuzzy. What is gone stays at the end, and comes
    back with its sentence: on another branch it may be there still.
    """
    catalogue = read(po_path(tag))
    before = {_key(one): one for one in (*catalogue.obsolete.values(), *catalogue) if one.id}
    said = {key: one for key, one in before.items() if any(strings(one))}
    wanted = {_key(message) for message in template}
    gone = {key: one for key, one in said.items() if key not in wanted}
    catalogue.update(deepcopy(template), no_fuzzy_matching=True)  # which takes its messages over
    catalogue.obsolete.clear()
    catalogue.obsolete.update({(id, context): one for (context, id), one in gone.items()})
    for message in catalogue:
        old = said.get(_key(message)) or _alike(message, gone)
        if message.id and old and not any(strings(message)) and type(old.id) is type(message.id):
            message.string = old.string
            message.flags |= old.flags if _key(old) == _key(message) else {"fuzzy"}
    return catalogue


def _alike(message: Message, gone: dict[tuple[str, str], Message]) -> Message | None:
    """The sentence that this one may have been: of its key, or else in nearly the same words."""
    context, id = _key(message)
    here = {text: one for (place, text), one in gone.items() if place == context}
    near = list(here) if context else difflib.get_close_matches(id, here, 1, _ALIKE)
    return here[near[0]] if near else None


def _key(message: Message) -> tuple[str, str]:
    id = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", id


def strings(message: Message) -> tuple[str, ...]:
    """Return the forms of a translation; empty ones where there is none."""
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def read(path: Path) -> Catalog:
    """Return a catalogue as its file has it."""
    with path.open("rb") as file:
        return read_po(file)


def po_path(tag: str) -> Path:
    """Return the file of one language."""
    return LOCALES / tag / "LC_MESSAGES" / "mynah.po"


def po_text(language: Language, catalogue: Catalog, reviewer: str) -> str:
    """Return a catalogue as its file has it: the same bytes from the same sentences."""
    header = _HEADER.format(
        name=language.name,
        locale=language.locale,
        plurals=_TWO_FORMS if language.tag in WITH_PLURAL else _ONE_FORM,
        header=REVIEWED,
        reviewer=reviewer,
    )
    return header + _body(catalogue)


def template_text(template: Catalog) -> str:
    """Return the template as its file has it."""
    return _TEMPLATE_HEADER + _body(template)


def _body(catalogue: Catalog) -> str:
    written = BytesIO()
    write_po(written, catalogue, width=0, omit_header=True, include_lineno=False)
    return written.getvalue().decode()


def locale_text(catalogue: Catalog | None, reviewer: str) -> str:
    """Return the messages of the extension in a language: English where nothing else is said."""
    written: Messages = {}
    for key, message in english_messages().items():
        text = message["message"]
        if key == "translation_notice":
            text = "" if catalogue is None or reviewer else translated(catalogue, NOTICE)
        elif catalogue and key not in GENERATED:
            text = translated(catalogue, text, f"{EXTENSION}{key}")
        places = {"placeholders": message["placeholders"]} if "placeholders" in message else {}
        written[key] = {"message": text, **places}
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def translated(catalogue: Catalog, text: str, context: str | None = None) -> str:
    """Return what the translator wrote for a text, or the text."""
    found = catalogue.get(text, context)
    if found is None or found.fuzzy or not isinstance(found.string, str):
        return text
    return found.string or text


def written_files() -> dict[Path, str]:
    """Return every file that this tool writes, with what belongs into it."""
    template = gathered()
    found = {TEMPLATE: template_text(template)}
    for language in OTHERS:
        path = po_path(language.tag)
        reviewer = reviewed(path.read_text("utf-8"))
        catalogue = updated(language.tag, template)
        found[path] = po_text(language, catalogue, reviewer)
        place = EXTENSION_LOCALES / language.folder / "messages.json"
        found[place] = locale_text(catalogue, reviewer)
    return found


def coverage() -> dict[str, tuple[int, int, int]]:
    """Return by language how many sentences there are, are not translated, and are fuzzy."""
    return {language.tag: _counted(read(po_path(language.tag))) for language in OTHERS}


def _counted(catalogue: Catalog) -> tuple[int, int, int]:
    every = [message for message in catalogue if message.id]
    missing = sum(not all(strings(message)) for message in every)
    return len(every), missing, sum(message.fuzzy for message in every)


def main() -> None:
    """Write all files, or print the coverage."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--coverage", action="store_true", help="only count what is left to do")
    if not parser.parse_args().coverage:
        for path, text in written_files().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    print("language  sentences  untranslated  fuzzy")
    for tag, (every, missing, fuzzy) in coverage().items():
        print(f"{tag:<8}  {every:>9}  {missing:>12}  {fuzzy:>5}")


if __name__ == "__main__":
    main()
