"""What may never be listed, whatever a feed says: entry by entry, with a reason for people to read.

Pure. What a guard holds back is not thrown away: it is published beside the list as "held", for a
moderator to confirm or to leave. The knowledge itself comes from `guarddata`.

    the bare host             is held if it, or a name below it, is a top site, a vendor or a bank;
                              if it is a suffix, a hosting platform, a shortener, a reserved name
    a host below a top site   is held, unless that site gives names of its own to anybody
    a URL                     is held on a vendor's own site and where nobody else publishes;
                              elsewhere only if its path is not somebody's own: see `paths`
    an address                is held if it is a token contract, an exchange's or a burn address
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from service.names.domains import above_public_suffixes, is_public_suffix
from service.refresh.paths import ROOT, is_ones_own


class Reason(StrEnum):
    """Why an entry was held back. The words are part of the API and of `mynah feeds --held`."""

    CANARY = "canary"  # may never be listed, whatever else the guards know
    RESERVED = "reserved"  # a private, loopback or documentation name or address
    PUBLIC_SUFFIX = "public-suffix"  # of registries, or of the list's private part, or above one
    INFRASTRUCTURE = "infrastructure"  # what other pages and devices need: resolvers, fonts
    VENDOR = "vendor"  # a wallet, exchange, explorer or bank, or a name below one
    SHARED_HOST = "shared-host"  # the whole of a platform on which anybody publishes
    SHORTENER = "shortener"
    TOP_SITE = "top-site"  # or the parent of one
    BELOW_TOP_SITE = "below-top-site"
    WHOLE_SECTION = "whole-section"  # a URL on a shared host or top site that names no one's page
    FEED_EXCEPTION = "feed-exception"  # the feed's own allow rule
    TOKEN_CONTRACT = "token-contract"  # noqa: S105 - not a password
    EXCHANGE_WALLET = "exchange-wallet"
    ZERO_ADDRESS = "zero-address"


@dataclass(frozen=True)
class GuardData:
    """All that the guards know. Hosts are in canonical form, without `www.`."""

    bare: Mapping[str, Reason] = field(default_factory=dict)  # hosts never to be listed whole
    # How to take the names below a host: a reason holds them, None says that anybody may have one.
    zones: Mapping[str, Reason | None] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()  # hosts on which, and below, nobody else publishes
    wallets: Mapping[str, Reason] = field(default_factory=dict)  # by expression
    canaries: frozenset[str] = frozenset()  # expressions
    sections: frozenset[str] = frozenset()  # path segments that are nobody's page
    # Where a host puts strangers' names: `groups` for /groups/NAME, "" for /NAME.
    owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# Names set aside by RFC 2606, RFC 6761, RFC 8375 and RFC 9476, below top-level domains that exist.
RESERVED_NAMES = ("example.com", "example.net", "example.org", "home.arpa")
_RESERVED_TLDS = frozenset(
    ["alt", "arpa", "example", "internal", "invalid", "local", "localhost", "test"]
)
_RESERVED_ENDS = tuple(f".{name}" for name in _RESERVED_TLDS)

# Where nothing more is known of the host, whoever it is publishes right below it.
_NAMES_AT_ROOT = frozenset([Reason.SHORTENER, Reason.PUBLIC_SUFFIX, Reason.VENDOR])
# The same site for telephones, or in another language.
_TWIN = re.compile(r"(?:m|mbasic|mobile|touch|www|[a-z]{2}(?:-[a-z]{2})?)\.")
# What a top site keeps behind such a name is for its own users to sign in or to read their mail.
_TOP: Final = (Reason.TOP_SITE, Reason.BELOW_TOP_SITE)
_PRIVATE_LABELS = frozenset(
    [
        *("account", "accounts", "auth", "idp", "login", "mail", "myaccount", "oauth"),
        *("outlook", "passport", "signin", "signup", "sso", "webmail"),
    ]
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all of IPv6 that was ever given out
_RELAYS = ip_network("192.88.99.0/24")  # of 6to4, for everybody


class Guard:
    """Judges entries against one GuardData. Cheap: a plain host costs a few look-ups in a dict."""

    def __init__(self, data: GuardData) -> None:
        self._data = data
        above = dict.fromkeys(above_public_suffixes(), Reason.PUBLIC_SUFFIX)
        self._bare = above | dict(data.bare)  # one look-up for both
        self._zones = data.zones

    def hold_all(self, expressions: Iterable[str]) -> dict[str, Reason]:
        """Say of many entries which may not be listed, and why."""
        hold = self.hold
        return {text: reason for text in expressions if (reason := hold(text)) is not None}

    def hold(self, expression: str) -> Reason | None:
        """Say why an entry may not be listed, or None if it may."""
        slash = expression.find("/")
        if slash == len(expression) - 1:
            reason = self.hold_host(expression[:-1])
        elif slash < 0:
            reason = self._data.wallets.get(expression)
        else:
            reason = self._hold_url(expression[:slash], expression[slash:])
        if reason is None and expression in self._data.canaries:
            return Reason.CANARY
        return reason

    def is_canary(self, expression: str) -> bool:
        """Whether the expression may not even be listed by a decision."""
        return expression in self._data.canaries

    def is_shared(self, host: str) -> bool:
        """Whether anybody may have a name below the host."""
        return self._zones.get(host, Reason.TOP_SITE) is None or is_public_suffix(host)

    def hold_host(self, host: str) -> Reason | None:
        """Say why a whole host, and so every name below it, may not be listed."""
        reason = self._bare.get(host)
        if reason is not None:
            return reason
        if is_public_suffix(host):
            return Reason.PUBLIC_SUFFIX
        zones = self._zones
        parent = host.partition(".")[2]
        while "." in parent:  # the nearest known name above the host decides
            if parent in zones:
                return zones[parent]
            parent = parent.partition(".")[2]
        return None if parent.isalpha() and parent not in _RESERVED_TLDS else _odd(host)

    def _hold_url(self, host: str, target: str) -> Reason | None:
        reason = self.hold_host(host)
        if reason is None or reason is Reason.RESERVED or self._is_closed(host, reason):
            return reason
        owned = self._owned(host, reason)
        return None if is_ones_own(target, self._data.sections, owned) else Reason.WHOLE_SECTION

    def _is_closed(self, host: str, reason: Reason) -> bool:
        """Whether nobody but its owner publishes on a host."""
        label, _, parent = host.partition(".")
        if reason in _TOP and label in _PRIVATE_LABELS and "." in parent:
            return True
        while host:
            if host in self._data.closed:
                return True
            host = host.partition(".")[2]
        return False

    def _owned(self, host: str, reason: Reason) -> Iterable[str]:
        """Where strangers' names stand in the paths of a host."""
        owners = self._data.owners
        twin = _TWIN.match(host)
        known = owners.get(host) or (owners.get(host[twin.end() :]) if twin else None)
        return known or (ROOT if reason in _NAMES_AT_ROOT else ())


def _odd(host: str) -> Reason | None:
    """Judge what ends in no ordinary top-level domain: punycode, an IP literal, a reserved name."""
    if host[-1].isdigit() or host[-1] == "]":
        return None if is_public_address(host) else Reason.RESERVED
    return Reason.RESERVED if f".{host}".endswith(_RESERVED_ENDS) else None


def is_public_address(host: str) -> bool:
    """Whether an IP literal can be a site on the internet: not private, loopback or reserved."""
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    return _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv4Address):
        return address not in _RELAYS
    inner = address.sixtofour  # an IPv4 address in the clothes of an IPv6 one
    return address in _GLOBAL_UNICAST and (inner is None or _is_public(inner))
