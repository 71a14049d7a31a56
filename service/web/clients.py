"""Who asks, as far as rate limits need to know. Addresses are kept in memory only."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any

from service.config import Network

_V6_BITS = 64  # one customer's network, of which they may use every address
_V6_WIDE_BITS = 48  # the most that one customer is given (RFC 6177); others may share it


def client_of(environ: dict[str, Any], trusted: Sequence[Network]) -> str:
    """Return the network address to count by: a whole IPv4 address, or the /64 of an IPv6 one.

    Behind trusted proxies it is the last address in X-Forwarded-For that is not theirs; what stands
    left of it was written by the client.
    """
    return _network_of(_address_of(environ, trusted), _V6_BITS)


def wide_client_of(environ: dict[str, Any], trusted: Sequence[Network]) -> str:
    """Return the same, but the /48 of an IPv6 address: all that one person may have, and so perhaps
    several people.
    """
    return _network_of(_address_of(environ, trusted), _V6_WIDE_BITS)


def _address_of(environ: dict[str, Any], trusted: Sequence[Network]) -> str:
    address: str = environ.get("REMOTE_ADDR") or ""
    if trusted and _is_trusted(address, tuple(trusted)):
        for hop in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            if not _is_address(hop):
                break  # whoever stands beyond cannot be told; count by the last one we know
            address = hop
            if not _is_trusted(hop, tuple(trusted)):
                break
    return address


def is_from_another_site(environ: dict[str, Any]) -> bool:
    """Say whether another website made a visitor's browser send this.

    No cookie goes with a report or an appeal, so that such a page acts with nobody's rights; but
    each visitor would count as one more sender. Extensions call themselves cross-site too.
    """
    there = environ.get("HTTP_SEC_FETCH_SITE") == "cross-site"
    return there and "-extension://" not in environ.get("HTTP_ORIGIN", "")


@lru_cache(maxsize=1024)
def _is_address(text: str) -> bool:
    return _parse(text) is not None


@lru_cache(maxsize=1024)
def _is_trusted(text: str, trusted: tuple[Network, ...]) -> bool:
    address = _parse(text)
    return address is not None and any(address in network for network in trusted)


@lru_cache(maxsize=4096)
def _network_of(text: str, bits: int) -> str:
    address = _parse(text)
    if isinstance(address, IPv6Address):
        return f"{int(address) >> (128 - bits):x}::/{bits}"
    return str(address) if address else ""


def _parse(text: str) -> Any:
    """Return the address, an IPv4 one that is written as IPv6 as what it is, or None.

    Some gateways write a port behind it: "192.0.2.7:4711", "[2001:db8::1]:4711".
    """
    text = text.strip().removeprefix("[").partition("]")[0]
    if text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
