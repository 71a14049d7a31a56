"""Who may see and do what only moderators may: the session in a cookie, and proof that a form was
sent from a page of that very session.

The proof is an HMAC under the session's own secret, so that nothing has to be kept for it. What
another site makes a browser send is refused by what the browser says of its origin, before a form
is looked at. Every page here names no referrer, so a browser calls our own origin `null`; then
Sec-Fetch-Site decides, and where a browser sends neither, the proof does.
"""

import hmac
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import Response, request

from service.casework import Role, Token
from service.store.tokens import SESSION_SECONDS
from service.web.clients import client_of
from service.web.context import services
from service.web.deskwords import FOREIGN
from service.web.errors import Problem

ATTEMPTS: Final = 10
ATTEMPT_SECONDS: Final = 900

_NAME = "mynah-session"
_LONGEST = 100  # characters of a session's secret or proof: no more is looked at


@dataclass(frozen=True)
class Visitor:
    """A moderator with a session."""

    token: Token
    session: str

    @property
    def proof(self) -> str:
        """What a form of this session carries."""
        return hmac.digest(self.session.encode(), b"form", "sha256").hex()

    def sent(self, proof: str) -> bool:
        """Whether a form with this proof came from a page of this session."""
        return hmac.compare_digest(self.proof.encode(), proof[:_LONGEST].encode())


def visitor() -> Visitor | None:
    """Return the moderator who asks, or None. Raises `StoreAway`."""
    secret = request.cookies.get(_cookie(), "")
    if not secret or len(secret) > _LONGEST:
        return None
    token = services().tokens.session(secret)
    return Visitor(token, secret) if token and token.role.covers(Role.MODERATOR) else None


def begin(response: Response, session: str) -> Response:
    """Give the browser a session."""
    response.set_cookie(
        _cookie(),
        session,
        max_age=SESSION_SECONDS,
        path="/",
        secure=_is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return response


def end(response: Response) -> Response:
    """Take the session from the browser."""
    response.delete_cookie(
        _cookie(), path="/", secure=_is_secure(), httponly=True, samesite="Strict"
    )
    return response


def refuse_foreign() -> None:
    """Refuse what another site made the browser send. Raises `Problem` 403."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise Problem(403, FOREIGN)
    origin = request.headers.get("Origin")
    if origin is not None and origin != "null" and _place(origin) not in _our_places():
        raise Problem(403, FOREIGN)


def count_attempt() -> None:
    """Count an attempt to sign in. Raises `Problem` 429, `StoreAway`."""
    sender = client_of(request.environ, services().settings.trusted_proxies)
    quotas = services().quotas
    number, ends_in = quotas.count(quotas.mark(sender, "sign-in"), ATTEMPT_SECONDS)
    if number > ATTEMPTS:
        minutes = -(-ends_in // 60)
        said = f"Too many attempts to sign in from this network. Try again in {minutes} minutes."
        raise Problem(429, said, headers=[("Retry-After", str(ends_in))])


def _is_secure() -> bool:
    return (services().settings.public_url or "").startswith("https://")


def _cookie() -> str:
    """The name; with the prefix a browser takes it only over https, for this host alone."""
    return f"__Host-{_NAME}" if _is_secure() else _NAME


def _our_places() -> set[str]:
    return {request.host.lower(), _place(services().settings.public_url or "")} - {""}


def _place(origin: str) -> str:
    """Host and port of an origin."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return "?"
