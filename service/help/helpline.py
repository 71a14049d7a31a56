"""What a helpline is, and whether people are shown it. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

WORLDWIDE: Final = "worldwide"
"""The place of a helpline that is for everybody."""

AGED: Final = timedelta(days=365)
"""After so long somebody should look again."""


class Purpose(StrEnum):
    """What a helpline is for."""

    BANK_FREEZE = "bank-freeze"  # has banks stop a payment
    FRAUD = "fraud"
    CYBER_POLICE = "cyber-police"
    CONSULAR = "consular"  # of citizens abroad: its place is the country of the passport
    TRAFFICKING = "trafficking"


class App(StrEnum):
    """What writes to a number that takes messages only; the values are its names."""

    WHATSAPP = "WhatsApp"
    TELEGRAM = "Telegram"


class State(StrEnum):
    """How well a helpline is known."""

    VERIFIED = "verified"  # read on the official page of whoever answers there
    PRESS = "press"  # reported by the press or by another office; not confirmed by us
    OLD = "old"  # old, or from one source that nobody answers for: not shown


@dataclass(frozen=True)
class Helpline:
    """A contact for a victim, where it was seen, and when."""

    place: str  # ISO 3166-1 alpha-2, or WORLDWIDE
    name: str
    purpose: Purpose
    number: str  # as dialled in its place; empty: only from abroad, or only on its page
    abroad: str  # E.164, spaced for reading; empty: none is known
    hours: str  # "24/7", "every-day", "Mon-Fri 08:00-20:00"; empty: not known
    languages: tuple[str, ...]  # BCP 47; empty: not known
    page: str  # the official one; empty: none was seen
    source: str  # the URL at which all of this was read
    checked: date  # when it was read
    state: State
    note: str = ""  # for whoever checks it next
    app: App | None = None  # the number from abroad is written to by it, and not called

    @property
    def is_shown(self) -> bool:
        """Whether people see it."""
        return self.state is not State.OLD

    @property
    def dialled_abroad(self) -> str:
        """The number from abroad as a telephone takes it."""
        return self.abroad.replace(" ", "")

    @property
    def link_abroad(self) -> str:
        """What a tap on the number from abroad opens: a call, or a talk in an app."""
        if self.app is App.WHATSAPP:
            return f"https://wa.me/{self.dialled_abroad.removeprefix('+')}"
        if self.app is App.TELEGRAM:
            return f"https://t.me/{self.dialled_abroad}"
        return f"tel:{self.dialled_abroad}"

    def is_aged(self, today: date) -> bool:
        """Whether it was checked so long ago that somebody should look again."""
        return today - self.checked > AGED
