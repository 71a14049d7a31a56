"""What a fetch is asked and what can come of it. Values only."""

from enum import StrEnum
from typing import NamedTuple


class FailureKind(StrEnum):
    """Why a fetch gave no list; the closed set that a feed's state can show."""

    BAD_ADDRESS = "bad-address"  # not http(s), malformed, or with a password in it
    SECRET_MISSING = "secret-missing"  # noqa: S105 - the feed needs a key that is not set
    NAME_NOT_FOUND = "name-not-found"
    PRIVATE_ADDRESS = "private-address"  # leads into a private network
    UNREACHABLE = "unreachable"  # refused, reset, no route
    TLS = "tls"  # no valid certificate
    TIMEOUT = "timeout"
    REDIRECT_REFUSED = "redirect-refused"  # to another scheme, from https to http, or nowhere
    TOO_MANY_REDIRECTS = "too-many-redirects"
    UNAUTHORISED = "unauthorised"  # 401, 403, 407
    NOT_FOUND = "not-found"  # 404, 410, or not in the mirror
    RATE_LIMITED = "rate-limited"  # 429
    SERVER_ERROR = "server-error"  # 5xx
    UNEXPECTED_STATUS = "unexpected-status"
    MALFORMED = "malformed"  # no HTTP that we can read, too many or too long headers
    EMPTY = "empty"
    TRUNCATED = "truncated"  # ended before its announced or compressed end
    DAMAGED = "damaged"  # compressed in a way that cannot be undone
    TOO_LARGE = "too-large"  # as sent, or unpacked
    UNTRUSTED = "untrusted"  # a peer's: not signed as we know it, out of date, or older than before
    UNREADABLE = "unreadable"  # the mirror's file cannot be read


class Validators(NamedTuple):
    """What a server gave to recognise an unchanged file by (RFC 9110 section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


class Fetched(NamedTuple):
    """A whole file, unpacked but otherwise as sent: its charset is for the parser to decide."""

    body: bytes
    validators: Validators
    content_type: str | None = None  # the header as sent; an HTML page may say text/plain


class NotModified(NamedTuple):
    """The file is the one that the validators came with."""


class Failed(NamedTuple):
    """No file. `detail` is one line for an operator, said of the file, and holds no secret."""

    kind: FailureKind
    detail: str
    retry_after: int | None = None  # seconds from now that the server asked us to wait


Outcome = Fetched | NotModified | Failed


class Limits(NamedTuple):
    """Bounds on one fetch. The largest known feed file has 20 MB."""

    sent_bytes: int = 64 * 2**20  # as it comes over the wire
    body_bytes: int = 128 * 2**20  # unpacked
    total_seconds: float = 120.0  # from the start to the last byte, redirects included
    connect_seconds: float = 10.0
    silence_seconds: float = 20.0  # longest pause between two bytes
    redirects: int = 5


class FetchError(Exception):
    """A failure on its way up to `Fetcher.fetch`, which turns it into a `Failed`."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.kind, self.detail = kind, detail
