"""What the Public Suffix List says of a host. The only home of `tldextract`.

The list is the snapshot that tldextract ships: no network, no cache folder. A host is taken in
canonical form. One whose last label no rule knows has neither suffix nor registrable domain.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from service.names.hosts import canonical_host

_MOST_LABELS = 10  # no rule has as many labels; keeps a host of 2,000 labels as cheap as any other


@dataclass(frozen=True)
class _Rules:
    exact: frozenset[str]
    wild: frozenset[str]  # "*.ck" as "ck"
    exceptions: frozenset[str]  # "!www.ck" as "www.ck"

    def has(self, host: str) -> bool:
        """Tell whether `suffix(host) == host`, which a refresh asks of every name it reads."""
        if host in self.exact:
            return True
        if host in self.exceptions:
            return False
        return host.partition(".")[2] in self.wild or host in self.wild

    def suffix(self, host: str) -> str | None:
        """Return the public suffix of a host: what its longest rule matches."""
        rest = host
        while rest not in self.exact:
            parent = rest.partition(".")[2]
            if rest in self.exceptions:
                return parent
            if parent in self.wild:
                return rest
            if not parent:
                return rest if rest in self.wild else None  # "ck" alone, under "*.ck"
            rest = parent
        return rest


def is_public_suffix(host: str) -> bool:
    """Tell whether anybody may register names below `host`: `com`, `co.uk`, `github.io`.

    >>> is_public_suffix("github.io"), is_public_suffix("a.github.io"), is_public_suffix("www.ck")
    (True, False, False)
    """
    return _all_rules().has(host)


def is_above_public_suffix(host: str) -> bool:
    """Tell whether public suffixes lie below `host`, so that an entry for it would list them all.

    >>> is_above_public_suffix("amazonaws.com"), is_above_public_suffix("example.com")
    (True, False)
    """
    return host in above_public_suffixes()


@cache
def above_public_suffixes() -> frozenset[str]:
    """Return every name below which public suffixes lie: `amazonaws.com`, `com`."""
    rules = _all_rules()
    above = {parent for rule in rules.exact for parent in _parents(rule)}
    return frozenset(above.union(rules.wild, *map(_parents, rules.wild)))


def broad_names() -> frozenset[str]:
    """Return every name that is a public suffix or lies above one; the extension has a copy."""
    return _all_rules().exact | above_public_suffixes()


def has_known_tld(host: str) -> bool:
    """Tell whether the last label of `host` is a top-level domain."""
    return host.rpartition(".")[2] in _top_level()


def registrable(host: str) -> str | None:
    """Return the domain that one party holds, private suffixes honoured, or None.

    >>> registrable("a.b.github.io"), registrable("www.example.co.uk"), registrable("co.uk")
    ('b.github.io', 'example.co.uk', None)
    """
    return _below(host, _all_rules().suffix(_tail(host)))


def icann_registrable(host: str) -> str | None:
    """Return the domain somebody bought from a registry, private suffixes not honoured, or None.

    >>> icann_registrable("a.b.github.io")
    'github.io'
    """
    return _below(host, _icann_rules().suffix(_tail(host)))


def _tail(host: str) -> str:
    if host.count(".") < _MOST_LABELS:
        return host
    return ".".join(host.rsplit(".", _MOST_LABELS)[1:])


def _below(host: str, suffix: str | None) -> str | None:
    if suffix is None or len(suffix) == len(host):
        return None
    return host[host.rfind(".", 0, -len(suffix) - 1) + 1 :]


@cache
def _all_rules() -> _Rules:
    icann, private = _snapshot()
    return _rules([*icann, *private])


@cache
def _icann_rules() -> _Rules:
    return _rules(_snapshot()[0])


@cache
def _top_level() -> frozenset[str]:
    rules = _icann_rules()
    return frozenset(rule.rpartition(".")[2] for rule in rules.exact | rules.wild)


def _parents(name: str) -> Iterator[str]:
    while name := name.partition(".")[2]:
        yield name


def _rules(lines: Iterable[str]) -> _Rules:
    exact, wild, exceptions = set(), set(), set()
    for line in lines:
        if line.startswith("*."):
            wild.add(canonical_host(line[2:]))
        elif line.startswith("!"):
            exceptions.add(canonical_host(line[1:]))
        else:
            exact.add(canonical_host(line))
    return _Rules(frozenset(exact), frozenset(wild), frozenset(exceptions))


@cache
def _snapshot() -> tuple[list[str], list[str]]:
    """Return the rules of the ICANN and of the private part."""
    # Imported late: it imports an HTTP library, which a server that only answers has no use for.
    from tldextract.cache import DiskCache
    from tldextract.suffix_list import get_suffix_lists

    return get_suffix_lists(
        cache=DiskCache(cache_dir=None),
        urls=(),
        cache_fetch_timeout=None,
        fallback_to_snapshot=True,
    )
