"""A sentence in English that can be said in another language. Pure.

Wherever a text is wanted, a `Said` is one: its English. Only who shows it to people asks for more:
`Words.say`, which templates do by themselves. So whatever makes a sentence need not know who reads.
"""

from datetime import date, datetime
from typing import Any

Value = str | int | date
"""What a sentence may name: a text, another sentence, a number, a day, or a minute in UTC."""


class Said(str):
    """A sentence in English; `msgid` is it without its values, as translators find it.

    >>> Said("Up to %(most)s characters, by %(day)s.", most=8192, day=date(2026, 3, 3))
    'Up to 8,192 characters, by 3 March 2026.'
    """

    msgid: str
    many: str | None  # the same of several, where the number `n` decides
    values: dict[str, Value]

    def __new__(cls, msgid: str, /, **values: Value) -> "Said":
        return cls._made(msgid, None, msgid, values)

    @classmethod
    def _made(cls, msgid: str, many: str | None, form: str, values: dict[str, Value]) -> "Said":
        said = super().__new__(cls, filled(form, {n: in_english(v) for n, v in values.items()}))
        said.msgid, said.many, said.values = msgid, many, values
        return said

    def __reduce__(self) -> tuple[Any, ...]:
        return Said._made, (self.msgid, self.many, str(self), {}), {"values": self.values}


def counted(one: str, many: str, n: int, /, **values: Value) -> Said:
    """Return the sentence that fits a number, which it names as `n`.

    >>> counted("%(n)s minute", "%(n)s minutes", 3)
    '3 minutes'
    """
    return Said._made(one, many, one if n == 1 else many, {"n": n, **values})


def together(*texts: str) -> Said:
    """Return texts one behind the other, as sentences are; each is said by itself.

    >>> together("It is listed.", "Since yesterday.")
    'It is listed. Since yesterday.'
    """
    places = [f"text{number}" for number in range(len(texts))]
    form = " ".join(f"%({place})s" for place in places)
    return Said(form, **dict(zip(places, texts, strict=True)))


def filled(form: str, values: dict[str, str]) -> str:
    """Put values into their places. Without any, a percent sign is one."""
    return form % values if values else form


def in_english(value: Value) -> str:
    """Return a value as English has it."""
    if isinstance(value, datetime):
        return f"{in_english(value.date())}, {value:%H:%M} UTC"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return f"{value:,}" if isinstance(value, int) else str(value)
