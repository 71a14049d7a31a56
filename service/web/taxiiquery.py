"""The parameters of TAXII's requests, read strictly: a filter that is not understood is refused, or
a client would take all for the few that it asked for.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

from flask import Request

from service.times import seconds_of
from service.web.errors import FieldError, bad_fields
from service.web.taxiifiles import Wanted

MOST: Final = 1000  # objects in one answer: some 1 MB
SPEC_VERSION: Final = "2.1"
ID: Final = r"[a-z0-9-]{3,250}--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NEXT: Final = r"[0-9]{8}T[0-9]{6}Z\.[0-9]{1,12}"
PAGE: Final = ("added_after", "limit", "next")
VERSIONS: Final = (*PAGE, "match[spec_version]")
ONE: Final = (*VERSIONS, "match[version]")
ALL: Final = (*ONE, "match[id]", "match[type]")
ACCEPTED: Final = {
    "added_after": "one time in UTC, such as 2026-11-24T09:00:00Z",
    "limit": "a whole number of 1 or more",
    "next": "the `next` of the answer before, as it was",
    "match[id]": "ids of STIX objects, with commas between",
    "match[type]": "types of STIX objects, with commas between",
    "match[version]": "`first`, `last`, `all` or times such as 2026-11-24T00:00:00Z, with commas",
    "match[spec_version]": "versions of STIX, such as 2.1, with commas between",
}
_MOST_VALUES: Final = 100
_T = TypeVar("_T")


class Query(NamedTuple):
    """What a client asks for."""

    wanted: Wanted
    limit: int = MOST
    generation: str | None = None  # whose pages go on; None: what is live
    place: int = 0  # after which they go on


def read(request: Request, names: tuple[str, ...]) -> Query:
    """Return what is asked, by the parameters of these names. Raises `Problem` 400."""
    given = {name: request.args.getlist(name) for name in request.args}
    if not given.keys() <= set(names) or any(len(values) > 1 for values in given.values()):
        raise bad_fields(FieldError("query", f"expected only {', '.join(names)}; each once"))
    texts = {name: values[0] for name, values in given.items()}
    none = "2.1" not in (_words(texts, "match[spec_version]", r"[0-9.]{1,9}") or {SPEC_VERSION})
    wanted = Wanted(
        after=_one(texts, "added_after", seconds_of),
        ids=frozenset() if none else _words(texts, "match[id]", ID),
        types=_words(texts, "match[type]", r"[a-z0-9-]{3,250}"),
        versions=_versions(texts),
    )
    limit = min(_one(texts, "limit", _number) or MOST, MOST)
    generation, place = _one(texts, "next", _place) or (None, 0)
    return Query(wanted, limit, generation, place)


def next_of(generation: str, place: int) -> str:
    """Return the token of the page behind a place. It names the list, so that pages stay whole."""
    return f"{generation}.{place}"


def refused(name: str) -> Exception:
    """Return the answer to a parameter that cannot be used."""
    return bad_fields(FieldError(name, f"expected {ACCEPTED[name]}"))


def gone() -> Exception:
    """Return the answer to a token of a list that nobody has any more."""
    begin = "ask again without it, with added_after and the last X-TAXII-Date-Added-Last you have"
    return bad_fields(FieldError("next", f"the list that it goes on with is gone: {begin}"))


def _one(texts: dict[str, str], name: str, parse: Callable[[str], _T]) -> _T | None:
    try:
        return parse(texts[name]) if name in texts else None
    except ValueError:
        raise refused(name) from None


def _words(texts: dict[str, str], name: str, each: str) -> frozenset[str] | None:
    if name not in texts:
        return None
    words = frozenset(texts[name].split(","))
    if len(words) > _MOST_VALUES or not all(re.fullmatch(each, word) for word in words):
        raise refused(name)
    return words


def _versions(texts: dict[str, str]) -> frozenset[float] | None:
    """Every object has one version, which is its first and its last."""
    words = _words(texts, "match[version]", r"first|last|all|[0-9TZ:.-]{20,30}")
    if words is None or words & {"first", "last", "all"}:
        return None
    try:
        return frozenset(map(seconds_of, words))
    except ValueError:
        raise refused("match[version]") from None


def _number(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,9}", text) is None or int(text) == 0:
        raise ValueError("no number")
    return int(text)


def _place(text: str) -> tuple[str, int]:
    if re.fullmatch(NEXT, text) is None:
        raise ValueError("no token")
    generation, _, place = text.partition(".")
    return generation, int(place)
