"""The sentences about an appeal, for people. Short words, no blame. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

from service.casework import Appeal, AppealState, Appellant, Proof

PROVEN_OWNER_DAYS: Final = 3
OTHER_DAYS: Final = 7
"""Working days within which we aim to answer."""

STATES: Final = {
    AppealState.RECEIVED: "We have your appeal. Nobody has looked at it yet.",
    AppealState.IN_REVIEW: "A moderator is looking at it.",
    AppealState.REMOVED: "The entry is taken off our list.",
    AppealState.KEPT: "The entry stays on our list.",
}
NOT_LISTED: Final = (
    "It is not on our list, so there is nothing to take off. If your browser or another program "
    "warns of it, that warning comes from somebody else."
)
NEXT_LIST: Final = "The next list, within a minute or so, will not hold it."
_DNS: Final = {
    Proof.PROVEN: "The record is there and right.",
    Proof.MISSING: "There is no such record. A new one can take some minutes to be seen.",
    Proof.OTHER_VALUE: "There is a record of that name, but it holds something else.",
    Proof.NO_ANSWER: "DNS gave no answer. Try again later.",
}
_FILE: Final = {
    Proof.PROVEN: "The file is there and right.",
    Proof.MISSING: "There is no such file.",
    Proof.OTHER_VALUE: "The file is there, but it holds something else.",
    Proof.NO_ANSWER: "The site did not send the file. It must answer over https.",
    Proof.REFUSED: "The site's address lies in a private network, where we do not go.",
    Proof.REDIRECTED: "The site sends us to another place. The file must be at this very address.",
    Proof.TOO_LARGE: "What the site sends is too long. The file must hold the code and no more.",
}


def of_dns(found: Proof) -> str:
    """Say what the look into DNS came to."""
    return _DNS.get(found, _DNS[Proof.NO_ANSWER])


def of_file(found: Proof) -> str:
    """Say what the look for the file came to."""
    return _FILE[found]


def gone_from(version: str, published_at: int) -> str:
    """Say which published list does not hold an entry that was taken off."""
    return f"List {version}, published on {minute_of(published_at)}, does not hold it."


def working_days(appeal: Appeal) -> int:
    """Within how many working days we aim to answer."""
    proven = appeal.appellant is Appellant.OWNER and appeal.proven_at is not None
    return PROVEN_OWNER_DAYS if proven else OTHER_DAYS


def target_time(appeal: Appeal) -> str:
    """Say by when we aim to answer."""
    days = working_days(appeal)
    return f"We aim to answer within {days} working days, by {day_of(answer_by(appeal))}."


def answer_by(appeal: Appeal) -> int:
    """Return when we aim to have answered, in unix seconds."""
    latest = _later(appeal.received_at, OTHER_DAYS)
    if working_days(appeal) == OTHER_DAYS or appeal.proven_at is None:
        return latest
    return min(latest, _later(appeal.proven_at, PROVEN_OWNER_DAYS))


def day_of(seconds: int) -> str:
    """Return the day of a unix time in words.

    >>> day_of(1_795_500_000)
    '24 November 2026'
    """
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment.day} {moment:%B %Y}"


def day_of_text(time: str) -> str:
    """Return the day of a time as RFC 3339 has it, in words.

    >>> day_of_text("2026-03-03T00:00:00Z")
    '3 March 2026'
    """
    return day_of(int(datetime.fromisoformat(time).timestamp()))


def minute_of(seconds: int) -> str:
    """Return a unix time in words, to the minute.

    >>> minute_of(1_795_500_000)
    '24 November 2026, 06:00 UTC'
    """
    return f"{day_of(seconds)}, {datetime.fromtimestamp(seconds, UTC):%H:%M} UTC"


def _later(seconds: int, days: int) -> int:
    """Return the same time so many working days later; Saturday and Sunday are none."""
    moment = datetime.fromtimestamp(seconds, UTC)
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return int(moment.timestamp())
