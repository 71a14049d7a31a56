"""One fetched body: is it the file, and what does it claim? Pure."""

from dataclasses import dataclass

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
from service.refresh.plan import Job


@dataclass(frozen=True)
class Fresh:
    """A body that was believed."""

    claims: dict[str, Claim]  # the file's exceptions among them
    lines: int
    kept: int
    skipped: dict[str, int]


def read_body(job: Job, body: bytes, today: int, *, accepted: bool = False) -> Fresh | Refusal:
    """Parse, canonicalise and judge a body. `accepted`: a maintainer vouches for its size."""
    refusal = error_page(body)
    if refusal is not None:
        return refusal
    try:
        parsed = PARSERS[job.file.format](body, job.file.params)
    except ParseError as error:
        return Refusal(Fault.NOT_THE_FORMAT, f"not {job.file.format}: {error.reason}")
    found = read_items(parsed.items, today)
    exceptions = exceptions_of(parsed.exceptions)
    counts = Counts(
        lines=parsed.lines,
        kept=len(found.claims) + len(exceptions),
        skipped=counted(parsed.skipped, found.skipped),
        declared=parsed.declared,
    )
    file = job.file
    limits = Limits(file.max_shrink, file.max_growth, file.min_entries)
    last = job.copy.kept if job.copy else None
    refusal = judge_file(counts, limits, last, accepted=accepted)
    if refusal is not None:
        return refusal
    with_exceptions(found.claims, exceptions, today)
    return Fresh(found.claims, counts.lines, counts.kept, counts.skipped)
