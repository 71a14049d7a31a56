"""The sentences of a verdict. They report and never accuse: "reported as", by whom, since when."""

from datetime import UTC, datetime
from functools import lru_cache

from service.model import Category, Fact, Kind, Severity, is_unchecked

_SITES = {
    Category.SANCTIONED: "a site under sanctions",
    Category.STOLEN_FUNDS: "a site that handles stolen funds",
    Category.INVESTMENT: "a fake investment or trading site",
    Category.WALLET_PHISHING: "a site that empties crypto wallets",
    Category.JOB_LURE: "a false job offer",
    Category.RECOVERY: "a false offer to recover lost money",
    Category.GIVEAWAY: "a false giveaway",
    Category.SHOP: "a fake shop",
    Category.GAMBLING: "a gambling site; gambling is not legal or not safe everywhere",
    Category.PHISHING: "a site that steals passwords or card numbers",
    Category.SCAM: "a scam",
}
_ADDRESSES = {
    Category.SANCTIONED: "an address under sanctions",
    Category.STOLEN_FUNDS: "an address that holds stolen funds",
    Category.INVESTMENT: "an address that takes payments for a fake investment",
    Category.GIVEAWAY: "an address that takes payments for a false giveaway",
}


def reported_as(kind: Kind, category: Category) -> str:
    """What an entry is reported as, to stand after "Reported as"."""
    if kind is Kind.ADDRESS:
        return _ADDRESSES.get(category, "an address that scammers use")
    return _SITES[category]


def reason(kind: Kind, fact: Fact, names: list[str]) -> str:
    """Why a target is listed, in one sentence. `names` are the sources', most can read two."""
    shown = " and ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")
    since = day_in_words(min(source.first_seen for source in fact.sources))
    unsure = " It is not certain." if fact.severity is Severity.WARN else ""
    if is_unchecked(fact):
        unsure = " Reported, not yet checked."
    return (
        f"Reported as {reported_as(kind, fact.category)} by {shown}; known since {since}.{unsure}"
    )


@lru_cache(maxsize=4096)  # a list knows few days, and every answer names some
def day_in_words(day: int) -> str:
    """A day counted from 1970-01-01.

    >>> day_in_words(20_515)
    '3 March 2026'
    """
    moment = datetime.fromtimestamp(day * 86_400, UTC)
    return f"{moment.day} {moment:%B %Y}"


@lru_cache(maxsize=4096)
def rfc3339(seconds: float) -> str:
    """A Unix time as RFC 3339 has it, in UTC.

    >>> rfc3339(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
