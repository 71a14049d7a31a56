"""Connections that go only where a feed may be, and that end in time.

A name is resolved once per connection, every address it has is checked, and the socket is opened to
the very address that was checked: a name that resolves to something else a moment later (DNS
rebinding) gains nothing. TLS still verifies the certificate against the name.
"""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, ClassVar

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from service.feeds.outcomes import FailureKind, FetchError, Limits

Resolve = Callable[..., list[tuple[Any, ...]]]
"""socket.getaddrinfo, or a stand-in with its arguments and answer."""

_FRAMING_BYTES = 8 * 2**20  # room for headers: http.client takes 100 lines of 64 kB
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how an IPv6-only network reaches IPv4


@dataclass(frozen=True)
class Route:
    """What every connection of one fetch obeys."""

    limits: Limits
    clock: Callable[[], float]  # seconds, monotonic
    until: float  # when the fetch must be over, by that clock
    resolve: Resolve = socket.getaddrinfo
    allow_private: bool = False
    exempt: frozenset[tuple[str, int]] = field(default=frozenset())  # named by the operator

    def remaining(self) -> float:
        """Return the seconds left, or raise `FetchError`."""
        left = self.until - self.clock()
        if left <= 0:
            seconds = f"{self.limits.total_seconds:g}"
            raise FetchError(FailureKind.TIMEOUT, f"was not complete after {seconds} s")
        return left

    def addresses(self, host: str, port: int) -> list[tuple[Any, ...]]:
        """Resolve and check. One private address among several refuses the name as a whole."""
        try:
            found = self.resolve(host, port, socket.AF_UNSPEC, socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(
                FailureKind.NAME_NOT_FOUND, f"is on {host}, which has no address"
            ) from error
        if not self.allow_private and (host, port) not in self.exempt:
            for *_, address in found:
                _refuse_private(host, str(address[0]))
        return found


def _refuse_private(host: str, address: str) -> None:
    if not is_public(ip_address(address)):
        where = host if host == address else f"{host} ({address})"
        raise FetchError(FailureKind.PRIVATE_ADDRESS, f"leads to {where}, in a private network")


# What this Python still takes for global: 6to4's relays (RFC 7526), documentation (RFC 9637), and
# the address at which Azure's machines reach their own platform.
_NOT_PUBLIC = tuple(map(ip_network, ("192.88.99.0/24", "3fff::/20", "168.63.129.16/32")))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is on the public internet; an IPv6 that holds an IPv4 is as that."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    if any(address in network for network in _NOT_PUBLIC):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


class _BoundSocket(socket.socket):
    """Ends a read when the whole fetch is out of time or bytes, whatever the HTTP above it makes.

    A slow drip passes every timeout on single reads; a chunk that says it has -1 bytes makes
    http.client read to the end of an endless body.
    """

    route: Route | None = None
    received = 0

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.route is None:
            return super().recv_into(*args, **kwargs)
        limits = self.route.limits
        self.settimeout(min(limits.silence_seconds, self.route.remaining()))
        try:
            count = super().recv_into(*args, **kwargs)
        except TimeoutError:
            self.route.remaining()
            words = f"sent nothing for {limits.silence_seconds:g} s"
            raise FetchError(FailureKind.TIMEOUT, words) from None
        self.received += count
        if self.received > limits.sent_bytes + _FRAMING_BYTES:
            words = f"is longer than {limits.sent_bytes / 2**20:g} MB as sent"
            raise FetchError(FailureKind.TOO_LARGE, words)
        return count


class _BoundTLSSocket(_BoundSocket, ssl.SSLSocket):
    """The same above TLS."""


def tls_context(ca_bundle: str) -> ssl.SSLContext:
    """Make a context that trusts `ca_bundle` (27 ms, so share it) and bounds its sockets."""
    context = ssl.create_default_context(cafile=ca_bundle)
    context.sslsocket_class = _BoundTLSSocket
    return context


class _Pinned(HTTPConnection):
    route: ClassVar[Route]

    def _new_conn(self) -> socket.socket:
        if self.proxy is not None:  # the operator's own; it resolves the target by itself
            found = self.route.resolve(self._dns_host, self.port, 0, socket.SOCK_STREAM)
        else:
            found = self.route.addresses(self.host, self.port)
        problem: OSError | None = None
        for family, kind, protocol, _, address in found:
            try:
                return self._open(family, kind, protocol, address)
            except OSError as error:
                problem = error
        if isinstance(problem, TimeoutError):
            raise FetchError(FailureKind.TIMEOUT, f"got no connection to {self.host} in time")
        reason = (problem.strerror if problem else None) or "no address"
        raise FetchError(FailureKind.UNREACHABLE, f"got no connection to {self.host}: {reason}")

    def _open(self, family: int, kind: int, protocol: int, address: Any) -> socket.socket:
        opened = _BoundSocket(family, kind, protocol)
        try:
            opened.settimeout(min(self.route.limits.connect_seconds, self.route.remaining()))
            opened.connect(address)
        except BaseException:
            opened.close()
            raise
        opened.route = self.route
        return opened


class _PinnedTLS(_Pinned, HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        if isinstance(self.sock, _BoundSocket):
            self.sock.route = self.route


def pool_classes(route: Route) -> dict[str, type[HTTPConnectionPool]]:
    """The classes of connection pools, by scheme, for a urllib3 pool manager that obeys `route`."""
    plain = type("_Plain", (_Pinned,), {"route": route})
    secure = type("_Secure", (_PinnedTLS,), {"route": route})
    return {
        "http": type("_PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("_SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
