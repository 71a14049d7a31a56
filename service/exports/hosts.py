"""Formats that hold whole sites, a name or two in each line. Pure.

Each blocks what browsers get a full page for; a page of a site that is not listed whole, a wallet
and a contact they cannot hold. What a moderator allowed below a listed site is let through, where
the format can say so.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from service.exports.edition import Entry
from service.exports.head import Head, Skip
from service.model import Kind

_LONGEST: Final = 253
_LONGEST_IN_A_ZONE: Final = 200  # room for the wildcard before it and the zone's name behind it
_NUMBERS = re.compile(r"[0-9.]+|\[.*")
_NAME = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII
)
_WITH_UNDERSCORE = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
    re.ASCII,
)
_OF_KIND: Final = {Kind.URL: Skip.PAGE, Kind.ADDRESS: Skip.WALLET, Kind.CONTACT: Skip.CONTACT}


def not_a_name(entry: Entry) -> Skip | None:
    """Say why a list of names cannot hold an entry."""
    if entry.kind is not Kind.HOST:
        return _OF_KIND[entry.kind]
    host = entry.host
    if _NAME.fullmatch(host) and len(host) <= _LONGEST and not _NUMBERS.fullmatch(host):
        return None
    if _NUMBERS.fullmatch(host):
        return Skip.IP_ADDRESS
    if len(host) > _LONGEST or any(len(label) > 63 for label in host.split(".")):
        return Skip.LONG
    return None if _WITH_UNDERSCORE.fullmatch(host) else Skip.ODD


def not_a_host_name(entry: Entry) -> Skip | None:
    """The same where a name must be one of a computer, which has no underscore (RFC 952)."""
    return not_a_name(entry) or (Skip.UNDERSCORE if "_" in entry.host else None)


def not_in_a_zone(entry: Entry) -> Skip | None:
    """The same where the zone's own name stands behind it."""
    return not_a_host_name(entry) or (Skip.LONG if len(entry.host) > _LONGEST_IN_A_ZONE else None)


def domains(head: Head, entries: Iterable[Entry]) -> Iterator[str]:
    """One name in each line. Whoever reads it blocks what lies below each name too."""
    yield from _commented(head, "#")
    for entry in entries:
        yield f"{entry.host}\n"


def hosts(head: Head, entries: Iterable[Entry]) -> Iterator[str]:
    """A hosts file, which knows no wildcard: each name, and what it is with `www.` before it."""
    allowed = frozenset(head.exceptions)
    yield from _commented(head, "#")
    for entry in entries:
        twin = f"www.{entry.host}"
        if entry.host.startswith("www.") or twin in allowed or len(twin) > _LONGEST:
            yield f"0.0.0.0 {entry.host}\n"
        else:
            yield f"0.0.0.0 {entry.host} {twin}\n"


def adblock(head: Head, entries: Iterable[Entry]) -> Iterator[str]:
    """Network filters of the Adblock Plus syntax, as uBlock Origin, AdGuard and Pi-hole read them.

    An exception outdoes every rule but an important one; what is listed below one needs that.
    """
    exceptions = frozenset(head.exceptions)
    yield "[Adblock Plus]\n"
    yield f"! Title: Mynah {head.name}\n"
    yield f"! Version: {head.edition.serial}\n"
    yield "! Expires: 6 hours\n"
    yield from _commented(head, "!")
    for entry in entries:
        strong = "$important" if exceptions and _is_below(entry.host, exceptions) else ""
        yield f"||{entry.host}^{strong}\n"
    for host in head.exceptions:
        yield f"@@||{host}^\n"


def dnsmasq(head: Head, entries: Iterable[Entry]) -> Iterator[str]:
    """Answer NXDOMAIN for each name and all below it (dnsmasq 2.86 or later)."""
    yield from _commented(head, "#")
    for entry in entries:
        yield f"address=/{entry.host}/\n"
    for host in head.exceptions:
        yield f"server=/{host}/#\n"


def unbound(head: Head, entries: Iterable[Entry]) -> Iterator[str]:
    """The same as local zones, to be named in an `include:` of unbound.conf."""
    yield from _commented(head, "#")
    yield "server:\n"
    for entry in entries:
        yield f'local-zone: "{entry.host}." always_nxdomain\n'
    for host in head.exceptions:
        yield f'local-zone: "{host}." always_transparent\n'


def rpz(head: Head, entries: Iterable[Entry]) -> Iterator[str]:
    """A response policy zone: NXDOMAIN for each name and all below it.

    Names are relative, so that whoever loads it calls the zone as they like. Secondaries look for
    a new serial every hour and stop trusting what they have after a week.
    """
    yield "$TTL 300\n"
    yield f"@ IN SOA localhost. hostmaster.localhost. {head.edition.serial} 3600 600 604800 300\n"
    yield "@ IN NS localhost.\n"
    yield from _commented(head, ";")
    for entry in entries:
        yield f"{entry.host} CNAME .\n*.{entry.host} CNAME .\n"
    for host in head.exceptions:
        yield f"{host} CNAME rpz-passthru.\n*.{host} CNAME rpz-passthru.\n"


def _commented(head: Head, sign: str) -> Iterator[str]:
    for line in head.lines():
        yield f"{sign} {line}\n"


def _is_below(host: str, others: frozenset[str]) -> bool:
    at = host.find(".") + 1
    while at:
        if host[at:] in others:
            return True
        at = host.find(".", at) + 1
    return False
