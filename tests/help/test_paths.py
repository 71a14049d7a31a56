"""Which page fits which scam, and whom it names: the nearest help first, and only what is shown."""

from datetime import date

import pytest

from service.help.helpline import WORLDWIDE, Helpline, Purpose, State
from service.help.loading import helplines
from service.help.paths import PATHS_OF, Path, contacts
from service.help.places import PLACES
from service.model import Category


def line(place: str, purpose: Purpose, state: State = State.VERIFIED) -> Helpline:
    seen = ("https://one.example/", date(2026, 11, 24), state)
    name = f"{place} {purpose}"
    return Helpline(place, name, purpose, "117", "", "", (), "https://one.example/", *seen)


LINES = (
    line(WORLDWIDE, Purpose.TRAFFICKING),
    line("KH", Purpose.TRAFFICKING, State.PRESS),
    line("KH", Purpose.CONSULAR),
    line("VN", Purpose.FRAUD),
    line("VN", Purpose.TRAFFICKING),
    line("VN", Purpose.CONSULAR),
    line("VN", Purpose.BANK_FREEZE),
    line("VN", Purpose.CYBER_POLICE, State.OLD),
)


def names(path: Path, home: str | None = None, here: str | None = None) -> list[str]:
    return [one.name for one in contacts(LINES, path, home, here)]


def test_every_category_leads_somewhere() -> None:
    assert set(PATHS_OF) == set(Category)
    assert all(PATHS_OF.values())
    assert PATHS_OF[Category.JOB_LURE][:2] == (Path.JOB_OFFER, Path.HELD)


def test_without_a_country_only_those_for_everybody_are_named() -> None:
    assert names(Path.HELD) == ["worldwide trafficking"]
    assert names(Path.PAID) == []


def test_who_stops_a_payment_comes_first_and_what_is_old_not_at_all() -> None:
    assert names(Path.PAID, "VN") == ["VN bank-freeze", "VN fraud"]


def test_who_is_held_abroad_gets_the_embassy_of_the_passport_and_the_police_of_the_place() -> None:
    assert names(Path.HELD, "VN", "KH") == [
        *("VN consular", "VN trafficking", "KH trafficking", "worldwide trafficking"),
    ]
    assert names(Path.HELD, "KH", "KH") == [
        *("KH consular", "KH trafficking", "worldwide trafficking"),
    ]


@pytest.mark.parametrize("path", Path)
@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_shown_what_is_not_confirmed(path: Path, place: str) -> None:
    found = contacts(helplines(), path, place, "KH")
    assert all(one.is_shown for one in found)
    assert len(set(found)) == len(found), "nothing stands twice"
