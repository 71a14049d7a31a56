"""What the guards know: the lists packaged in `data/`, and the guard feeds' last good copies.

The packaged lists always count, so a guard feed that is lost, emptied or poisoned can only add to
what is held back. In particular it can open no packaged top site to "anybody has names below it".
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from service.feeds.feed import Guards
from service.names.domains import is_above_public_suffix, is_public_suffix
from service.refresh.guards import RESERVED_NAMES, GuardData, Reason
from service.wallets import recognise

_WALLETS = {
    Guards.EXCHANGE_WALLET: Reason.EXCHANGE_WALLET,
    Guards.TOKEN_CONTRACT: Reason.TOKEN_CONTRACT,
}


def lines_of(name: str) -> list[str]:
    """Read one packaged list, without its comments."""
    text = (files("service.refresh") / "data" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def build(guarded: Mapping[Guards, Iterable[str]]) -> GuardData:
    """Join the packaged lists with the guard feeds' `guarded` expressions, by what they guard."""
    top = _hosts(guarded, Guards.TOP_SITE)
    shared = _hosts(guarded, Guards.SHARED_HOST)
    own = set(lines_of("vendors.txt")) | set(lines_of("banks.txt")) | set(lines_of("payments.txt"))
    vendors = _hosts(guarded, Guards.VENDOR) | own
    shorteners = _hosts(guarded, Guards.SHORTENER) | set(lines_of("shorteners.txt"))
    closed = set(lines_of("closed.txt"))
    paths = set(lines_of("path-required.txt"))
    packaged = set(lines_of("top-sites.txt")) | paths
    platforms = set(lines_of("platforms.txt"))
    needed = dict.fromkeys(lines_of("infrastructure.txt"), Reason.INFRASTRUCTURE)
    sites = top | packaged
    above = parents_of(sites | vendors | platforms | shared | shorteners | closed | needed.keys())
    return GuardData(
        bare={
            **dict.fromkeys(_private(sites | above), Reason.TOP_SITE),
            **dict.fromkeys(closed, Reason.BELOW_TOP_SITE),
            **dict.fromkeys(_private(shared) | platforms, Reason.SHARED_HOST),
            **dict.fromkeys(paths, Reason.SHARED_HOST),
            **dict.fromkeys(shorteners, Reason.SHORTENER),
            **dict.fromkeys(vendors, Reason.VENDOR),
            **needed,
            **dict.fromkeys(RESERVED_NAMES, Reason.RESERVED),
        },
        zones=_zones(sites, platforms | (shared - packaged), vendors) | needed,
        closed=frozenset((own - paths) | closed),
        wallets={**_feed_wallets(guarded), **packaged_wallets()},
        canaries=canaries(),
        sections=frozenset(lines_of("sections.txt")),
        owners=_owners(),
    )


@cache
def canaries() -> frozenset[str]:
    """The expressions that no generation may hold, whoever asks for it."""
    return frozenset(lines_of("canaries.txt"))


@cache
def packaged_wallets() -> Mapping[str, Reason]:
    """Token contracts and burn addresses, by expression, on every chain that has the address."""
    rows = (line.split(" ", 2) for line in lines_of("wallets.txt"))
    return {
        twin: Reason(reason) for reason, expression, _name in rows for twin in _twins(expression)
    }


def parents_of(hosts: Iterable[str]) -> set[str]:
    """Every name above a host, but its top-level domain: to list one would list the host."""
    return {parent for host in hosts for parent in _parents(host)}


def _private(hosts: Iterable[str]) -> set[str]:
    """Those that are no public suffix: of a suffix the guard says that itself."""
    return {host for host in hosts if not is_public_suffix(host)}


def _zones(sites: set[str], platforms: set[str], vendors: set[str]) -> dict[str, Reason | None]:
    """Say of each known host how the names below it are to be taken."""
    zones: dict[str, Reason | None] = dict.fromkeys(platforms)
    for site in sites - platforms:
        shared = is_public_suffix(site) or is_above_public_suffix(site)
        # A customer's popular name on a platform gives out none; the platform's machines do.
        if shared or any(parent in platforms for parent in _parents(site)):
            zones[site] = None
        else:
            zones[site] = Reason.BELOW_TOP_SITE
    zones.update(dict.fromkeys(vendors, Reason.VENDOR))
    zones.update(dict.fromkeys(RESERVED_NAMES, Reason.RESERVED))
    return zones


def _parents(host: str) -> Iterator[str]:
    parent = host.partition(".")[2]
    while "." in parent:
        yield parent
        parent = parent.partition(".")[2]


@cache
def _owners() -> Mapping[str, tuple[str, ...]]:
    """By host, the sections below which strangers' names stand."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines_of("owners.txt"):
        host, _, section = line.partition("/")
        found[host] = (*found.get(host, ()), section.rstrip("/"))
    return found


def _hosts(guarded: Mapping[Guards, Iterable[str]], kind: Guards) -> set[str]:
    """The hosts of a kind: `host/` without its slash. A guard's URL guards nothing."""
    found = {text[:-1] for text in guarded.get(kind, ()) if text.endswith("/")}
    return {host for host in found if "/" not in host}


def _feed_wallets(guarded: Mapping[Guards, Iterable[str]]) -> dict[str, Reason]:
    return {
        twin: reason
        for kind, reason in _WALLETS.items()
        for expression in guarded.get(kind, ())
        if "/" not in expression
        for twin in _twins(expression)
    }


def _twins(expression: str) -> set[str]:
    """The expressions of an address on all chains: an old one of Bitcoin is Bitcoin Cash's too."""
    found = recognise(expression.partition(":")[2])
    return {expression, *(f"{chain}:{address}" for chain, address in found)}
