"""Reading `helplines.toml`. Every field is checked; a fault names record and field. Pure."""

import re
import tomllib
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from service.help.helpline import WORLDWIDE, App, Helpline, Purpose, State
from service.help.places import PLACES

NAME: Final = "helplines.toml"

_NUMBER = re.compile(r"[#*]?[0-9][0-9 -]*").fullmatch
_E164 = re.compile(r"\+[1-9][0-9]{6,14}").fullmatch  # ITU-T E.164: at most fifteen digits
_HOURS = re.compile(r"24/7|every-day|[A-Z][a-z]{2}-[A-Z][a-z]{2} \d\d:\d\d-\d\d:\d\d").fullmatch
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?").fullmatch
_FIELDS: Final = {
    **dict.fromkeys(("place", "name", "purpose", "source", "state"), str),
    "checked": date,
    **dict.fromkeys(("number", "abroad", "app", "hours", "page", "note"), str),
    "languages": list,
}
_NEEDED: Final = ("place", "name", "purpose", "source", "checked", "state")

Choice = TypeVar("Choice", bound=StrEnum)


class BadHelplines(ValueError):
    """The file cannot be used. The message names the record and the field."""


@cache
def helplines() -> tuple[Helpline, ...]:
    """Return the packaged helplines, in the order of their file. Raises `BadHelplines`."""
    return read((files("service.help") / NAME).read_text("utf-8"))


def read(text: str) -> tuple[Helpline, ...]:
    """Return the helplines of a file. Raises `BadHelplines`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadHelplines(f"{NAME}: not valid TOML: {error}") from None
    tables = document.pop("helpline", [])
    if document:
        raise BadHelplines(f"{NAME}: {next(iter(document))!r} is not known here")
    found = tuple(_helpline(table, number) for number, table in enumerate(tables, 1))
    seen: set[tuple[str, str, Purpose]] = set()
    for one in found:
        if (one.place, one.name, one.purpose) in seen:
            raise _fault(_called(one.name, one.place), "name", "two helplines have this name")
        seen.add((one.place, one.name, one.purpose))
    return found


def _helpline(table: dict[str, Any], number: int) -> Helpline:
    where = _called(table.get("name") or f"number {number}", table.get("place") or "no place")
    for field, value in table.items():
        if field not in _FIELDS:
            raise _fault(where, field, "is not known here")
        if type(value) is not _FIELDS[field]:
            raise _fault(where, field, f"{value!r} must be of type {_FIELDS[field].__name__}")
    for field in _NEEDED:
        if not table.get(field):
            raise _fault(where, field, "is missing")
    made = Helpline(
        place=table["place"],
        name=table["name"],
        purpose=_choice(where, "purpose", table, Purpose),
        number=table.get("number", ""),
        abroad=table.get("abroad", ""),
        hours=table.get("hours", ""),
        languages=tuple(table.get("languages", ())),
        page=table.get("page", ""),
        source=table["source"],
        checked=table["checked"],
        state=_choice(where, "state", table, State),
        note=table.get("note", ""),
        app=_choice(where, "app", table, App) if "app" in table else None,
    )
    _check(where, made)
    return made


def _check(where: str, made: Helpline) -> None:
    """Refuse what nobody could dial, open or trace."""
    if made.place != WORLDWIDE and made.place not in PLACES:
        raise _fault(where, "place", f"{made.place!r} is neither worldwide nor in places.py")
    if made.number and not _NUMBER(made.number):
        raise _fault(where, "number", f"{made.number!r} must be digits, as dialled")
    if made.abroad and not _E164(made.dialled_abroad):
        raise _fault(where, "abroad", f"{made.abroad!r} must be + and 7 to 15 digits (E.164)")
    if made.app and not made.abroad:
        raise _fault(where, "app", "there must be a number from abroad that it writes to")
    if made.hours and not _HOURS(made.hours):
        expected = "24/7, every-day, or such as Mon-Fri 08:00-20:00"
        raise _fault(where, "hours", f"{made.hours!r} must be {expected}")
    for language in made.languages:
        if not isinstance(language, str) or not _LANGUAGE(language):
            raise _fault(where, "languages", f"{language!r} must be a BCP 47 tag such as 'th'")
    for field, address in (("page", made.page), ("source", made.source)):
        if address and not _is_web_address(address, ("https",) if field == "page" else _WEB):
            raise _fault(where, field, f"{address!r} must be a full web address")
    if not (made.number or made.abroad or made.page):
        raise _fault(where, "number", "there must be a number, one from abroad, or a page")


_WEB: Final = ("https", "http")


def _is_web_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and " " not in text


def _choice(where: str, field: str, table: dict[str, Any], kind: type[Choice]) -> Choice:
    try:
        return kind(table[field])
    except ValueError:
        known = ", ".join(kind)
        raise _fault(where, field, f"{table[field]!r} is none of {known}") from None


def _called(name: object, place: object) -> str:
    return f"helpline {name!r} ({place})"


def _fault(where: str, field: str, message: str) -> BadHelplines:
    return BadHelplines(f"{NAME}: {where}, field '{field}': {message}")
