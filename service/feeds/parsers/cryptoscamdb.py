"""CryptoScamDB's YAML records: a URL, what it is, and the wallets it asked people to pay.

    - name: example.com
      url: http://example.com
      category: Scamming
      subcategory: Trust-Trading
      addresses:
        ETH:
        - "0x..."

Read record by record and not with a YAML loader: `uris.yaml` is not valid YAML as published (one
record is indented too far), and a loader would lose the whole file for it. Only the keys named
here are read; what a description says on its further lines is deeper, so never taken for a key.
Params: `categories`, from their (sub)category to ours. A line is a record or one of its addresses.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from service.feeds.parsers.base import (
    Item,
    Parsed,
    ParseError,
    Skip,
    scalar,
    sift,
    text_of,
    why_unusable,
)
from service.model import Category

PARAMS = {"categories": dict}

_RECORD = re.compile(r"^[ ]{0,4}- (?=name:|url:)", re.MULTILINE)
_KEY = re.compile(r"^ {0,2}(url|category|subcategory|addresses):[ \t]*(.*)$", re.MULTILINE)
_MEMBER = re.compile(r"\s+-\s+(.+)").fullmatch
_TICKER = re.compile(r"\s+\w+:\s*").fullmatch


def parse(body: bytes, params: Mapping[str, Any]) -> Parsed:
    """Read each record's URL and addresses, linked to one another."""
    head, *records = _RECORD.split(text_of(body).replace("\r\n", "\n"))
    if head.strip() not in ("", "---") or not records:
        raise ParseError("no list of records")
    categories = {name: Category(ours) for name, ours in params.get("categories", {}).items()}
    result = Parsed()
    for record in records:
        _read(result, record, categories)
    result.lines = len(result.items) + result.skipped.total()
    return result


def _read(result: Parsed, record: str, categories: Mapping[str, Category]) -> None:
    fields = {found[1]: found for found in _KEY.finditer(record)}
    values = {key: scalar(found[2]) for key, found in fields.items()}
    category = categories.get(values.get("subcategory", "")) or categories.get(
        values.get("category", "")
    )
    addresses, skipped = sift(_addresses(record, fields.get("addresses")))
    result.skipped.update(skipped)
    url = values.get("url", "")
    reason = why_unusable(url) if "url" in values else Skip.MALFORMED
    links = () if reason else (url,)
    if reason:
        result.skipped[reason] += 1
    else:
        result.items.append(Item(url, category, None, tuple(dict.fromkeys(addresses))))
    result.items += [Item(address, category, None, links) for address in addresses]


def _addresses(record: str, heading: re.Match[str] | None) -> Iterator[object]:
    """Yield every member below the heading; None for a line that is no member and no ticker."""
    if heading is None:
        return
    yield from re.findall(r"[\"']([^\"']*)[\"']", heading[2])  # {ETH: ["0x..."]}
    for line in record[heading.end() :].split("\n")[1:]:
        if re.match(r" {0,2}\w", line):
            return
        member = _MEMBER(line)
        if member:
            yield scalar(member[1])
        elif line.strip() and not _TICKER(line):
            yield None
