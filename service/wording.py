"""The sentences of a verdict. They report and never accuse: "reported as", by whom, since when."""

from datetime import UTC, datetime
from functools import lru_cache

from service.casework import CaseState, Channel, Declined
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

# What a person who was cheated would call it; the form offers these.
KINDS_OF_SCAM = {
    Category.SCAM: "Something else, or I am not sure",
    Category.INVESTMENT: "A fake investment or trading site",
    Category.WALLET_PHISHING: "It emptied a crypto wallet, or asked for its secret words",
    Category.JOB_LURE: "A false job offer",
    Category.RECOVERY: "Somebody offered to get lost money back",
    Category.PHISHING: "A site that steals passwords or card numbers",
    Category.SHOP: "A fake shop",
    Category.GAMBLING: "A gambling site",
    Category.GIVEAWAY: "A false giveaway or prize",
    Category.STOLEN_FUNDS: "It holds stolen money",
}
CHANNELS = {
    Channel.MESSENGER: "A message, as in WhatsApp, Telegram or Line",
    Channel.SOCIAL: "Social media",
    Channel.DATING: "A dating app or site",
    Channel.SMS: "A text message (SMS)",
    Channel.CALL: "A phone call",
    Channel.EMAIL: "Email",
    Channel.ADVERT: "An advert",
    Channel.SEARCH: "A search engine",
    Channel.JOB_SITE: "A job site",
    Channel.FRIEND: "Somebody I know",
    Channel.IN_PERSON: "Somebody I met in person",
    Channel.OTHER: "Another way",
}
STATES = {
    CaseState.RECEIVED: "Received: nobody has looked yet",
    CaseState.IN_REVIEW: "In review: somebody is looking at it",
    CaseState.LISTED: "Listed: browsers warn of it",
    CaseState.DECLINED: "Not listed",
    CaseState.DUPLICATE: "Reported before: it was joined with another report",
}
DECLINED = {
    Declined.NOT_A_SCAM: "We looked, and found no scam there.",
    Declined.NO_EVIDENCE: "We could not see enough to warn others of it.",
    Declined.OUT_OF_SCOPE: "It is not the kind of thing that this list is for.",
    Declined.TOO_WIDE: "Too many honest people use the same site: we need the address of the page.",
    Declined.UNREACHABLE: "It was not there any more when we looked.",
    Declined.FALSE_REPORT: "We found that what was reported is not so.",
}

# Why a sign that a message states is one. They say what honest people do not do, and accuse nobody.
SIGNS = {
    "guaranteed-returns": "Nobody can guarantee a profit. Honest firms say that you can lose.",
    "other-app": "Scams often move the talk to another app, where nobody can report them.",
    "pay-to-withdraw": "An honest exchange takes its fees from your balance. Who asks you to send "
    "money first, to get your own money out, will not pay it out.",
    "passport-kept": "No honest employer keeps your passport.",
    "travel-paid": "A free flight and visa for ordinary work abroad is how people are lured into "
    "places where they are held and made to scam others.",
    "easy-high-pay": "High pay for easy work that needs no experience is a common lure.",
    "secret-words": "Whoever knows your secret words or private key can take all that the wallet "
    "holds. Nobody honest asks for them.",
    "recovery-offer": "Firms that offer to get lost money back for a fee often take more money.",
    "keep-secret": "Who asks you to hide it from your bank, the police or your family does not "
    "want you to get advice.",
    "insider-tips": "Secret tips and private trading lessons are how many fake investments begin.",
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


def age_in_words(seconds: int) -> str:
    """A length of time, in the largest unit that it fills.

    >>> age_in_words(59), age_in_words(3600), age_in_words(200_000)
    ('less than a minute', '1 hour', '2 days')
    """
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}" + ("" if count == 1 else "s")
    return "less than a minute"


@lru_cache(maxsize=4096)  # a list knows few days, and every answer names some
def day_in_words(day: int) -> str:
    """A day counted from 1970-01-01.

    >>> day_in_words(20_515)
    '3 March 2026'
    """
    moment = datetime.fromtimestamp(day * 86_400, UTC)
    return f"{moment.day} {moment:%B %Y}"
