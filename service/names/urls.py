"""The one spelling of a URL and the expressions it is looked up by (Safe Browsing v4).

First a browser's parser (WHATWG) reads the text, so that what a browser opens and what a feed lists
end in the same expressions; what it refuses is read by a small lenient splitter. Then Safe
Browsing's rules are applied to the parts.
"""

import re
from typing import NamedTuple

from service.language.said import Said
from service.names.escapes import byte_text, escape, unescape
from service.names.hosts import (
    PLAIN_HOST,
    InvalidName,
    clean,
    host_of,
    settle,
    whatwg_href,
    without_spaces,
)

_WEB = r"https?|ftp|wss?"
_ANY_CASE = re.IGNORECASE | re.ASCII  # without ASCII, "\u017f" (a long s) would be an "s"
_PARTS = re.compile(  # of a URL as WHATWG writes it
    r"(?P<scheme>[a-z]+)://(?:[^@/?#]*+@)?(?P<host>\[[^\]]*+\]|[^:/?#]*+)(?::[0-9]++)?+"
    r"(?P<path>/[^?#]*+)(?:\?(?P<query>[^#]*+))?+(?:#.*)?",
    re.DOTALL,
)
_LENIENT = re.compile(
    rf"(?P<scheme>{_WEB}):[/\\]*+(?P<authority>[^/\\?#]*+)(?P<path>[^?#]*+)"
    r"(?:\?(?P<query>[^#]*+))?+(?:#.*)?",
    re.DOTALL | _ANY_CASE,
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*+):", _ANY_CASE)
_WEB_SCHEME = re.compile(rf"(?:{_WEB}):", _ANY_CASE)
_HIDDEN_SCHEME = re.compile(rf"(?:{_WEB}):[/\\]{{2}}", _ANY_CASE)
_AUTHORITY_END = re.compile(r"[/\\?#]")
_SLASHES = re.compile("/{2,}")

# Schemes whose addresses look like "user:password@host" or "host:port" and are neither.
_OTHER = re.compile(
    "about|acct|blob|callto|data|ethereum|facetime|geo|im|javascript|mailto|sips?|skype|sms|tel|urn"
    "|vbscript|view-source|xmpp"
)

# A URL that all of the rules leave as it is. A segment that begins with a dot may be "." or "..".
_PLAIN = re.compile(
    rf"(?:(?P<scheme>https?)://)?(?P<host>{PLAIN_HOST})"
    r"(?P<path>(?:/[A-Za-z0-9_~!$&'()*+,;=:@-][A-Za-z0-9_~!$&'()*+,;=:@.-]*+)*+/?)"
    r"(?:\?(?P<query>[A-Za-z0-9_~!$&'()*+,;=:@./?-]*+))?+"
)


class CanonicalUrl(NamedTuple):
    """A URL in canonical form. User name, password, port and fragment are not part of it."""

    scheme: str
    host: str
    path: str  # begins with a slash
    query: str | None  # "" after a bare question mark

    @property
    def text(self) -> str:
        """The whole URL, to show. Not to be read again: an undone `%3F` or `%5C` would split it."""
        query = "" if self.query is None else f"?{self.query}"
        return f"{self.scheme}://{self.host}{self.path}{query}"


def canonical_url(text: str) -> CanonicalUrl:
    """Return the canonical form of a URL; `http://` is supplied where the text has no scheme.

    Raises InvalidName for what is no http, https, ftp or WebSocket URL with a host.

    >>> canonical_url(r"HTTP:\\\\user@Evil.COM:8080/a/../%2562?q#f").text
    'http://evil.com/b?q'
    """
    plain = _PLAIN.fullmatch(text)
    if plain is None:
        return url_by_rules(text)
    return CanonicalUrl(plain[1] or "http", plain[2], plain[3] or "/", plain[4])


def url_by_rules(text: str) -> CanonicalUrl:
    """Return what `canonical_url` returns, without its short cut for plain URLs."""
    whole = _with_scheme(clean(text))
    href = whatwg_href(whole)
    if href is None:
        return _lenient(whole)
    scheme, host, path, query = _parts(href)
    return CanonicalUrl(scheme, settle(host), _path(path), _query(query))


