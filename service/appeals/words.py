"""The sentences about an appeal, for people. Short words, no blame. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

from service.casework import Appeal, AppealState, Appellant, Proof
from service.language.said import Said

PROVEN_OWNER_DAYS: Final = 3
OTHER_DAYS: Final = 7
"""Working days within which we aim to answer."""

STATE_NAMES: Final = {
    AppealState.RECEIVED: Said("received"),
    AppealState.IN_REVIEW: Said("in review"),
    AppealState.REMOVED: Said("removed"),
    AppealState.KEPT: Said("kept"),
}
STATES: Final = {
    AppealState.RECEIVED: Said("We have your appeal. Nobody has looked at it yet."),
    AppealState.IN_REVIEW: Said("A moderator is looking at it."),
    AppealState.REMOVED: Said("The entry is taken off our list."),
    AppealState.KEPT: Said("The entry stays on our list."),
}
NOT_LISTED: Final = Said(
    "It is not on our list, so there is nothing to take off. If your browser or another program "
    "warns of it, that warning comes from somebody else."
)
NEXT_LIST: Final = Said("The next list, within a minute or so, will not hold it.")
_DNS: Final = {
    Proof.PROVEN: Said("The record is there and right."),
    Proof.MISSING: Said("There is no such record. A new one can take some minutes to be seen."),
    Proof.OTHER_VALUE: Said("There is a record of that name, but it holds something else."),
    Proof.NO_ANSWER: Said("DNS gave no answer. Try again later."),
}
_FILE: Final = {
    Proof.PROVEN: Said("The file is there and right."),
    Proof.MISSING: Said("There is no such file."),
    Proof.OTHER_VALUE: Said("The file is there, but it holds something else."),
    Proof.NO_ANSWER: Said("The site did not send the file. It must answer over https."),
    Proof.REFUSED: Said("The site's address lies in a private network, where we do not go."),
    Proof.REDIRECTED: Said(
        "The site sends us to another place. The file must be at this very address."
    ),
    Proof.TOO_LARGE: Said(
        "What the site sends is too long. The file must hold the code and no more."
    ),
}


def of_dns(found: Proof) -> Said:
    """Say what the look into DNS came to."""
    return _DNS.get(found, _DNS[Proof.NO_ANSWER])


def of_file(found: Proof) -> Said:
    """Say what the look for the file came to."""
    return _FILE[found]


def gone_from(version: str, published_at: int) -> Said:
    """Say which published list does not hold an entry that was taken off."""
    return Said(
        "List %(version)s, published on %(time)s, does not hold it.",
        version=version,
        time=moment_of(published_at),
    )


def working_days(appeal: Appeal) -> int:
    """Within how many working days we aim to answer."""
    proven = appeal.appellant is Appellant.OWNER and appeal.proven_at is not None
    return PROVEN_OWNER_DAYS if proven else OTHER_DAYS


def target_time(appeal: Appeal) -> Said:
    """Say by when we aim to answer."""
    return Said(
        "We aim to answer within %(days)s working days, by %(day)s.",
        days=working_days(appeal),
        day=moment_of(answer_by(appeal)).date(),
    )


def answer_by(appeal: Appeal) -> int:
    """Return when we aim to have answered, in unix seconds."""
    latest = _later(appeal.received_at, OTHER_DAYS)
    if working_days(appeal) == OTHER_DAYS or appeal.proven_at is None:
        return latest
    return min(latest, _later(appeal.proven_at, PROVEN_OWNER_DAYS))


def moment_of(seconds: int) -> datetime:
    """Return a unix time as a moment, which each language writes in its own way."""
    return datetime.fromtimestamp(seconds, UTC)


def moment_of_text(time: str) -> datetime:
    """Return a time as RFC 3339 has it as a moment."""
    return datetime.fromisoformat(time).astimezone(UTC)


def _later(seconds: int, days: int) -> int:
    """Return the same time so many working days later; Saturday and Sunday are none."""
    moment = datetime.fromtimestamp(seconds, UTC)
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return int(moment.timestamp())
