"""The values of what people send in, and of what moderators make of it. No behaviour beyond a
value's own. Times are unix seconds.

A *report* names one or more targets. Each target belongs to a *case*, one for each expression, so
that ten reports of one site are one thing to decide. What could tell who somebody is lies apart
from both, in `Personal` and the evidence, and is deleted after a set time.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from service.model import Category, Kind, Severity

MOST_TARGETS: Final = 20
MOST_IMAGES: Final = 5
STRIKES: Final = 3  # false reports after which a token's reports are taken no more


class Role(StrEnum):
    """What the holder of a token may do; each may do all that those before it may."""

    READER = "reader"  # no more than anybody without a token
    VOLUNTEER = "volunteer"  # its reports are counted by name, and may corroborate
    MODERATOR = "moderator"  # decides
    ADMIN = "admin"  # decides too; tokens are handed out on the server itself

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what asks for `needed`."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


class Channel(StrEnum):
    """How somebody was brought to a scam."""

    MESSENGER = "messenger"
    SOCIAL = "social"
    DATING = "dating"
    SMS = "sms"
    CALL = "call"
    EMAIL = "email"
    ADVERT = "advert"
    SEARCH = "search"
    JOB_SITE = "job-site"
    FRIEND = "friend"
    IN_PERSON = "in-person"
    OTHER = "other"


class CaseState(StrEnum):
    """Where a case stands, as whoever reported it reads it."""

    RECEIVED = "received"
    IN_REVIEW = "in-review"
    LISTED = "listed"
    DECLINED = "declined"
    DUPLICATE = "duplicate"  # merged into another case
    ENDED = "ended"  # listed, and what listed it is not in force any more; never kept

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self in (CaseState.RECEIVED, CaseState.IN_REVIEW)


class Declined(StrEnum):
    """Why a case was declined; `service/wording.py` has the plain words."""

    NOT_A_SCAM = "not-a-scam"
    NO_EVIDENCE = "no-evidence"
    OUT_OF_SCOPE = "out-of-scope"
    TOO_WIDE = "too-wide"  # a platform as a whole: the page itself is needed
    UNREACHABLE = "unreachable"
    FALSE_REPORT = "false-report"  # made up: a strike for whoever sent it


@dataclass(frozen=True)
class ReportTarget:
    """One thing that a report names."""

    kind: Kind
    canonical: str
    expression: str  # the case it belongs to
    chain: str | None = None
    mark: str = ""  # of the reporter, for this case alone; empty: the report's `reporter` holds


@dataclass(frozen=True)
class Loss:
    """What was lost, as it was told."""

    amount: str  # a decimal number, never rounded
    currency: str  # ISO 4217, or a coin's ticker


@dataclass(frozen=True)
class Report:
    """One report, without anything that could tell who sent it."""

    ref: str  # what we call it: the report's own id opens its page, and is kept only as a hash
    received_at: int
    targets: tuple[ReportTarget, ...]
    category: Category
    language: str  # BCP 47
    reporter: str  # as the first target's case counts its reporters: a mark, or a token's id
    token: str | None = None  # the id of the token it was sent with
    channel: Channel | None = None
    loss: Loss | None = None
    held: bool = False  # somebody is held or made to work
    may_contact: bool = False
    may_share: bool = False  # with police
    images: int = 0


@dataclass(frozen=True)
class Personal:
    """What a report or appeal says that could tell who somebody is. Deleted after a set time."""

    story: str = ""
    contact: str = ""
    typed: tuple[str, ...] = ()  # the targets as they were typed


@dataclass(frozen=True)
class Ruling:
    """What a moderator wants done with a case."""

    action: "Action"
    reason: str = ""  # public
    expression: str = ""  # what to block or allow: the case's own, a host or path above it
    category: Category = Category.SCAM
    severity: Severity = Severity.BLOCK
    expires_at: int | None = None
    declined: Declined | None = None
    into: str | None = None  # the id of another case, to merge into


class Action(StrEnum):
    """What a moderator can do with a case."""

    BLOCK = "block"
    ALLOW = "allow"
    DECLINE = "decline"
    MERGE = "merge"
    ASK = "ask"  # a question to whoever reported it; the case stays in review
    KEEP = "keep"  # what an appeal was against stays as it is; nothing else is decided
    UNDO = "undo"  # of the last ruling


class Outcome(StrEnum):
    """What a case says of a report, in the record of the token that it was sent with."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    STRIKE = "strike"  # declined, and made up


@dataclass(frozen=True)
class Credit:
    """What a case counts for in the records of tokens: once in each, however many reports."""

    outcome: Outcome
    tokens: tuple[str, ...]  # ids


