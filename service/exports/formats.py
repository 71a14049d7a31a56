"""The one list of formats: what each is called, of which type it is, what it holds. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from service.exports import hosts, records, stix
from service.exports.choice import Chosen
from service.exports.edition import Edition, Entry
from service.exports.head import Head, Skip, WhyNot, make
from service.model import Severity

_TEXT: Final = "text/plain; charset=utf-8"
_CHUNK: Final = 64 * 1024  # characters
_BLOCKS: Final = frozenset({Severity.BLOCK.value})
ANY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Format:
    """A format. What blocks without a word takes only what is severe, unless told otherwise."""

    name: str  # of the file, and the last part of its address
    media_type: str
    said: str  # what it is for, in a line
    why_not: WhyNot
    write: Callable[[Head, Iterable[Entry]], Iterator[str]]
    severity: frozenset[str] = _BLOCKS

    def settle(self, chosen: Chosen) -> Chosen:
        """Return the filters with the format's own severity where none is named."""
        return chosen if chosen.severity else replace(chosen, severity=self.severity)

    def head(self, edition: Edition, chosen: Chosen) -> Head:
        """Return what stands at the head of an export."""
        return make(edition, self.name, self.settle(chosen), self.why_not)

    def export(self, edition: Edition, chosen: Chosen) -> Iterator[bytes]:
        """Yield the export in pieces of some 64 kB, the same bytes for the same edition."""
        head = self.head(edition, chosen)
        held = (one for one in head.chosen.of(edition) if self.why_not(one) is None)
        return _chunks(self.write(head, held))


FORMATS: Final[dict[str, Format]] = {
    made.name: made
    for made in (
        Format("domains.txt", _TEXT, "names, one a line", hosts.not_a_name, hosts.domains),
        Format("hosts.txt", _TEXT, "a hosts file", hosts.not_a_host_name, hosts.hosts),
        Format(
            "adblock.txt", _TEXT, "for uBlock Origin, AdGuard, Pi-hole", hosts.not_a_name,
            hosts.adblock,
        ),
        Format("dnsmasq.conf", _TEXT, "for dnsmasq", hosts.not_a_name, hosts.dnsmasq),
        Format("unbound.conf", _TEXT, "for Unbound", hosts.not_a_name, hosts.unbound),
        Format(
            "rpz.zone", "text/dns", "a response policy zone, for BIND, Unbound, PowerDNS, Knot",
            hosts.not_in_a_zone, hosts.rpz,
        ),
        Format(
            "metamask.json", "application/json", "eth-phishing-detect's configuration",
            hosts.not_a_name, records.metamask,
        ),
        Format(
            "addresses.csv", "text/csv; charset=utf-8", "wallets, as a table",
            records.not_an_address, records.addresses, ANY,
        ),
        Format(
            "entries.jsonl", "application/jsonl", "everything, with its sources",
            records.nothing, records.entries_jsonl, ANY,
        ),
        Format(
            "stix.json", stix.MEDIA_TYPE, "a STIX 2.1 bundle of indicators",
            stix.not_in_a_pattern, stix.bundle, ANY,
        ),
    )
}  # fmt: skip


def _chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


__all__ = ["FORMATS", "Format", "Skip"]
