"""What a guard's objection means, in words for moderators; docs/guards.md has all of it. Pure."""

from typing import Final

from service.moderation.guarding import NOT_LOADED, UNREADABLE
from service.refresh.guards import Reason

_OBJECTIONS: Final = {
    Reason.CANARY: "no list may ever hold it",
    Reason.RESERVED: "a private or reserved name: no scam is there, and somebody's router is",
    Reason.PUBLIC_SUFFIX: "anybody can have a name below it",
    Reason.VENDOR: "the site of a wallet, exchange or bank, or below one",
    Reason.SHARED_HOST: "a platform on which anybody publishes: block the page, or a name below it",
    Reason.SHORTENER: "a whole shortener or link page: block the one link",
    Reason.TOP_SITE: "one of the most visited sites: a mistake here reaches millions",
    Reason.BELOW_TOP_SITE: "part of one of the most visited sites",
    Reason.WHOLE_SECTION: "a whole section of a shared site: it is nobody's page",
    Reason.FEED_EXCEPTION: "the feed's own exception",
    Reason.TOKEN_CONTRACT: "a token's contract: many people's money passes through it",
    Reason.EXCHANGE_WALLET: "an exchange's own wallet: many people's money passes through it",
    Reason.ZERO_ADDRESS: "a burn address that nobody holds",
    UNREADABLE: "a part of what the guards know cannot be read, so nobody knows that none objects",
    NOT_LOADED: (
        "a list that the guards go by was never loaded, so nobody knows that none objects; whoever "
        "runs this service loads it with mynah refresh"
    ),
}


def objection(reason: str) -> str:
    """Say what a guard objects to.

    >>> objection("top-site")
    'one of the most visited sites: a mistake here reaches millions'
    """
    return _OBJECTIONS.get(reason, reason)
