"""TAXII's collections of a list as one file in the data directory, from which pages are read.

A file of SQLite's holds the objects in TAXII's order, and finds one by its id. It is written when
somebody first asks for the list, in constant memory; what all entries with a fact share stands in
it once. Nothing else is needed for its pages, so that those of an older list can go on for a while.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from service.exports import taxii
from service.exports.edition import Edition
from service.exports.taxii import KINDS, Row
from service.web.exportfiles import ExportFiles

Dated = Iterator[tuple[str, int, int]]
KEPT: Final = 4  # lists whose pages can be gone on with

_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
CREATE TEMP TABLE came (category, came, kind, id, expression, fact, version, body);
CREATE TABLE said (fact INTEGER PRIMARY KEY, version, indicator, sighting);
CREATE TABLE object (place INTEGER PRIMARY KEY, came, kind, id, expression, fact, version, body);
CREATE TABLE span (category, came, first, last);
"""
_SORT: Final = """
INSERT INTO object (came, kind, id, expression, fact, version, body)
  SELECT came, kind, id, expression, fact, version, body FROM came
  ORDER BY category, came, kind, id;
INSERT INTO span SELECT category, came, 1 + sum(n) OVER w - n, sum(n) OVER w FROM
  (SELECT category, came, count(*) AS n FROM came GROUP BY category, came)
  WINDOW w AS (ORDER BY category, came);
DROP TABLE came;
CREATE INDEX by_id ON object (id, kind);
"""
_OBJECTS: Final = """
SELECT place, came, kind, id, expression, coalesce(object.version, said.version) AS version,
  coalesce(body, CASE kind WHEN ? THEN said.indicator ELSE said.sighting END) AS text
FROM object LEFT JOIN said USING (fact) WHERE {} ORDER BY place LIMIT ?
"""
_INDICATOR: Final = KINDS.index("indicator")


class Object(NamedTuple):
    """An object of a collection; times are unix seconds."""

    place: int  # where it stands: later objects have larger ones
    came: int
    id: str
    version: int
    text: str  # JSON


@dataclass(frozen=True)
class Wanted:
    """Which objects of a collection somebody wants; None: any."""

    after: float | None = None  # came later than this, in unix seconds
    ids: frozenset[str] | None = None
    types: frozenset[str] | None = None
    versions: frozenset[float] | None = None  # unix seconds


class TaxiiFile:
    """The collections of one list."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, category: str, wanted: Wanted, place: int, limit: int) -> list[Object]:
        """Return up to `limit` objects that stand behind `place`."""
        with closing(_opened(self._path)) as db:
            after = -1 if wanted.after is None else int(wanted.after // 1)
            found = "SELECT min(first), max(last) FROM span WHERE category = ? AND came > ?"
            first, last = db.execute(found, (category, after)).fetchone()
            if first is None:
                return []
            where, values = _conditions(wanted)
            bounds = (max(first, place + 1), last)
            rows = db.execute(_OBJECTS.format(where), (_INDICATOR, *bounds, *values, limit))
            return [_object(row) for row in rows]


class TaxiiFiles:
    """The files of one host, which its workers share."""

    def __init__(self, data_dir: Path, files: ExportFiles) -> None:
        self._folder = data_dir / "taxii"
        self._files = files

    def get(
        self, generation: str, live: str, make: Callable[[], tuple[Edition, Dated]]
    ) -> TaxiiFile:
        """Return the file of a generation, written if there is none.

        Raises `Busy`, OSError, or what `make` does.
        """
        self._remove_others(live)
        path = self._folder / f"{generation}.sqlite"
        if not path.exists():
            with self._files.writing("taxii"):
                if not path.exists():
                    self._folder.mkdir(parents=True, exist_ok=True)
                    _write(path, *make())
        return TaxiiFile(path)

    def _remove_others(self, live: str) -> None:
        """Keep the newest few, and none that is newer than what is live: it was withdrawn."""
        there = sorted(self._folder.glob("*.sqlite"), reverse=True)
        good = [path for path in there if path.stem <= live]
        for path in {*there} - {*good[:KEPT]}:
            path.unlink(missing_ok=True)


def _write(path: Path, edition: Edition, dated: Dated) -> None:
    unfinished = path.with_suffix(".tmp")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as db:
            db.executescript(_SCHEMA)
            db.execute("BEGIN")
            db.executemany("INSERT INTO said VALUES (?, ?, ?, ?)", taxii.said(edition))
            rows = map(_bare, taxii.rows(edition, dated))
            db.executemany("INSERT INTO came VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            for statement in _SORT.split(";"):
                db.execute(statement)
            db.execute("COMMIT")
        unfinished.replace(path)
    except sqlite3.Error as fault:  # a full disk, as a rule
        raise OSError(str(fault)) from None
    finally:
        unfinished.unlink(missing_ok=True)


def _bare(row: Row) -> tuple[object, ...]:
    """A row as it is kept: an id without its type takes a third of the place."""
    kind, id_ = KINDS.index(row.kind), _bytes(row.id)
    name = row.expression or None
    return row.category, row.came, kind, id_, name, row.fact, row.version, row.body or None


def _bytes(id_: str) -> bytes:
    return bytes.fromhex(id_.partition("--")[2].replace("-", ""))


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _conditions(wanted: Wanted) -> tuple[str, list[object]]:
    """Return what an object has to fulfil, with the values of all question marks but the first two,
    its place. A plus there keeps SQLite from going over all places where ids find the few.
    """
    where, values = "object.place BETWEEN ? AND ?", list[object]()
    if wanted.ids is not None:
        named = [(id_, *id_.split("--")) for id_ in sorted(wanted.ids)]
        known = [(_bytes(id_), KINDS.index(kind)) for id_, kind, _ in named if kind in KINDS]
        pairs = ", ".join(["(?, ?)"] * len(known)) or "(NULL, NULL)"
        where = f"+{where} AND id IN ({_marks(known)}) AND (id, kind) IN (VALUES {pairs})"
        values += [id_ for id_, _ in known] + [value for pair in known for value in pair]
    if wanted.types is not None:
        numbers = [KINDS.index(kind) for kind in sorted(wanted.types) if kind in KINDS]
        where += f" AND kind IN ({_marks(numbers)})"
        values += numbers
    if wanted.versions is not None:
        where += f" AND coalesce(object.version, said.version) IN ({_marks(wanted.versions)})"
        values += sorted(wanted.versions)
    return where, values


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _object(row: tuple[int, int, int, bytes, str | None, int, str]) -> Object:
    place, came, number, id_, expression, version, text = row
    kind, digits = KINDS[number], id_.hex()
    name = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    if expression is not None:
        text = taxii.text_of(kind, expression, text)
    return Object(place, came, f"{kind}--{name}", version, text)
