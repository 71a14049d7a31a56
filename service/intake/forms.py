"""A report as it was filled in, checked whole: the same rules for JSON, the page and files. Pure.

`of_texts` turns what a page or a file has, which is texts only, into what JSON has; `read` checks.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final, NamedTuple, TypeVar

from service.casework import MOST_TARGETS, Channel, Loss, ReportTarget
from service.intake.lines import BadLine, targets_in
from service.language.said import Said
from service.model import Category
from service.texts import cleaned, has_half, one_line, with_plain_breaks

TARGET_CHARACTERS: Final = 8_192  # as a check takes them
TARGETS_CHARACTERS: Final = 16_384  # of one report: they are kept for good
STORY_CHARACTERS: Final = 10_000
CONTACT_CHARACTERS: Final = 300
_SHORT: Final = 64  # characters of a field that holds a word

FIELDS: Final = (
    *("targets", "category", "story", "channel", "amount", "currency", "held"),
    *("language", "contact", "may_contact", "may_share"),
)
YES_FIELDS: Final = frozenset({"held", "may_contact", "may_share"})

_AMOUNT: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,18})?", re.ASCII)
_IN_THREES: Final = re.compile(  # 1,500 and 12 000 000.50; but 0,500 and 1.500 say something else
    r"[1-9][0-9]{0,2}([, '\u2019\u00a0\u202f])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]{1,18})?", re.ASCII
)
_BETWEEN_THREES: Final = re.compile("[, '\u2019\u00a0\u202f]")
_CURRENCY: Final = re.compile(r"[A-Z0-9]{2,10}", re.ASCII)  # EUR, USDT, 1INCH
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}", re.ASCII)  # RFC 5646
_YES: Final = {"yes": True, "true": True, "1": True, "on": True}
_NO: Final = {"no": False, "false": False, "0": False, "": False}
_MOST_FAULTS: Final = 40

Choice = TypeVar("Choice", bound=StrEnum)


class Fault(NamedTuple):
    """What is wrong with one field. The message says what is accepted, and repeats nothing."""

    field: str
    message: str


@dataclass(frozen=True)
class Form:
    """A report that can be taken."""

    targets: tuple[ReportTarget, ...]  # one for each expression
    typed: tuple[str, ...]  # the targets as they were typed
    category: Category
    language: str  # BCP 47
    story: str = ""
    channel: Channel | None = None
    loss: Loss | None = None
    held: bool = False
    contact: str = ""
    may_contact: bool = False
    may_share: bool = False


def of_texts(fields: Mapping[str, str]) -> dict[str, object]:
    """Return the fields of a page or a row as JSON has them; an empty one is one left out."""
    found: dict[str, object] = {}
    for name, text in fields.items():
        if name == "targets":
            found[name] = with_plain_breaks(text).split("\n")
        elif name in YES_FIELDS:
            word = text.strip().lower()
            found[name] = (_YES | _NO).get(word, text)
        elif text.strip() or name not in FIELDS:
            found[name] = text
    return found


def read(fields: Mapping[str, object], language: str = "en") -> Form | list[Fault]:
    """Return the report, or everything that is wrong with it; `language` stands for one not said.

    >>> read({"targets": ["shop.example.com"], "category": "shop"}).targets[0].expression
    'shop.example.com/'
    """
    reader = _Reader(fields)
    reader.refuse_others()
    targets, typed = reader.targets()
    category = reader.choice("category", Category, needed=True)
    form = Form(
        targets=targets,
        typed=typed,
        category=category or Category.SCAM,
        language=reader.language(language),
        story=reader.text("story", STORY_CHARACTERS),
        channel=reader.choice("channel", Channel),
        loss=reader.loss(),
        held=reader.yes("held"),
        contact=" ".join(reader.text("contact", CONTACT_CHARACTERS).split()),
        may_contact=reader.yes("may_contact"),
        may_share=reader.yes("may_share"),
    )
    reader.check_contact(form)
    return reader.faults[:_MOST_FAULTS] or form


def fingerprint(form: Form) -> str:
    """Return the same text for the same report, and for no other: SHA-256, in hex."""
    whole = json.dumps(asdict(form), sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def default_language(accepted: str) -> str:
    """Return the tag that stands first in an Accept-Language header, or "en".

    >>> default_language("th-TH,th;q=0.9,en;q=0.8"), default_language("*")
    ('th-TH', 'en')
    """
    first = accepted.partition(",")[0].partition(";")[0].strip()
    return first if _LANGUAGE.fullmatch(first) else "en"


class _Reader:
    """Reads fields one by one, and keeps what is wrong with them."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields
        self.faults: list[Fault] = []

    def refuse_others(self) -> None:
        if self._fields.keys() - set(FIELDS):  # not named: it could be anything
            self._fault("body", f"expected no other fields than {', '.join(FIELDS)}")

    def text(self, name: str, most: int) -> str:
        value = self._fields.get(name, "")
        if not isinstance(value, str) or has_half(value) or len(with_plain_breaks(value)) > most:
            self._fault(name, Said("expected a text of up to %(most)s characters", most=most))
            return ""
        return cleaned(value)

    def yes(self, name: str) -> bool:
        value = self._fields.get(name, False)
        if not isinstance(value, bool):
            self._fault(name, "expected true or false; on a form, yes or nothing")
            return False
        return value

    def choice(self, name: str, kind: type[Choice], *, needed: bool = False) -> Choice | None:
        if name not in self._fields and not needed:
            return None
        value = self._fields.get(name)
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        self._fault(name, f"expected one of {', '.join(kind)}")
        return None

    def language(self, default: str) -> str:
        value = self._fields.get("language", default)
        if isinstance(value, str) and _LANGUAGE.fullmatch(value):
            return value
        self._fault("language", "expected a language tag (BCP 47), such as en or zh-TW")
        return default

    def loss(self) -> Loss | None:
        amount, currency = self.text("amount", _SHORT), self.text("currency", _SHORT).upper()
        if not amount and not currency:
            return None
        if _IN_THREES.fullmatch(amount):
            amount = _BETWEEN_THREES.sub("", amount)
        if not _AMOUNT.fullmatch(amount):
            self._fault(
                "amount",
                Said(
                    "expected a number such as 1500.50 or 1,500.50, with a point before the cents"
                ),
            )
        if not _CURRENCY.fullmatch(currency):
            rule = Said("expected the short name of the money, such as USD or USDT")
            self._fault("currency", rule)
        return Loss(amount, currency)

    def targets(self) -> tuple[tuple[ReportTarget, ...], tuple[str, ...]]:
        value = self._fields.get("targets")
        lines = value if isinstance(value, list) else []
        filled = [
            (number, line)
            for number, line in enumerate(lines, 1)
            if not isinstance(line, str) or line.strip()
        ]
        if not 1 <= len(filled) <= MOST_TARGETS:
            self._fault(
                "targets",
                Said(
                    "expected 1 to %(most)s web addresses, wallets, phone numbers, email addresses "
                    "or accounts, one a line",
                    most=MOST_TARGETS,
                ),
            )
            return (), ()
        if sum(len(line) for _, line in filled if isinstance(line, str)) > TARGETS_CHARACTERS:
            self._fault("targets", f"expected up to {TARGETS_CHARACTERS:,} characters in all")
            return (), ()
        found = [(self._line(number, line), line) for number, line in filled]
        known = {target.expression: target for targets, _ in found for target in targets}
        if len(known) > MOST_TARGETS:
            self._fault("targets", f"expected up to {MOST_TARGETS} in all")
        return tuple(known.values()), tuple(one_line(line) for targets, line in found if targets)

    def check_contact(self, form: Form) -> None:
        if form.may_contact and not form.contact:
            self._fault("contact", Said("expected how to reach you, since you allow us to"))
        elif form.contact and not (form.may_contact or form.may_share):
            self._fault(
                "contact",
                Said(
                    "expected nothing here, or yes to %(may_contact)s or %(may_share)s: "
                    "we keep no contact that may not be used",
                    may_contact="may_contact",
                    may_share="may_share",
                ),
            )

    def _line(self, number: int, line: object) -> tuple[ReportTarget, ...]:
        name = f"targets[{number - 1}]"
        if not isinstance(line, str) or has_half(line) or len(line) > TARGET_CHARACTERS:
            self._fault(
                name,
                Said(
                    "line %(number)s: expected a text of up to %(most)s characters",
                    number=number,
                    most=TARGET_CHARACTERS,
                ),
            )
            return ()
        try:
            return targets_in(line)
        except BadLine as problem:
            self._fault(
                name,
                Said(
                    "line %(number)s: expected a web address, wallet, phone number, email address "
                    "or account, but %(problem)s",
                    number=number,
                    problem=problem.said,
                ),
            )
            return ()

    def _fault(self, name: str, message: str) -> None:
        self.faults.append(Fault(name, message))
