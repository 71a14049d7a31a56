"""Whose token a request carries. A bad one is refused: nobody is made anonymous without a word."""

from flask import Request

from service.casework import Token
from service.web.context import services
from service.web.errors import Problem

CHALLENGE = ("WWW-Authenticate", 'Bearer realm="mynah"')
_UNKNOWN = ("WWW-Authenticate", 'Bearer realm="mynah", error="invalid_token"')  # RFC 6750


def token_of(request: Request) -> Token | None:
    """Return the token in Authorization; None without that header. Raises `Problem` 401."""
    given = request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _, secret = given.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        said = "Send `Authorization: Bearer` with a token, or leave the header out."
        raise Problem(401, said, headers=[CHALLENGE])
    return holder(secret.strip(), _UNKNOWN)


def holder(secret: str, challenge: tuple[str, str]) -> Token:
    """Return the token of a text. Raises `Problem` 401, with what to send."""
    token = services().tokens.holder(secret)
    if token is None:
        said = "This token is not in use here. Without one, leave Authorization out."
        raise Problem(401, said, headers=[challenge])
    return token
