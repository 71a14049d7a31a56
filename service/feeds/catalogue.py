"""Reading `catalogue.toml`. Every field is checked; a fault is named by feed, file and field."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from service.feeds.feed import (
    MAX_GROWTH,
    MAX_GUARD_GROWTH,
    MAX_SHRINK,
    MIN_ENTRIES,
    Catalogue,
    Feed,
    FeedFile,
    FeedKind,
    Guards,
    Withdraw,
)
from service.feeds.parsers import DATED, PARAMS, REQUIRED
from service.model import Category, Confidence

__all__ = [
    "BUNDLED",
    "BadCatalogue",
    "Catalogue",
    "Feed",
    "FeedFile",
    "FeedKind",
    "Guards",
    "Withdraw",
    "load",
]

BUNDLED = Path(__file__).with_name("catalogue.toml")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*").fullmatch
_SEGMENT = re.compile(r"[A-Za-z0-9_.{}-]+").fullmatch
_MAIL = re.compile(r"mailto:[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+").fullmatch
_HOUR = 3600
_YEAR = 365
_MISSING = object()

Choice = TypeVar("Choice", bound=StrEnum)


class BadCatalogue(ValueError):
    """The catalogue cannot be used. The message names the feed, the file and the field."""


class _Table:
    """One table of the file: hands out each field once, checked, and knows which are left over."""

    def __init__(self, table: object, where: str) -> None:
        self.where = where
        if not isinstance(table, dict):
            raise BadCatalogue(f"{where}: this must be a table")
        self._table = dict(table)

    def fault(self, field: str, message: str) -> BadCatalogue:
        return BadCatalogue(f"{self.where}, field '{field}': {message}")

    def take(self, field: str, kind: type, default: Any = _MISSING) -> Any:
        value = self._table.pop(field, default)
        if value is _MISSING:
            raise self.fault(field, "is missing")
        if value is not default and type(value) is not kind:
            raise self.fault(field, f"{value!r} must be of type {kind.__name__}")
        if value == "" and default is _MISSING:
            raise self.fault(field, "must not be empty")
        return value

    def choice(self, field: str, choices: type[Choice], default: Any = _MISSING) -> Choice:
        value = self.take(field, str, default)
        try:
            return choices(value)
        except ValueError:
            known = ", ".join(choices)
            raise self.fault(field, f"{value!r} is none of {known}") from None

    def number(self, field: str, low: float, high: float, default: Any = _MISSING) -> Any:
        value = self.take(field, float if isinstance(default, float) else int, default)
        if not low <= value <= high:
            raise self.fault(field, f"{value} must be from {low} to {high}")
        return value

    def done(self) -> None:
        for field in self._table:
            raise self.fault(field, "is not known here")


def load(path: Path | None = None) -> Catalogue:
    """Read the catalogue, the bundled one unless told.

    Raises BadCatalogue for anything that is missing, unknown, doubled or out of bounds, and for a
    file that cannot be read.
    """
    path = path or BUNDLED
    try:
        text = path.read_bytes().decode("utf-8")
        document = tomllib.loads(text)
    except OSError as error:
        raise BadCatalogue(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise BadCatalogue(f"{path}: not valid TOML: {error}") from None
    return Catalogue(_feeds(document, path.name))


def _feeds(document: Mapping[str, Any], name: str) -> tuple[Feed, ...]:
    top = _Table(document, name)
    tables = top.take("feed", list)
    top.done()
    feeds = tuple(
        _feed(_Table(table, f"{name}: feed {n}"), name) for n, table in enumerate(tables, 1)
    )
    seen: set[str] = set()
    for feed in feeds:
        if feed.id in seen:
            raise BadCatalogue(f"{name}: feed '{feed.id}', field 'id': two feeds have this id")
        seen.add(feed.id)
    return feeds


def _feed(table: _Table, name: str) -> Feed:
    feed_id = table.take("id", str)
    if not _ID(feed_id):
        raise table.fault("id", f"{feed_id!r} must be lower-case words joined by hyphens")
    table.where = f"{name}: feed '{feed_id}'"
    base = _https(table, "base")
    files = table.take("file", list)
    feed = Feed(
        id=feed_id,
        name=table.take("name", str),
        homepage=_https(table, "homepage"),
        licence=table.take("licence", str),
        licence_url=_https(table, "licence_url", None),
        redistribute=table.take("redistribute", bool),
        kind=table.choice("kind", FeedKind),
        category=table.choice("category", Category, Category.SCAM),
        confidence=table.choice("confidence", Confidence),
        family=table.take("family", str, feed_id),
        interval=table.number("interval", _HOUR // 4, 30 * 24 * _HOUR),
        expiry=table.number("expiry", 1, 10 * _YEAR),
        withdraw=table.choice("withdraw", Withdraw, Withdraw.SLOW),
        notes=table.take("notes", str),
        reviewed=table.take("reviewed", date),
        folder=_path(table, "folder", feed_id),
        files=(),
        disputes=_disputes(table),
    )
    table.done()
    return _with_files(feed, table, base, files)


def _with_files(feed: Feed, table: _Table, base: str, tables: list[Any]) -> Feed:
    if not tables:
        raise table.fault("file", "a feed needs at least one file")
    files = tuple(
        _file(_Table(entry, f"{table.where}, file {number}"), feed, base)
        for number, entry in enumerate(tables, 1)
    )
    paths = [file.path for file in files]
    for path in paths:
        if paths.count(path) > 1:
            raise BadCatalogue(f"{table.where}, file '{path}', field 'path': given twice")
    return replace(feed, files=files)


def _file(table: _Table, feed: Feed, base: str) -> FeedFile:
    path = _path(table, "path")
    table.where = f"{table.where.rpartition(', file ')[0]}, file '{path}'"
    format_ = table.take("format", str)
    if format_ not in PARAMS:
        raise table.fault("format", f"{format_!r} is none of {', '.join(PARAMS)}")
    file = FeedFile(
        path=path,
        url=_https(table, "url", base.rstrip("/") + "/" + path),
        format=format_,
        params=_params(table, format_),
        category=table.choice("category", Category, feed.category),
        confidence=table.choice("confidence", Confidence, feed.confidence),
        family=table.take("family", str, feed.family),
        redistribute=table.take("redistribute", bool, feed.redistribute),
        guards=_guards(table, feed.kind),
        mirror=_path(table, "mirror", None),
        optional=table.take("optional", bool, False),
        only_dates=table.take("only_dates", bool, False),
        dated=table.take("dated", date, None),
        delay_days=table.number("delay_days", 0, _YEAR, 0),
        max_shrink=table.number("max_shrink", 0.0, 1.0, MAX_SHRINK),
        max_growth=table.number("max_growth", 1.0, 1000.0, _growth(feed.kind)),
        min_entries=table.number("min_entries", 0, 10_000_000, MIN_ENTRIES),
    )
    table.done()
    _check_series(table, file)
    return file


def _check_series(table: _Table, file: FeedFile) -> None:
    """A date in the name needs a first day, and the other way round."""
    holders = [name for name in ("{date}", "{month}") if name in file.path]
    if len(holders) != (file.dated is not None):
        raise table.fault("dated", "goes with one {date} or {month} in the path, and only with it")
    if holders and holders[0] not in file.url:
        raise table.fault("url", f"needs the path's {holders[0]}")
    if "{" in re.sub(r"\{(date|month)\}", "", file.path + file.url + (file.mirror or "")):
        raise table.fault("path", "only {date} and {month} are filled in")
    if holders == ["{date}"] and file.format not in DATED and not file.only_dates:
        raise table.fault(
            "format", f"{file.format} cannot take a first-seen day from the file's name"
        )


def _growth(kind: FeedKind) -> float:
    return MAX_GUARD_GROWTH if kind is FeedKind.GUARD else MAX_GROWTH


def _guards(table: _Table, kind: FeedKind) -> Guards | None:
    if kind is FeedKind.GUARD:
        return table.choice("guards", Guards)
    if table.take("guards", str, None) is not None:
        raise table.fault("guards", "belongs in a feed of kind guard")
    return None


def _params(table: _Table, format_: str) -> Mapping[str, Any]:
    """Check the format's parameters: known, of the right type, and none missing."""
    params = _Table(table.take("params", dict, {}), f"{table.where}, params")
    known = PARAMS[format_]
    required = REQUIRED.get(format_, frozenset())
    found = {
        name: value
        for name, kind in known.items()
        if (value := params.take(name, kind, _MISSING if name in required else None)) is not None
    }
    params.done()
    for theirs, ours in found.get("categories", {}).items():
        if ours not in set(Category):
            raise params.fault("categories", f"{theirs}: {ours!r} is no category")
    for name, value in found.items():
        if isinstance(value, list) and not all(isinstance(member, str) for member in value):
            raise params.fault(name, "must hold texts only")
    return MappingProxyType(found)


def _https(table: _Table, field: str, default: Any = _MISSING) -> Any:
    value = table.take(field, str, default)
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        sound = parts.scheme == "https" and parts.hostname and parts.port is None
    except ValueError:
        sound = False
    if not sound or parts.username or not re.fullmatch(r"[!-~]+", value) or "/../" in value:
        raise table.fault(field, f"{value!r} must be a full https URL")
    return value


def _disputes(table: _Table) -> str | None:
    """Where the publisher is told of a mistaken entry: a page of theirs, or a mail address."""
    value: str | None = table.take("disputes", str, None)
    if value is None or _MAIL(value):
        return value
    if not value.startswith("https://"):
        raise table.fault("disputes", f"{value!r} must be a full https URL or mailto:NAME@HOST")
    return str(_https(_Table({"disputes": value}, table.where), "disputes"))


def _path(table: _Table, field: str, default: Any = _MISSING) -> Any:
    """A relative path that stays where it is: a mirror may be a directory on disk."""
    value = table.take(field, str, default)
    if value is None:
        return None
    segments = value.split("/")
    if not all(_SEGMENT(segment) and segment.strip(".") for segment in segments):
        raise table.fault(field, f"{value!r} must be a relative path without '..'")
    return value
