"""The words, dates and numbers of one language."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from gettext import NullTranslations
from typing import Final

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

from service.language.said import Said, Value, filled
from service.language.tags import BY_TAG, ENGLISH_TAG, Language


class Words:
    """One language. `reviewed` names the native speaker who read its translation, and when."""

    def __init__(self, language: Language, texts: NullTranslations, reviewed: str = "") -> None:
        self.language, self.reviewed = language, reviewed
        self._locale = Locale.parse(language.locale)
        self.direction = self._locale.text_direction
        self._texts = texts

    @property
    def awaits_review(self) -> bool:
        """Whether a machine made this translation, and nobody who speaks it has read it yet."""
        return not self.reviewed and self.language.tag != ENGLISH_TAG

    def text(self, msgid: str) -> str:
        """Return a text in this language; in English where nobody translated it."""
        return self._texts.gettext(msgid)

    def plural(self, one: str, many: str, n: int) -> str:
        """Return the form of a text that fits a number."""
        return self._texts.ngettext(one, many, n)

    def text_in(self, context: str, msgid: str) -> str:
        """Return a text that means this only in a context, which translators read."""
        return self._texts.pgettext(context, msgid)

    def plural_in(self, context: str, one: str, many: str, n: int) -> str:
        """Return the form of such a text that fits a number."""
        return self._texts.npgettext(context, one, many, n)

    def say(self, text: str) -> str:
        """Return a sentence in this language; a text that is none is looked up as it stands."""
        if not isinstance(text, Said):
            return self.text(text) if text else text
        number = text.values.get("n")
        if text.many is None or not isinstance(number, int):
            form = self.text(text.msgid)
        else:
            form = self.plural(text.msgid, text.many, number)
        return filled(form, {name: self.shown(value) for name, value in text.values.items()})

    def shown(self, value: Value) -> str:
        """Return a value as this language writes it."""
        if isinstance(value, datetime):
            return self.minute(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, int):
            return self.number(value)
        return self.say(value) if isinstance(value, Said) else str(value)

    def number(self, number: float) -> str:
        """Return a number with its thousands apart."""
        return format_decimal(number, locale=self.language.locale)

    def day(self, day: date) -> str:
        """Return a day."""
        return format_date(day, "long", self.language.locale)

    def minute(self, moment: datetime) -> str:
        """Return a moment to the minute, in UTC."""
        time = format_datetime(moment, "HH:mm", UTC, self.language.locale)
        return f"{self.day(moment)}, {time} UTC"

    def place(self, code: str) -> str:
        """Return the name of a country (ISO 3166-1 alpha-2)."""
        return self._locale.territories.get(code) or code

    def tongue(self, tag: str) -> str:
        """Return the name of a language."""
        return self._locale.languages.get(tag) or tag

    def listed(self, texts: Sequence[str]) -> str:
        """Return texts as one enumeration: "a, b and c"."""
        return format_list([self.say(text) for text in texts], locale=self.language.locale)


ENGLISH: Final = Words(BY_TAG[ENGLISH_TAG], NullTranslations())
