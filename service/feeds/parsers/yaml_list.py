"""A YAML list of one-key records, read line by line: `- url: host`.

A YAML loader needs over a second for Phantom's 45,000 records and would have to be kept from
aliases and tags; its files hold nothing but plain scalars. Params: `key`, the key to read;
`exceptions = true` for a file that holds the feed's own exceptions. A line is a record, or
something that is neither a record nor another key of one.
"""

import re
from collections.abc import Mapping
from typing import Any

from service.feeds.parsers.base import Parsed, Skip, parsed_list, scalar, text_of

PARAMS = {"key": str, "exceptions": bool}

_RECORD = re.compile(r"\s*-\s+(\w+):\s+(\S.*)").fullmatch
_NOT_PLAIN = tuple("&*!|>{[#@%`")  # anchors, tags, nesting: YAML that no record here has
# "- url: >-" with the value on the next line, as Phantom writes its longest hosts
_FOLDED = re.compile(r":[ ]+[>|][+-]?[ \t\r]*\n\s+")
_OTHER_KEY = re.compile(r"\s+\w+:(?:\s.*)?")
_NOTHING = frozenset({"---", "[]", "..."})


def parse(body: bytes, params: Mapping[str, Any]) -> Parsed:
    """Read one key of every record."""
    values: list[str] = []
    malformed = 0
    for line in _FOLDED.sub(": ", text_of(body)).split("\n"):
        record = _RECORD(line)
        if record and record[1] == params["key"] and not record[2].startswith(_NOT_PLAIN):
            values.append(scalar(record[2]))
        elif not _claims_nothing(line):
            malformed += 1
    result = parsed_list(values, as_exceptions=params.get("exceptions", False))
    result.lines += malformed
    if malformed:
        result.skipped[Skip.MALFORMED] += malformed
    return result


def _claims_nothing(line: str) -> bool:
    bare = line.strip()
    return not bare or bare in _NOTHING or bare[0] == "#" or bool(_OTHER_KEY.fullmatch(line))