def expressions(url: CanonicalUrl) -> tuple[str, ...]:
    """Return the host-suffix/path-prefix texts to look up: at most 30, the most specific first.

    >>> expressions(canonical_url("http://a.b.c/1/2.html?x"))[:4]
    ('a.b.c/1/2.html?x', 'a.b.c/1/2.html', 'a.b.c/1/', 'a.b.c/')
    """
    paths = _path_prefixes(url)
    return tuple([host + path for host in _host_suffixes(url.host) for path in paths])


def entry_expression(url: CanonicalUrl) -> str:
    """Return the one expression under which a feed's URL is listed.

    >>> entry_expression(canonical_url("https://example.com"))
    'example.com/'
    """
    return url.host + _exact_path(url)


def _with_scheme(text: str) -> str:
    if not text:
        raise InvalidName(Said("there is nothing to look up"))
    found = _SCHEME.match(text)
    if found is None:
        return _without_scheme(text)
    if _WEB_SCHEME.match(text):
        return text
    if _is_authority(found[1], text[found.end() :]):
        return f"http://{text}"
    raise InvalidName(Said("%(scheme)s: is not a web address", scheme=found[1].lower()[:40]))


def _without_scheme(text: str) -> str:
    if "%" in text:  # "http%3A%2F%2F..."
        unescaped = unescape(byte_text(text))
        if _HIDDEN_SCHEME.match(unescaped):
            return clean(unescaped.encode("latin-1").decode("utf-8", "replace"))
    if text.startswith("//"):
        return f"http:{text}"
    authority = _AUTHORITY_END.split(text, maxsplit=1)[0]
    if not authority:
        raise InvalidName(Said("there is no host"))
    return f"http://{without_spaces(authority)}{text[len(authority) :]}"


def _is_authority(name: str, rest: str) -> bool:
    """Tell `evil.com:8080/x`, `localhost:3000` and `user:password@host` from `scheme:...`."""
    if _OTHER.fullmatch(name.lower()) or rest.startswith("//"):
        return False
    after = _AUTHORITY_END.split(rest, maxsplit=1)[0]
    return _is_port(after) or "@" in after or "." in name


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _parts(href: str) -> tuple[str, str, str, str | None]:
    found = _PARTS.fullmatch(href)
    if found is None:
        raise InvalidName(Said("the address cannot be split into host and path"))
    return found["scheme"], found["host"], found["path"], found["query"]


def _lenient(text: str) -> CanonicalUrl:
    found = _LENIENT.fullmatch(text)
    if found is None:
        raise InvalidName(Said("the address cannot be split into host and path"))
    host = found["authority"].rpartition("@")[2]
    name, colon, port = host.rpartition(":")
    if colon and (not port or _is_port(port)):
        host = name
    path = found["path"].replace("\\", "/") or "/"
    return CanonicalUrl(found["scheme"].lower(), host_of(host), _path(path), _query(found["query"]))


def _path(path: str) -> str:
    raw = unescape(byte_text(path))
    return escape(_SLASHES.sub("/", _without_dots(raw)))


def _without_dots(path: str) -> str:
    """Resolve `/./` and `/../` before runs of slashes are collapsed, as browsers do."""
    if "/." not in path:
        return path
    segments = path.split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str | None) -> str | None:
    return None if query is None else escape(unescape(byte_text(query)))


def _host_suffixes(host: str) -> list[str]:
    """Return the exact host and up to four suffixes of its last five labels, never the bare TLD."""
    labels = host.rsplit(".", 5)[-5:]
    if host[0] == "[" or labels[-1].isdigit():  # an IP address stands only for itself
        return [host]
    suffixes = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    return [host, *(suffix for suffix in suffixes if suffix != host)]


def _exact_path(url: CanonicalUrl) -> str:
    return url.path if url.query is None else f"{url.path}?{url.query}"


def _path_prefixes(url: CanonicalUrl) -> list[str]:
    """Return the exact path with and without query, and up to three directories and the root."""
    directories = url.path.split("/", 4)[1:-1]  # at most three
    deepest_first = range(len(directories), 0, -1)
    prefixes = ["/" + "/".join(directories[:depth]) + "/" for depth in deepest_first]
    return list(dict.fromkeys([_exact_path(url), url.path, *prefixes, "/"]))
