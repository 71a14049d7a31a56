"""The words of the moderators' pages. They are for people who know the work: short, and the same as
in docs/moderation.md.
"""

from datetime import UTC, datetime
from typing import Final

from service.casework import Action, AppealState, CaseState, Channel, Declined, Proposal, Step
from service.model import Kind, Severity
from service.moderation.objections import objection
from service.wording import CATEGORIES as CATEGORIES

KINDS: Final = {
    Kind.HOST: "site",
    Kind.URL: "page",
    Kind.ADDRESS: "wallet",
    Kind.CONTACT: "contact",
}
SEVERITIES: Final = {
    Severity.BLOCK: "Full page before the site opens",
    Severity.WARN: "Bar, and the visit goes on",
}
STATES: Final = {
    CaseState.RECEIVED: "Received",
    CaseState.IN_REVIEW: "In review",
    CaseState.LISTED: "Listed",
    CaseState.DECLINED: "Not listed",
    CaseState.DUPLICATE: "Merged",
}
DECLINED: Final = {
    Declined.NOT_A_SCAM: "Not a scam",
    Declined.NO_EVIDENCE: "Not enough to see",
    Declined.OUT_OF_SCOPE: "Not what this list is for",
    Declined.TOO_WIDE: "Too wide: the page itself is needed",
    Declined.UNREACHABLE: "Not there any more",
    Declined.FALSE_REPORT: "Made up: a strike for whoever sent it with a token",
}
CHANNELS: Final = {
    Channel.MESSENGER: "Messenger",
    Channel.SOCIAL: "Social media",
    Channel.DATING: "Dating",
    Channel.SMS: "Text message",
    Channel.CALL: "Call",
    Channel.EMAIL: "Email",
    Channel.ADVERT: "Advert",
    Channel.SEARCH: "Search engine",
    Channel.JOB_SITE: "Job site",
    Channel.FRIEND: "A friend",
    Channel.IN_PERSON: "In person",
    Channel.OTHER: "Another way",
}
APPEALS: Final = {
    AppealState.RECEIVED: "Waits for an answer",
    AppealState.IN_REVIEW: "Waits for an answer",
    AppealState.REMOVED: "Answered: taken off",
    AppealState.KEPT: "Answered: stays",
}
DONE: Final = {
    Action.BLOCK: "blocked",
    Action.ALLOW: "allowed",
    Action.DECLINE: "declined",
    Action.MERGE: "merged",
    Action.ASK: "asked",
    Action.KEEP: "appeal answered: stays",
    Action.UNDO: "last step undone",
}
LASTING: Final = {"": "For good", "7": "7 days", "30": "30 days", "90": "90 days", "365": "A year"}

OLD_FORM: Final = (
    "This page was opened in an earlier session, so nothing was done. What you typed is still "
    "here: look once more, and send it again."
)
CHANGED: Final = (
    "The case has changed since you opened it: somebody else was at work, or you sent this twice. "
    "Nothing more was done. What you typed is still here; this is how the case stands now."
)
NOT_KEPT: Final = (
    "Nothing was done, because the store could lose it just now: {cause}. Whoever runs this "
    "service has to mend that; `mynah doctor` says how. What you typed is still here."
)
TAKES_NOTHING: Final = (
    "The store answers, but takes nothing just now: nobody can sign in anew, and nothing is "
    "decided. Whoever runs this service has to mend that; `mynah doctor` says how."
)
FOREIGN: Final = "This came from another site, so nothing was done."


def done(step: Step) -> str:
    """Say what a step did; a proposal decides nothing."""
    proposed = step.ruling.action is Action.BLOCK and not step.decisions
    return "proposed to block" if proposed else DONE[step.ruling.action]


def waiting(proposal: Proposal) -> str:
    """Say why a proposal waits."""
    return f"A guard objects: {objection(proposal.objection)}."


def moment(seconds: int) -> str:
    """A unix time for people.

    >>> moment(1_795_500_000)
    '24 November 2026, 06:00 UTC'
    """
    when = datetime.fromtimestamp(seconds, UTC)
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def age(seconds: float) -> str:
    """A length of time in its largest unit.

    >>> age(30), age(7300), age(400_000)
    ('now', '2 hours', '4 days')
    """
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number:,} {unit}{'' if number == 1 else 's'}"
    return "now"
