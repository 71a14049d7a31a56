"""The sentences of a verdict. They report and never accuse: "reported as", by whom, since when."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from service.casework import CaseState, Channel, Declined
from service.language.said import Said, Value, counted
from service.model import Category, Fact, Kind, Severity, is_unchecked

_SITES = {
    Category.SANCTIONED: Said("a site under sanctions"),
    Category.STOLEN_FUNDS: Said("a site that handles stolen funds"),
    Category.INVESTMENT: Said("a fake investment or trading site"),
    Category.WALLET_PHISHING: Said("a site that empties crypto wallets"),
    Category.JOB_LURE: Said("a false job offer"),
    Category.RECOVERY: Said("a false offer to recover lost money"),
    Category.GIVEAWAY: Said("a false giveaway"),
    Category.SHOP: Said("a fake shop"),
    Category.GAMBLING: Said("a gambling site; gambling is not legal or not safe everywhere"),
    Category.PHISHING: Said("a site that steals passwords or card numbers"),
    Category.SCAM: Said("a scam"),
}
_ADDRESSES = {
    Category.SANCTIONED: Said("an address under sanctions"),
    Category.STOLEN_FUNDS: Said("an address that holds stolen funds"),
    Category.INVESTMENT: Said("an address that takes payments for a fake investment"),
    Category.GIVEAWAY: Said("an address that takes payments for a false giveaway"),
}
_ANY_CONTACT = Said("a contact that scammers use")
_ANY_ADDRESS = Said("an address that scammers use")

# What a person who was cheated would call it; the form offers these.
KINDS_OF_SCAM = {
    Category.SCAM: Said("Something else, or I am not sure"),
    Category.INVESTMENT: Said("A fake investment or trading site"),
    Category.WALLET_PHISHING: Said("It emptied a crypto wallet, or asked for its secret words"),
    Category.JOB_LURE: Said("A false job offer"),
    Category.RECOVERY: Said("Somebody offered to get lost money back"),
    Category.PHISHING: Said("A site that steals passwords or card numbers"),
    Category.SHOP: Said("A fake shop"),
    Category.GAMBLING: Said("A gambling site"),
    Category.GIVEAWAY: Said("A false giveaway or prize"),
    Category.STOLEN_FUNDS: Said("It holds stolen money"),
}
# What entries are counted as: short, to stand beside a bar.
CATEGORIES = {
    Category.INVESTMENT: Said("Fake investment or trading"),
    Category.WALLET_PHISHING: Said("Empties wallets"),
    Category.JOB_LURE: Said("False job offer"),
    Category.PHISHING: Said("Steals passwords or card numbers"),
    Category.GAMBLING: Said("Gambling"),
    Category.SHOP: Said("Fake shop"),
    Category.GIVEAWAY: Said("False giveaway"),
    Category.RECOVERY: Said("False recovery of lost money"),
    Category.STOLEN_FUNDS: Said("Stolen funds"),
    Category.SANCTIONED: Said("Under sanctions"),
    Category.SCAM: Said("Scam, not said which"),
}
CHAIN_NAMES = {  # names, alike in every language
    "evm": "Ethereum (EVM)",
    "bitcoin": "Bitcoin",
    "bitcoin-cash": "Bitcoin Cash",
    "xrp": "XRP Ledger",
    "ton": "TON",
}
CHANNELS = {
    Channel.MESSENGER: Said("A message, as in WhatsApp, Telegram or Line"),
    Channel.SOCIAL: Said("Social media"),
    Channel.DATING: Said("A dating app or site"),
    Channel.SMS: Said("A text message (SMS)"),
    Channel.CALL: Said("A phone call"),
    Channel.EMAIL: Said("Email"),
    Channel.ADVERT: Said("An advert"),
    Channel.SEARCH: Said("A search engine"),
    Channel.JOB_SITE: Said("A job site"),
    Channel.FRIEND: Said("Somebody I know"),
    Channel.IN_PERSON: Said("Somebody I met in person"),
    Channel.OTHER: Said("Another way"),
}
STATES = {
    CaseState.RECEIVED: Said("Received: nobody has looked yet"),
    CaseState.IN_REVIEW: Said("In review: somebody is looking at it"),
    CaseState.LISTED: Said("Listed: browsers warn of it"),
    CaseState.DECLINED: Said("Not listed"),
    CaseState.ENDED: Said("Not listed any more"),
    CaseState.DUPLICATE: Said("Reported before: it was joined with another report"),
}
DECLINED = {
    Declined.NOT_A_SCAM: Said("We looked, and found no scam there."),
    Declined.NO_EVIDENCE: Said("We could not see enough to warn others of it."),
    Declined.OUT_OF_SCOPE: Said("It is not the kind of thing that this list is for."),
    Declined.TOO_WIDE: Said(
        "Too many honest people use the same site: we need the address of the page."
    ),
    Declined.UNREACHABLE: Said("It was not there any more when we looked."),
    Declined.FALSE_REPORT: Said("We found that what was reported is not so."),
}

# Why a sign that a message states is one. They say what honest people do not do, and accuse nobody.
SIGNS = {
    "guaranteed-returns": Said(
        "Nobody can guarantee a profit. Honest firms say that you can lose."
    ),
    "other-app": Said("Scams often move the talk to another app, where nobody can report them."),
    "pay-to-withdraw": Said(
        "An honest exchange takes its fees from your balance. Who asks you to send "
        "money first, to get your own money out, will not pay it out."
    ),
    "passport-kept": Said("No honest employer keeps your passport."),
    "travel-paid": Said(
        "A free flight and visa for ordinary work abroad is how people are lured into "
        "places where they are held and made to scam others."
    ),
    "easy-high-pay": Said("High pay for easy work that needs no experience is a common lure."),
    "secret-words": Said(
        "Whoever knows your secret words or private key can take all that the wallet "
        "holds. Nobody honest asks for them."
    ),
    "recovery-offer": Said(
        "Firms that offer to get lost money back for a fee often take more money."
    ),
    "keep-secret": Said(
        "Who asks you to hide it from your bank, the police or your family does not "
        "want you to get advice."
    ),
    "insider-tips": Said(
        "Secret tips and private trading lessons are how many fake investments begin."
    ),
}


def chain_name(chain: str) -> str:
    """A chain as people know it.

    >>> chain_name("evm"), chain_name("litecoin")
    ('Ethereum (EVM)', 'Litecoin')
    """
    return CHAIN_NAMES.get(chain, chain.capitalize())


def reported_as(kind: Kind, category: Category) -> Said:
    """What an entry is reported as, to stand after "Reported as"."""
    if kind is Kind.ADDRESS:
        return _ADDRESSES.get(category, _ANY_ADDRESS)
    return _ANY_CONTACT if kind is Kind.CONTACT else _SITES[category]


def reason(kind: Kind, fact: Fact, names: Sequence[str]) -> Said:
    """Why a target is listed, in a few sentences. `names` are the sources', most can read two."""
    return _reason(kind, fact, tuple(names))