@dataclass(frozen=True)
class Proposal:
    """A ruling that a guard objects to: it waits for a second moderator."""

    at: int
    by: str  # a token's id; the second must be another
    ruling: Ruling
    objection: str  # a guard's reason


@dataclass(frozen=True)
class Standing:
    """What a ruling changes of a case, as it was before: undoing puts it back."""

    state: CaseState
    reason: str = ""
    question: str = ""
    merged_into: str | None = None
    proposal: Proposal | None = None
    credit: Credit | None = None


@dataclass(frozen=True)
class Step:
    """One thing that was done with a case, and what undoing it puts back."""

    at: int
    by: str  # a token's id, or the account of whoever keeps the server
    ruling: Ruling
    before: Standing
    decisions: dict[str, str | None] = field(default_factory=dict)  # those it took the place of
    appeals: tuple[str, ...] = ()  # refs of those that it answered
    proposed_by: str | None = None  # who proposed what `by` confirmed


@dataclass(frozen=True)
class Case:
    """All reports and appeals about one expression, and what came of them."""

    id: str
    expression: str
    kind: Kind
    opened_at: int
    changed_at: int
    version: int = 1  # grows with every change; a ruling names the one it saw
    state: CaseState = CaseState.RECEIVED
    urgent: bool = False
    reports: int = 0  # how many
    reporters: int = 0  # how many distinct ones
    tokens: dict[str, str] = field(default_factory=dict)  # ids, of reports -> their last category
    appeals: tuple[str, ...] = ()  # refs
    open_appeals: dict[str, bool] = field(default_factory=dict)  # refs -> is control proven?
    categories: dict[str, int] = field(default_factory=dict)  # as reported -> how often
    linked: tuple[str, ...] = ()  # expressions reported together with it
    reason: str = ""  # what whoever reported it reads about the outcome
    question: str = ""  # what a moderator asked
    merged_into: str | None = None  # a case's id
    merged: tuple[str, ...] = ()  # ids of the cases merged into it
    proposal: Proposal | None = None
    credit: Credit | None = None
    steps: tuple[Step, ...] = ()

    @property
    def standing(self) -> Standing:
        """What the next ruling may change."""
        return Standing(
            self.state, self.reason, self.question, self.merged_into, self.proposal, self.credit
        )

    @property
    def standing_steps(self) -> list[Step]:
        """The steps that were not undone, the oldest first: each undoing took the last one."""
        found: list[Step] = []
        for step in self.steps:
            if step.ruling.action is not Action.UNDO:
                found.append(step)
            elif found:
                found.pop()
        return found


class AppealState(StrEnum):
    """Where an appeal stands."""

    RECEIVED = "received"
    IN_REVIEW = "in-review"
    REMOVED = "removed"
    KEPT = "kept"  # the entry stays; the reason says why

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer."""
        return self in (AppealState.RECEIVED, AppealState.IN_REVIEW)


class Appellant(StrEnum):
    """Who appeals."""

    OWNER = "owner"
    VISITOR = "visitor"


class Proof(StrEnum):
    """What a look for a proof of control came to."""

    PROVEN = "proven"
    MISSING = "missing"  # no such record, or no such file
    OTHER_VALUE = "other-value"  # it is there, and holds something else
    NO_ANSWER = "no-answer"  # DNS or the server did not answer, or not usefully
    REFUSED = "refused"  # an address that we do not go to: a private network
    REDIRECTED = "redirected"  # to another place
    TOO_LARGE = "too-large"


@dataclass(frozen=True)
class ProofTry:
    """The last look for a proof of control. None: not looked for there, or not to the end."""

    at: int
    dns: Proof | None = None
    file: Proof | None = None


@dataclass(frozen=True)
class Appeal:
    """One "this is not a scam", without anything that could tell who sent it."""

    ref: str
    received_at: int
    target: ReportTarget
    appellant: Appellant
    language: str
    case: str  # the id of the case it belongs to
    code: str  # what a proof of control shows
    listed_by: tuple[str, ...] = ()  # ids of the sources that listed it when the appeal came
    state: AppealState = AppealState.RECEIVED
    version: int = 1
    proven_at: int | None = None  # when control of the host was seen proven
    proven_by: str | None = None  # "dns" or "file"
    tried: ProofTry | None = None
    decided_at: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Token:
    """A right to act, held as its hash; `accepted` and `declined` count reports sent with it."""

    id: str  # first digits of the hash
    hash: str  # SHA-256 of the token, hex
    name: str
    role: Role
    created_at: int
    last_used: int | None = None
    revoked_at: int | None = None
    accepted: int = 0
    declined: int = 0
    strikes: int = 0

    @property
    def is_trusted(self) -> bool:
        """Whether its reports corroborate: a record of reports that were found right."""
        return self.strikes == 0 and self.accepted >= 5 and self.accepted >= 4 * self.declined
