"""What a text is: a wallet address, contact, URL or host, and what to look up for it. Pure."""

import re

from service.language.said import Said
from service.model import Kind, Target
from service.names.contacts import contact
from service.names.defang import refang
from service.names.hosts import InvalidName, canonical_host
from service.names.urls import CanonicalUrl, canonical_url, expressions
from service.wallets import Address
from service.wallets import recognise as addresses_in

# Payment links: BIP-21 and its relatives, ERC-681, Solana Pay, TON's, SEP-7.
_PAYMENT = re.compile(
    r"(?:bitcoin|bitcoincash|litecoin|dogecoin|dash|zcash|monero|ethereum|tron|solana|xrpl?|ripple"
    r"|cardano|web\+cardano|ton|polkadot|cosmos|stellar|web\+stellar)"
    r":(?://)?(?:transfer/|pay/|pay-|pay(?=\?))?(?P<address>[^/?@#]*)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# Where a token is sent, the payee is a parameter and the first address is the token's contract.
_PAYEE = re.compile(r"[?&](?:address|destination)=(?P<address>[^&#]+)")
_BARE = re.compile(r"[^/?#\\]*")
_LOCAL_PHONE = re.compile(r"\+?0[0-9 ().-]{7,20}[0-9]")
_NEARLY_EVM = re.compile(r"0x[0-9a-f]{36,44}", re.IGNORECASE)  # else it is read as an IPv4 number


class InvalidTarget(ValueError):
    """The text is no URL, host or wallet address; `said` is a short sentence for people."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def recognise(text: str) -> Target:
    """Say what `text` is; defanged addresses and payment links count as what they stand for.

    Raises InvalidTarget.

    >>> recognise("hxxps://Shop[.]example/").canonical
    'https://shop.example/'
    >>> recognise("bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=1").expressions
    ('bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',)
    """
    found = addresses_in(text) or _payee(text.strip())
    if found:
        return _address(text, found)
    reached = contact(refang(text.strip()))
    if reached:
        return Target(text, Kind.CONTACT, reached.canonical, reached.expressions)
    try:
        return _place(text)
    except InvalidTarget:
        if _LOCAL_PHONE.fullmatch(text.strip()):
            wanted = Said("a phone number needs its country code, such as +855 12 345 678")
            raise InvalidTarget(wanted) from None
        raise


def _payee(text: str) -> tuple[Address, ...]:
    link = _PAYMENT.fullmatch(text)
    if link is None:
        return ()
    payee = _PAYEE.search(link["rest"])
    return (payee and addresses_in(payee["address"])) or addresses_in(link["address"])


def _address(text: str, found: tuple[Address, ...]) -> Target:
    every = tuple(f"{address.chain}:{address.canonical}" for address in found)
    return Target(text, Kind.ADDRESS, found[0].canonical, every, found[0].chain)


def _place(text: str) -> Target:
    address = refang(text.strip())
    if _NEARLY_EVM.fullmatch(address):
        raise InvalidTarget(
            Said("it looks like a wallet address, but a letter is wrong or missing")
        )
    try:
        url = canonical_url(address)
    except InvalidName as problem:
        host = _bare_host(address, problem)
        return Target(text, Kind.HOST, host, expressions(CanonicalUrl("http", host, "/", None)))
    if _BARE.fullmatch(address):
        _refuse_a_word(address, url.host)
        return Target(text, Kind.HOST, url.host, expressions(url))
    return Target(text, Kind.URL, url.text, expressions(url))


def _refuse_a_word(address: str, host: str) -> None:
    """A mistyped wallet address looks like a host of one label: "unknown" would mislead."""
    if "." not in host and ":" not in address and host != "localhost":
        raise InvalidTarget(Said("it has no dot, as a site has, and is no complete wallet address"))


def _bare_host(address: str, problem: InvalidName) -> str:
    """An IPv6 address without brackets is a host, though no URL."""
    try:
        return canonical_host(address)
    except InvalidName:
        raise InvalidTarget(problem.reason) from None
