"""The language of a page: what the person chose, else what the browser asks for.

Who follows a link with `?lang=` has chosen: a cookie holds the tag, and nothing else, until the
browser is closed. Without a choice there is no cookie.
"""

from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, g, request

from service.language.said import Said
from service.language.tags import BY_TAG, LANGUAGES, Language, best
from service.language.translations import words_of
from service.language.words import ENGLISH, Words
from service.web.context import services
from service.wording import chain_name

COOKIE: Final = "lang"
PARAMETER: Final = "lang"
VARY: Final = (("Vary", "Accept-Language, Cookie"),)
KEPT: Final = frozenset({"target", "targets", "category", "country", "here", "before"})
"""What a page's address may hold that stays there when its language is changed."""

_QUERY_CHARACTERS: Final = 1_000  # of it: a page has a dozen such links
_IN_ENGLISH: Final = ("/moderation", "/docs")  # what moderators and programmers read


def install(app: Flask) -> None:
    """Give templates the words of the page's language, and say every sentence in it."""
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: words().text(text),
        ngettext=lambda one, many, n: words().plural(one, many, n),
        pgettext=lambda context, text: words().text_in(context, text),
        npgettext=lambda context, one, many, n: words().plural_in(context, one, many, n),
        newstyle=True,
    )
    env.finalize = _said
    env.filters |= {
        "say": lambda text: words().say(text),
        "day": lambda day: words().day(_moment(day)),
        "minute": lambda moment: words().minute(_moment(moment)),
        "number": lambda number: words().number(number),
        "chain": chain_name,
    }


def _moment(value: date | str) -> datetime:
    """A moment, which may be a text as RFC 3339 has it, or the begin of a day."""
    if isinstance(value, datetime):
        return value
    text = value if isinstance(value, str) else value.isoformat()
    return datetime.fromisoformat(text)


def _said(value: object) -> object:
    """What a template writes for a value: a sentence in the page's language."""
    return words().say(value) if isinstance(value, Said) else value


def words() -> Words:
    """Return the words of the page that is being made; what moderators and programmers read is in
    English.
    """
    found: Words | None = g.get("words")
    if found is None:
        found = ENGLISH if _is_in_english() else words_of(_wanted())
        g.words = found
    return found


def choice() -> str | None:
    """Return the tag that the person chooses with this very request."""
    asked = request.args.get(PARAMETER, "")
    return asked if asked in BY_TAG and not _is_in_english() else None


def keep_choice(response: Response) -> None:
    """Note the choice in a cookie; no other cache keeps this answer."""
    if chosen := choice():
        secure = (services().settings.public_url or "").startswith("https://")
        response.set_cookie(COOKIE, chosen, secure=secure, httponly=True, samesite="Lax")
        response.headers["Cache-Control"] = "no-store"


def switch() -> list[tuple[Language, str]]:
    """Return a link to this page in each language. An answer to a form has none: what was typed
    would be lost.
    """
    if request.method not in ("GET", "HEAD") or _is_in_english():
        return []
    kept = [pair for pair in request.args.items(multi=True) if pair[0] in KEPT]
    rest = urlencode(kept)
    rest = f"&{rest}" if kept and len(rest) <= _QUERY_CHARACTERS else ""
    return [(language, f"?{PARAMETER}={language.tag}{rest}") for language in LANGUAGES]


def _wanted() -> str:
    kept = request.cookies.get(COOKIE, "")
    return choice() or (kept if kept in BY_TAG else best(request.accept_languages))


def _is_in_english() -> bool:
    return request.path.startswith(_IN_ENGLISH)
