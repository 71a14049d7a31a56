"""Which page helps with which kind of scam, and whom it names. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from service.help.helpline import WORLDWIDE, Helpline, Purpose
from service.model import Category


class Path(StrEnum):
    """A page of help, by its address below /help/."""

    PAID = "paid"  # I paid, or gave my details
    HELD = "held"  # I am held, or somebody I know is
    JOB_OFFER = "job-offer"  # I got a job offer abroad
    INVEST = "invest"  # somebody I met online wants me to invest


PATHS_OF: Final[Mapping[Category, tuple[Path, ...]]] = {
    Category.SANCTIONED: (Path.PAID,),
    Category.STOLEN_FUNDS: (Path.PAID,),
    Category.INVESTMENT: (Path.PAID, Path.INVEST),
    Category.WALLET_PHISHING: (Path.PAID,),
    Category.JOB_LURE: (Path.JOB_OFFER, Path.HELD, Path.PAID),
    Category.RECOVERY: (Path.PAID,),
    Category.GIVEAWAY: (Path.PAID,),
    Category.SHOP: (Path.PAID,),
    Category.GAMBLING: (Path.PAID, Path.INVEST),
    Category.PHISHING: (Path.PAID,),
    Category.SCAM: (Path.PAID, Path.INVEST, Path.JOB_OFFER, Path.HELD),
}
"""The pages that fit a category, the likeliest first."""

_PURPOSES: Final[Mapping[Path, tuple[Purpose, ...]]] = {
    Path.PAID: (Purpose.BANK_FREEZE, Purpose.FRAUD, Purpose.CYBER_POLICE),
    Path.HELD: (Purpose.CONSULAR, Purpose.TRAFFICKING),
    Path.JOB_OFFER: (Purpose.CONSULAR, Purpose.TRAFFICKING),
    Path.INVEST: (Purpose.FRAUD, Purpose.BANK_FREEZE, Purpose.CYBER_POLICE),
}


def contacts(
    lines: Iterable[Helpline], path: Path, home: str | None = None, here: str | None = None
) -> list[Helpline]:
    """Return the helplines that a page names, the most fitting first.

    `home` is the country of the reader, or of a passport; `here` is where somebody is held, whose
    embassy is of no use to them.
    """
    shown = [line for line in lines if line.is_shown]
    wanted = [(purpose, home) for purpose in _PURPOSES[path]]
    if here != home:
        wanted += [(p, here) for p in _PURPOSES[path] if p is not Purpose.CONSULAR]
    wanted += [(purpose, WORLDWIDE) for purpose in _PURPOSES[path]]
    return [line for pair in wanted for line in shown if (line.purpose, line.place) == pair]