@lru_cache(maxsize=4096)  # many entries share a fact
def _reason(kind: Kind, fact: Fact, names: tuple[str, ...]) -> Said:
    values: dict[str, Value] = {
        "what": reported_as(kind, fact.category),
        "names": _named(names),
        "day": day_of(min(source.first_seen for source in fact.sources)),
    }
    if is_unchecked(fact):
        return Said(
            "Reported as %(what)s by %(names)s; known since %(day)s. Reported, not yet checked.",
            **values,
        )
    if fact.severity is Severity.WARN:
        return Said(
            "Reported as %(what)s by %(names)s; known since %(day)s. It is not certain.", **values
        )
    return Said("Reported as %(what)s by %(names)s; known since %(day)s.", **values)


def _named(names: tuple[str, ...]) -> str:
    if len(names) <= 1:
        return "".join(names)
    first, second = names[:2]
    if len(names) == 2:
        return Said("%(first)s and %(second)s", first=first, second=second)
    more = len(names) - 2
    return Said("%(first)s and %(second)s and %(more)s more", first=first, second=second, more=more)


def age_in_words(seconds: int) -> Said:
    """How long ago something was, in the largest unit that it fills.

    >>> age_in_words(59), age_in_words(3600), age_in_words(200_000)
    ('less than a minute ago', '1 hour ago', '2 days ago')
    """
    if seconds >= 86_400:
        return counted("%(n)s day ago", "%(n)s days ago", seconds // 86_400)
    if seconds >= 3600:
        return counted("%(n)s hour ago", "%(n)s hours ago", seconds // 3600)
    if seconds >= 60:
        return counted("%(n)s minute ago", "%(n)s minutes ago", seconds // 60)
    return Said("less than a minute ago")


def day_of(day: int) -> date:
    """A day counted from 1970-01-01.

    >>> day_of(20_515)
    datetime.date(2026, 3, 3)
    """
    return datetime.fromtimestamp(day * 86_400, UTC).date()
