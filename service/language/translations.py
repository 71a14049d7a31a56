"""The words as translators wrote them: `service/locales/TAG/LC_MESSAGES/mynah.po`.

They are read as they are, each language when somebody first asks for it: no build step stands
between a translator's file and the page.
"""

import re
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO, StringIO
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from service.language.tags import BY_TAG, ENGLISH_TAG
from service.language.words import ENGLISH, Words

EXTENSION: Final = "extension."
"""Before the context of a message of the extension, which has its own files of them."""
REVIEWED: Final = "X-Reviewed"
"""The header that names who reviewed a translation, and when; empty until somebody has."""

_REVIEWED_LINE: Final = re.compile(rf'^"{REVIEWED}:(.*)\\n"$', re.MULTILINE)


def po_file(tag: str) -> Traversable:
    """Return the file of one language."""
    return files("service") / "locales" / tag / "LC_MESSAGES" / "mynah.po"


@cache
def words_of(tag: str) -> Words:
    """Return the words of one of our languages."""
    if tag == ENGLISH_TAG:
        return ENGLISH
    written = po_file(tag).read_text("utf-8")
    return Words(BY_TAG[tag], _texts(read_po(StringIO(written))), reviewed(written))


def reviewed(written: str) -> str:
    """Return who reviewed a translation, and when, as its file says; empty if nobody has."""
    found = _REVIEWED_LINE.search(written)
    return found[1].strip() if found else ""


def _texts(catalogue: Catalog) -> GNUTranslations:
    for message in list(catalogue):
        if (message.context or "").startswith(EXTENSION):
            catalogue.delete(message.id, message.context)
    compiled = BytesIO()
    write_mo(compiled, catalogue)  # leaves out what is fuzzy
    compiled.seek(0)
    return GNUTranslations(compiled)
