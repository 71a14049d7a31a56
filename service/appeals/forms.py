"""An appeal as it was filled in, checked whole: the same rules for JSON and the page. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeGuard

from service.casework import Appellant
from service.model import Target
from service.targets import InvalidTarget, recognise
from service.texts import cleaned, has_half, with_plain_breaks

TARGET_CHARACTERS: Final = 8_192  # as a check takes them
STATEMENT_CHARACTERS: Final = 5_000
CONTACT_CHARACTERS: Final = 300
FIELDS: Final = ("target", "appellant", "statement", "contact", "language")
LANGUAGE_PATTERN: Final = "[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}"  # RFC 5646

_LANGUAGE: Final = re.compile(LANGUAGE_PATTERN, re.ASCII)


class Fault(NamedTuple):
    """What is wrong with one field. The message says what is accepted, and repeats nothing."""

    field: str
    message: str
    why: str = ""  # of a target: what is wrong with it, as the message has it too


@dataclass(frozen=True)
class Form:
    """An appeal that can be taken, if what it names is listed."""

    target: Target
    appellant: Appellant
    statement: str
    contact: str = ""
    language: str = "en"


def read(fields: Mapping[str, object]) -> Form | list[Fault]:
    """Return the appeal, or everything that is wrong with it.

    >>> read({"target": "shop.example", "appellant": "owner", "statement": "Mine."}).target.kind
    <Kind.HOST: 'host'>
    >>> read({"target": "shop.example", "appellant": "owner"})[0].field
    'statement'
    """
    reader = _Reader(fields)
    reader.refuse_others()
    target, appellant = reader.target(), reader.appellant()
    statement = reader.text("statement", STATEMENT_CHARACTERS, "say why it is no scam")
    contact = " ".join(reader.text("contact", CONTACT_CHARACTERS).split())
    language = reader.language()
    if reader.faults or target is None or appellant is None:
        return reader.faults
    return Form(target, appellant, statement, contact, language)


class _Reader:
    """Reads fields one by one, and keeps what is wrong with them."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields
        self.faults: list[Fault] = []

    def refuse_others(self) -> None:
        if self._fields.keys() - set(FIELDS):
            self._fault("body", f"expected no other fields than {', '.join(FIELDS)}")

    def target(self) -> Target | None:
        typed = self._fields.get("target")
        if not _is_text(typed, TARGET_CHARACTERS) or not typed.strip():
            rule = f"expected one URL, host or wallet address of up to {TARGET_CHARACTERS:,}"
            self._fault("target", f"{rule} characters")
            return None
        try:
            return recognise(typed)
        except InvalidTarget as problem:
            rule = f"expected one URL, host or wallet address: {problem}"
            self._fault("target", rule, problem.said)
            return None

    def appellant(self) -> Appellant | None:
        value = self._fields.get("appellant")
        if isinstance(value, str) and value in set(Appellant):
            return Appellant(value)
        self._fault("appellant", "expected owner or visitor")
        return None

    def text(self, name: str, most: int, needed: str = "") -> str:
        value = self._fields.get(name, "")
        text = cleaned(value) if _is_text(value, most) else ""
        if not _is_text(value, most) or (needed and not text):
            words = f": {needed}" if needed else ""
            self._fault(name, f"expected a text of up to {most:,} characters{words}")
        return text

    def language(self) -> str:
        value = self._fields.get("language", "en")
        if isinstance(value, str) and _LANGUAGE.fullmatch(value):
            return value
        self._fault("language", "expected a language tag (BCP 47), such as en or zh-TW")
        return "en"

    def _fault(self, field: str, message: str, why: str = "") -> None:
        self.faults.append(Fault(field, message, why))


def _is_text(value: object, most: int) -> TypeGuard[str]:
    """Whether it is a text that can be written down, with each line break as one character."""
    if not isinstance(value, str) or has_half(value):
        return False
    return len(with_plain_breaks(value)) <= most
