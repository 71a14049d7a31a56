"""Where a fetch may go, judged by the address alone. Pure."""

from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from service.feeds.outcomes import FailureKind, FetchError


class Origin(NamedTuple):
    """What must stay the same for a secret to go along."""

    scheme: str
    host: str
    port: int


def origin(url: str) -> Origin:
    """Return scheme, host and port; raise `FetchError` without showing what may be a password."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(FailureKind.BAD_ADDRESS, "has an address that cannot be read") from error
    if scheme not in ("http", "https") or not host:
        raise FetchError(FailureKind.BAD_ADDRESS, "has an address that is not http(s)")
    if "@" in parts.netloc:
        kind = FailureKind.BAD_ADDRESS
        raise FetchError(kind, f"has an address with a user name or password, at {host}")
    return Origin(scheme, host, port or (443 if scheme == "https" else 80))


def redirected(url: str, location: str) -> str:
    """Return where a redirect leads, or raise `FetchError` for what is no step to make."""
    try:
        target = urljoin(url, location.strip())
        scheme = urlsplit(target).scheme.lower()
    except ValueError as error:
        kind = FailureKind.REDIRECT_REFUSED
        raise FetchError(kind, "redirects to what is no address") from error
    if scheme not in ("http", "https"):
        raise FetchError(FailureKind.REDIRECT_REFUSED, f"redirects to {scheme[:20]!r}, not http(s)")
    if scheme == "http" and urlsplit(url).scheme.lower() == "https":
        raise FetchError(FailureKind.REDIRECT_REFUSED, "redirects from https to plain http")
    return target


def bypasses_proxy(host: str, no_proxy: str) -> bool:
    """Tell whether NO_PROXY, names with commas between, holds the host, a parent of it, or `*`."""
    names = [name.strip().lstrip(".").lower() for name in no_proxy.split(",")]
    return any(name and (name in ("*", host) or host.endswith(f".{name}")) for name in names)
