"""The one spelling of a host: WHATWG's where a browser opens it, Safe Browsing's rules after."""

import re
from typing import Final

import ada_url

from service.language.said import Said
from service.names.escapes import byte_text, escape, unescape

# A last label that begins with a letter can be no IPv4 number, so such a host is already in its
# canonical form. Labels "xn--" are left as they are by both browsers and the rules below.
PLAIN_HOST: Final = r"(?:[a-z0-9_-]++\.)*+[a-z][a-z0-9_-]*+"
_PLAIN = re.compile(PLAIN_HOST)

_EDGES: Final = "".join(map(chr, range(0x21)))  # what WHATWG strips from both ends of a URL
_DROPPED: Final = dict.fromkeys(map(ord, "\t\n\r"))  # and what it drops anywhere in one
_CONTROLS = re.compile(r"[\x00-\x20]")
_DELIMITERS = re.compile(r"[/\\?@:\[\]]")
_URL_DELIMITERS = re.compile(r"[/\\?@:\[\]#]")
_DOTS = re.compile(r"\.{2,}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a last label that makes WHATWG read an IPv4 address

# The shortest forms of ::ffff:0:0/96 (IPv4-mapped) and 64:ff9b::/96 (NAT64, RFC 6052).
_MAPPED = re.compile(r"\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]")
_NAT64 = re.compile(r"\[64:ff9b::(?:(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4}))?\]")


class InvalidName(ValueError):
    """The text names no place on the web. `reason` is a short sentence for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def canonical_host(text: str) -> str:
    """Return the canonical form of a host: an ASCII name, dotted IPv4 or bracketed IPv6 address.

    Raises InvalidName for anything else, a port or a path included.

    >>> canonical_host("WWW.Ümlat.com."), canonical_host("0x7f.1"), canonical_host("::ffff:1.2.3.4")
    ('www.xn--mlat-zra.com', '127.0.0.1', '1.2.3.4')
    """
    return text if _PLAIN.fullmatch(text) else host_by_rules(text)


def host_by_rules(text: str) -> str:
    """Return what `canonical_host` returns, without its short cut for plain hosts."""
    cleaned = clean(text)
    if cleaned.count(":") > 1 and not cleaned.startswith("["):
        cleaned = f"[{cleaned}]"
    if not cleaned.startswith("[") and _URL_DELIMITERS.search(cleaned):
        raise InvalidName(Said("a host has no scheme, port, path or user name"))
    return host_of(without_spaces(cleaned))


def clean(text: str) -> str:
    """Make `text` well-formed and drop the control characters that a browser's parser drops."""
    if not text.isascii():  # pairs of surrogates become one character, lone ones U+FFFD
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.strip(_EDGES).translate(_DROPPED)


def without_spaces(host: str) -> str:
    """Return the host text as it is, or raise InvalidName where it is rather a sentence."""
    if _CONTROLS.search(host):
        raise InvalidName(Said("a host has no spaces"))
    return host


def whatwg_href(text: str) -> str | None:
    """Return the URL as a browser spells it, or None where a browser refuses it."""
    try:
        return str(ada_url.URL(text).href)
    except ValueError:
        return None


def host_of(text: str) -> str:
    """Return the canonical form of a host text that no URL parser has read yet."""
    if text.startswith("["):
        return _address(text)
    return settle(_whatwg_host(text) or _lenient_host(text))


def settle(host: str) -> str:
    """Apply Safe Browsing's host rules to an ASCII host as a URL parser returns it.

    Raises InvalidName if nothing is left, or for a number that no browser opens (`276.2.3`).
    """
    if host.startswith("["):
        return _as_ipv4(host)
    if "%" in host:  # a browser's parser may leave an escape, as Chromium's did for a space
        host = escape(_checked(unescape(host)))
    host = _DOTS.sub(".", host.strip("."))
    if not host:
        raise InvalidName(Said("there is no host"))
    return _ipv4(host) if _NUMBER.fullmatch(host.rpartition(".")[2]) else host


def _whatwg_host(text: str) -> str | None:
    if _URL_DELIMITERS.search(text):
        return None
    href = whatwg_href(f"http://{text}/")
    return href[7:-1] if href else None


def _lenient_host(text: str) -> str:
    """Spell a host that WHATWG refuses: Safe Browsing's vectors hold such, and so may feeds."""
    raw = _checked(unescape(byte_text(text)))
    unescaped = _utf8(raw)
    if unescaped is not None and not _CONTROLS.search(unescaped):
        accepted = _whatwg_host(unescaped)
        if accepted is not None:
            return accepted
    return escape(raw.encode("latin-1").lower().decode("latin-1"))


def _checked(raw: str) -> str:
    # "a%2Fb" would make the expression of another host's path.
    found = _DELIMITERS.search(raw)
    if found:
        raise InvalidName(Said("a host cannot hold %(character)s", character=found[0]))
    return raw


def _utf8(raw: str) -> str | None:
    try:
        return raw.encode("latin-1").decode()
    except UnicodeDecodeError:
        return None


def _ipv4(host: str) -> str:
    href = whatwg_href(f"http://{host}/")
    if href is None:
        raise InvalidName(Said("the number is no IPv4 address that a browser opens"))
    return href[7:-1]


def _address(text: str) -> str:
    href = whatwg_href(f"http://{text}/")
    if href is None or not text.endswith("]"):
        raise InvalidName(Said("the brackets hold no IPv6 address"))
    return _as_ipv4(href[7:-1])


def _as_ipv4(address: str) -> str:
    """Write an IPv6 address that stands for an IPv4 one as that (Safe Browsing v5)."""
    found = _MAPPED.fullmatch(address) or _NAT64.fullmatch(address)
    if found is None:
        return address
    high, low = (int(part or "0", 16) for part in found.groups())
    return f"{high >> 8}.{high & 255}.{low >> 8}.{low & 255}"
