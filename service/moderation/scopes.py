"""What a decision about a case may be about: the very thing that was reported, or what lies above
it. Pure.
"""

from service.casework import Case
from service.model import has_place
from service.names.domains import is_public_suffix
from service.names.urls import CanonicalUrl, expressions


def scopes(case: Case) -> tuple[str, ...]:
    """Return the expressions that may be blocked or allowed for a case, its own one first.

    Above a page lie the folders it is in and its host; above a host the hosts it is below, but no
    public suffix.
    """
    own = case.expression
    if not has_place(case.kind):
        return (own,)
    host, _, rest = own.partition("/")
    path, mark, query = rest.partition("?")
    url = CanonicalUrl("http", host, f"/{path}", query if mark else None)
    above = [text for text in expressions(url) if _is_above(text, host)]
    return tuple(dict.fromkeys([own, *above]))


def host_of(case: Case) -> str | None:
    """Return the host that a case is about, or None for a wallet or a contact."""
    return case.expression.partition("/")[0] if has_place(case.kind) else None


def _is_above(text: str, host: str) -> bool:
    """Whether it is a folder of the host, or the whole of it or of a host above."""
    name, _, path = text.partition("/")
    if name == host:
        return True
    return not path and not is_public_suffix(name)
