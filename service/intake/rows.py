"""The rows of a partner's file: JSON lines, or CSV with the names of the fields in its first line.

Pure. A row that cannot be read is named by its line, and the others are read all the same.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from service.intake.forms import FIELDS, Fault, of_texts

ROW_CHARACTERS: Final = 200_000  # more than the longest report has


class Row(NamedTuple):
    """One row: its fields, or what is wrong with it as a whole."""

    line: int  # where it begins, from 1
    fields: Mapping[str, object]
    faults: tuple[Fault, ...] = ()


class BadFile(ValueError):
    """No row of the file can be read. The message is one sentence."""


def is_csv(name: str, text: str) -> bool:
    """Whether a file is CSV: by its name, else by how it begins."""
    if name.lower().endswith(".csv"):
        return True
    if name.lower().endswith((".jsonl", ".ndjson", ".json")):
        return False
    return not text.lstrip("\ufeff \n\r\t").startswith("{")


def rows_of(name: str, text: str) -> Iterator[Row]:
    """Yield each row. Raises `BadFile`."""
    text = text.removeprefix("\ufeff")
    return _csv_rows(text) if is_csv(name, text) else _json_rows(text)


def _json_rows(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> Row:
    try:
        fields = json.loads(line) if len(line) <= ROW_CHARACTERS else None
    except (ValueError, RecursionError):
        fields = None
    if isinstance(fields, dict):
        return Row(number, fields)
    rule = f"expected one JSON object of up to {ROW_CHARACTERS:,} characters"
    return Row(number, {}, (Fault("row", rule),))


def _csv_rows(text: str) -> Iterator[Row]:
    head = text.partition("\n")[0]
    delimiter = ";" if ";" in head and "," not in head else ","  # as some spreadsheets write it
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
    except csv.Error:
        names = []
    if not names or len(set(names)) != len(names) or set(names) - set(FIELDS):
        raise BadFile(f"the first line must name the columns, each once, of: {', '.join(FIELDS)}")
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader, None)
        except csv.Error as problem:
            yield Row(line, {}, (Fault("row", f"expected CSV, but {problem}"),))
            continue
        if values is None:
            return
        if any(value.strip() for value in values):
            yield _csv_row(line, names, values)


def _csv_row(line: int, names: list[str], values: list[str]) -> Row:
    if len(values) != len(names):
        rule = f"expected {len(names)} columns, as the first line has"
        return Row(line, {}, (Fault("row", rule),))
    return Row(line, of_texts(dict(zip(names, values, strict=True))))
