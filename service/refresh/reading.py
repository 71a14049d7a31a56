"""One fetched body: is it the file, and what does it claim? Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from service.feeds.parsers import PARSERS, ParseError
from service.model import Claim
from service.refresh.claims import counted, exceptions_of, read_items
from service.refresh.filechecks import (
    Counts,
    Fault,
    Limits,
    Refusal,
    error_page,
    judge_file,
)
from service.refresh.merge import with_exceptions


class Manner(NamedTuple):
    """How a body is to be read and judged."""

    format: str  # a key of PARSERS
    params: Mapping[str, Any]
    limits: Limits
    last: int | None  # entries of the last good copy
    today: int  # day from 1970-01-01
    accepted: bool = False  # a maintainer vouches for its size


@dataclass(frozen=True)
class Fresh:
    """A body that was believed."""

    claims: dict[str, Claim]  # the file's exceptions among them
    lines: int
    kept: int
    skipped: dict[str, int]


def read_body(manner: Manner, body: bytes) -> Fresh | Refusal:
    """Parse, canonicalise and judge a body."""
    refusal = error_page(body)
    if refusal is not None:
        return refusal
    try:
        parsed = PARSERS[manner.format](body, manner.params)
    except ParseError as error:
        return Refusal(Fault.NOT_THE_FORMAT, f"not {manner.format}: {error.reason}")
    found = read_items(parsed.items, manner.today)
    exceptions, unusable = exceptions_of(parsed.exceptions)
    counts = Counts(
        lines=parsed.lines,
        kept=len(found.claims) + len(exceptions),
        skipped=counted(parsed.skipped, found.skipped, unusable),
        declared=parsed.declared,
        vouched=parsed.vouched,
    )
    refusal = judge_file(counts, manner.limits, manner.last, accepted=manner.accepted)
    if refusal is not None:
        return refusal
    with_exceptions(found.claims, exceptions, manner.today)
    return Fresh(found.claims, counts.lines, counts.kept, counts.skipped)
