"""Whether somebody controls a host: a code that we gave, in its DNS or in a file on it.

A host is whatever somebody appeals about, so both ways out are narrow: the file goes by the rules
for feeds and never to another origin; DNS is asked through the system's own resolvers only, which
nobody but the operator names.
"""

import hmac
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

import dns.exception
import dns.name
import dns.resolver
from dns.rdtypes.ANY.TXT import TXT

from service.casework import Proof
from service.feeds.fetch import Fetcher
from service.feeds.outcomes import Failed, FailureKind, Fetched, Limits

FILE_PATH: Final = "/.well-known/mynah-appeal.txt"
FILE_LIMITS: Final = Limits(
    sent_bytes=4096,
    body_bytes=4096,
    total_seconds=10.0,
    connect_seconds=5.0,
    silence_seconds=5.0,
    redirects=2,
)
DNS_SECONDS: Final = 5.0
_LABEL: Final = "_mynah"
_MOST_STRINGS: Final = 100  # of an answer are looked at: an honest name has a dozen
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_NAME: Final = 253 - len(_LABEL) - 1  # RFC 1035 section 2.3.4

_OF_FAILURES: Final = {
    FailureKind.NOT_FOUND: Proof.MISSING,
    FailureKind.EMPTY: Proof.OTHER_VALUE,
    FailureKind.PRIVATE_ADDRESS: Proof.REFUSED,
    FailureKind.BAD_ADDRESS: Proof.REFUSED,
    FailureKind.REDIRECT_REFUSED: Proof.REDIRECTED,
    FailureKind.TOO_MANY_REDIRECTS: Proof.REDIRECTED,
    FailureKind.TOO_LARGE: Proof.TOO_LARGE,
}


def can_be_proven(host: str) -> bool:
    """Say whether a host has a name of which DNS can speak; an address of numbers has none.

    >>> can_be_proven("shop.example"), can_be_proven("192.0.2.1"), can_be_proven("[2001:db8::1]")
    (True, False, False)
    """
    return len(host) <= _LONGEST_NAME and _NAME.fullmatch(host) is not None


def record_name(domain: str) -> str:
    """Return the name of the TXT record."""
    return f"{_LABEL}.{domain}"


def record_value(code: str) -> str:
    """Return what the TXT record holds."""
    return f"mynah-appeal={code}"


def file_url(host: str) -> str:
    """Return where the file is, which holds the code and nothing else."""
    return f"https://{host}{FILE_PATH}"


class Proofs:
    """Looks for proofs. Safe to share between threads."""

    def __init__(self, fetcher: Fetcher, nameservers: Sequence[str] = (), port: int = 53) -> None:
        """`fetcher` stays at the origin that it is sent to; no `nameservers`: the system's."""
        self._fetcher = fetcher
        self._nameservers = list(nameservers)
        self._port = port

    def by_dns(self, domain: str, code: str) -> Proof:
        """Look for the record. Takes `DNS_SECONDS` at most."""
        try:
            name = dns.name.from_text(f"{record_name(domain)}.")
            answer = self._resolver().resolve(name, "TXT")
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return Proof.MISSING
        except (dns.exception.DNSException, OSError, ValueError):
            return Proof.NO_ANSWER
        texts = (b"".join(row.strings) for row in answer if isinstance(row, TXT))
        return _compared(islice(texts, _MOST_STRINGS), record_value(code))

    def by_file(self, host: str, code: str) -> Proof:
        """Look for the file: `FILE_LIMITS.total_seconds` at most, after the name is resolved."""
        found = self._fetcher.fetch(file_url(host), "")
        if isinstance(found, Fetched):
            return _compared([found.body.removeprefix(b"\xef\xbb\xbf").strip()], code)
        kind = found.kind if isinstance(found, Failed) else None
        return _OF_FAILURES.get(kind, Proof.NO_ANSWER) if kind else Proof.NO_ANSWER

    def _resolver(self) -> dns.resolver.Resolver:
        """Make one for each look: the system's resolvers may have changed meanwhile."""
        resolver = dns.resolver.Resolver(configure=not self._nameservers)
        if self._nameservers:
            resolver.nameservers = list(self._nameservers)
            resolver.port = self._port
        resolver.lifetime = DNS_SECONDS
        return resolver


def _compared(texts: Iterable[bytes], expected: str) -> Proof:
    wanted = expected.encode()
    same = [hmac.compare_digest(text, wanted) for text in texts]
    return Proof.PROVEN if any(same) else Proof.OTHER_VALUE
