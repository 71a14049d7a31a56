"""What a guard's objection means, in words for people; docs/guards.md has all of it. Pure."""

from typing import Final

from service.language.said import Said
from service.moderation.guarding import NOT_LOADED, UNREADABLE
from service.refresh.guards import Reason

_OBJECTIONS: Final = {
    Reason.CANARY: Said("no list may ever hold it"),
    Reason.RESERVED: Said("a private or reserved name: no scam is there, and somebody's router is"),
    Reason.PUBLIC_SUFFIX: Said("anybody can have a name below it"),
    Reason.VENDOR: Said("the site of a wallet, exchange or bank, or below one"),
    Reason.SHARED_HOST: Said(
        "a platform on which anybody publishes: block the page, or a name below it"
    ),
    Reason.SHORTENER: Said("a whole shortener or link page: block the one link"),
    Reason.TOP_SITE: Said("one of the most visited sites: a mistake here reaches millions"),
    Reason.BELOW_TOP_SITE: Said("part of one of the most visited sites"),
    Reason.WHOLE_SECTION: Said("a whole section of a shared site: it is nobody's page"),
    Reason.FEED_EXCEPTION: Said("the feed's own exception"),
    Reason.TOKEN_CONTRACT: Said("a token's contract: many people's money passes through it"),
    Reason.EXCHANGE_WALLET: Said("an exchange's own wallet: many people's money passes through it"),
    Reason.ZERO_ADDRESS: Said("a burn address that nobody holds"),
    UNREADABLE: Said(
        "a part of what the guards know cannot be read, so nobody knows that none objects"
    ),
    NOT_LOADED: Said(
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
