"""A file's new claims over its old ones: what stays, what goes slowly, what goes at once. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from service.model import Claim

# A feed's own exception is kept in its file's copy as a claim that begins as adblock writes it.
EXCEPTION: Final = "@@"


def merge_claims(
    old: Mapping[str, Claim], new: Mapping[str, Claim], today: int, *, expiry: int, at_once: bool
) -> dict[str, Claim]:
    """Return the file's next copy.

    An entry keeps the earliest day it was seen. One that vanished stays for `expiry` days, since a
    scraped feed may have lost it by accident; `at_once` is for an authority's word. An exception
    that vanished is gone: it never was a claim.
    """
    merged = with_earlier_days(new, old)
    if at_once:
        return merged
    leaving: dict[Claim, Claim] = {}  # most of a file's claims are alike: one serves them all
    for text, claim in old.items():
        if text in new or text[:2] == EXCEPTION or is_over(claim, today, expiry):
            continue
        if claim.gone is None and claim not in leaving:
            leaving[claim] = claim._replace(gone=today)
        merged[text] = leaving.get(claim, claim)
    return merged


def is_over(claim: Claim, today: int, expiry: int) -> bool:
    """Whether a claim that vanished has been kept for long enough."""
    return claim.gone is not None and claim.gone + expiry <= today


def with_exceptions(claims: dict[str, Claim], exceptions: Iterable[str], today: int) -> None:
    """Note a file's exceptions among its claims, so that its copy holds all that it said."""
    note = Claim(today)
    for expression in exceptions:
        claims[EXCEPTION + expression] = note


def split_exceptions(claims: Mapping[str, Claim]) -> tuple[dict[str, Claim], set[str]]:
    """Part a copy into what it claims and the exceptions."""
    exceptions = {text for text in claims if text[:2] == EXCEPTION}
    if not exceptions:
        return dict(claims), set()
    kept = {text: claim for text, claim in claims.items() if text not in exceptions}
    return kept, {text[2:] for text in exceptions}


def with_earlier_days(claims: Mapping[str, Claim], known: Mapping[str, Claim]) -> dict[str, Claim]:
    """The claims, each with the earliest day its entry was seen, here or among the `known`."""
    dated: dict[tuple[int, Claim], Claim] = {}
    renewed = {}
    for text, claim in claims.items():
        before = known.get(text)
        if before is not None and before.first_seen < claim.first_seen:
            key = (before.first_seen, claim)
            if key not in dated:
                dated[key] = claim._replace(first_seen=before.first_seen)
            claim = dated[key]
        renewed[text] = claim
    return renewed
