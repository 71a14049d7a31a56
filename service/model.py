"""The values every part of the service shares. No behaviour beyond what a value knows of itself."""

from enum import StrEnum
from typing import Final, NamedTuple

MODERATORS: Final = "moderators"  # the source id of a decision
VOLUNTEERS: Final = "volunteers"  # and of one that no moderator has checked yet
_OURS: Final = frozenset({MODERATORS, VOLUNTEERS})


class Kind(StrEnum):
    """What a target is."""

    URL = "url"
    HOST = "host"
    ADDRESS = "address"
    CONTACT = "contact"  # a handle on a platform, a phone number, an email address


def has_place(kind: Kind) -> bool:
    """Whether it is a place on the web that somebody may hold: a site, or a page of one.

    A handle's link is none: it stands on a platform, among millions of others.
    """
    return kind in (Kind.HOST, Kind.URL)


class Status(StrEnum):
    """Our answer. A look-up that could not be made is an error, never one of these."""

    LISTED = "listed"
    ALLOWED = "allowed"  # a moderator looked and found it is no scam
    SUSPICIOUS = "suspicious"
    UNKNOWN = "unknown"  # nobody reported it to us; not the same as safe
    INVALID = "invalid"  # not a URL, host or wallet address


class Severity(StrEnum):
    """How strongly the browser warns: a full page, or a bar while the visit goes on."""

    BLOCK = "block"
    WARN = "warn"


class Category(StrEnum):
    """What an entry is reported as, from the most to the least specific."""

    SANCTIONED = "sanctioned"
    STOLEN_FUNDS = "stolen-funds"
    INVESTMENT = "investment"  # fake trading, mining, "pig butchering"
    WALLET_PHISHING = "wallet-phishing"  # drainers, seed phrases
    JOB_LURE = "job-lure"  # recruitment into compounds
    RECOVERY = "recovery"  # a second fraud on victims
    GIVEAWAY = "giveaway"
    SHOP = "shop"
    GAMBLING = "gambling"
    PHISHING = "phishing"
    SCAM = "scam"  # unspecified


class Confidence(StrEnum):
    """How far a feed is trusted: `low` alone only warns."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Target(NamedTuple):
    """A text recognised as something we can look up."""

    text: str
    kind: Kind
    canonical: (
        str  # the one spelling: "http://host/path?query" for a URL, else host or chain:address
    )
    expressions: tuple[str, ...]  # what is hashed and looked up, most specific first
    chain: str | None = None  # for an address


class Source(NamedTuple):
    """One feed's word on an entry. Days are counted from 1970-01-01 UTC."""

    feed: str  # a feed id, "moderators" or "volunteers"
    first_seen: int
    last_seen: int | None = None  # the day the feed dropped it; None while the feed lists it
    origins: tuple[str, ...] = ()  # of a peer's word: who said it first, and who passed it on


class Fact(NamedTuple):
    """What is said of an entry. Many entries share one fact, so a generation stores each once."""

    severity: Severity
    category: Category
    sources: tuple[Source, ...]  # never empty; sorted by feed id


class Held(NamedTuple):
    """An entry that a guard kept out of the list, for a moderator to confirm."""

    expression: str
    feed: str
    reason: str  # one of refresh.guards' reasons


class Verb(StrEnum):
    """What a moderator decides about an expression."""

    BLOCK = "block"
    ALLOW = "allow"


class Decision(NamedTuple):
    """A moderator's word, which outranks every feed."""

    expression: str
    verb: Verb
    reason: str
    decided_at: int  # unix seconds
    decided_by: str
    category: Category = Category.SCAM
    severity: Severity = Severity.BLOCK
    role: str = "operator"  # whose decision it is, as the public log names it
    expires_at: int | None = None  # unix seconds; from then on it counts no more
    unchecked: bool = False  # trusted volunteers reported it, and no moderator has looked yet

    def holds_at(self, now: float) -> bool:
        """Whether the decision still counts (`now` in unix seconds)."""
        return self.expires_at is None or now < self.expires_at

    @property
    def strength(self) -> Severity:
        """How strongly a block warns: what no moderator has checked never blocks."""
        return Severity.WARN if self.unchecked else self.severity

    @property
    def source(self) -> Source:
        """Whose word it is, as an answer names it."""
        who = VOLUNTEERS if self.unchecked else MODERATORS
        return Source(who, self.decided_at // 86_400)


def is_unchecked(fact: Fact) -> bool:
    """Whether only our volunteers say so, and no moderator has looked."""
    return all(source.feed == VOLUNTEERS for source in fact.sources)


def of_feeds(fact: Fact) -> Fact | None:
    """What feeds alone say of an entry, without a decision of ours; None: nothing."""
    theirs = tuple([source for source in fact.sources if source.feed not in _OURS])
    if len(theirs) == len(fact.sources):
        return fact
    return fact._replace(sources=theirs) if theirs else None


class Claim(NamedTuple):
    """What one file of a feed says of one expression. Days are counted from 1970-01-01 UTC."""

    first_seen: int
    gone: int | None = None  # the day it vanished from the file; None while it is there
    category: Category | None = None  # where the file names one; else the feed's own holds
    links: tuple[str, ...] = ()  # expressions it was reported together with
    presents_as: str = ""  # the name that the site gives itself; often one of an honest firm
    origins: tuple[str, ...] = ()  # of a peer's word: who said it first, and who passed it on
