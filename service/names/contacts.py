"""The one spelling of a point of contact: a handle on a platform, a phone number, an email address.

A handle is looked up by the link that opens it (`t.me/name`), so that a browser, which sees only
links, meets the same entry. Numbers are E.164, addresses of email RFC 5321 with its mailbox in
small letters, as every provider that matters reads it. Pure.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from service.names.domains import has_known_tld
from service.names.hosts import InvalidName, canonical_host
from service.names.urls import CanonicalUrl, expressions
from service.names.visible import visible


class _Link(NamedTuple):
    path: str  # without the slashes at its ends
    query: str


class Contact(NamedTuple):
    """A point of contact; its first expression is its own."""

    canonical: str  # a link, or `tel:+...`, or `mailto:...`
    expressions: tuple[str, ...]


NO_PLACE: Final = ("tel:", "mailto:")
"""How an expression begins that names no place on the web, as a number or a mailbox does not."""

_DASHES: Final = "\u2010-\u2015\u2212\ufe63\uff0d"
NUMBER: Final = rf"[+\uff0b]\d[\d ().\u00a0\u2007\u202f{_DASHES}-]{{6,22}}\d"
"""A phone number with its country's code, in any digits."""

_PHONE = re.compile(rf"(?:tel:)?(?P<number>{NUMBER})(?P<extension>.*)", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:\s?(?:;ext=|,|ext\.?|x|#)\s?[0-9]{1,6})?", re.IGNORECASE)
_TRUNK = re.compile(r"\(0\)")  # "+44 (0)20": who dials the country's code leaves it out
_DIGITS = re.compile(r"[1-9][0-9]{6,14}")  # ITU-T E.164: at most 15
_MAIL = re.compile(
    r"(?:mailto:)?(?P<box>[\w.!#$%&'*+/=?^`{|}~-]{1,64})@(?P<host>[^\s@/?#:]{3,253})",
    re.IGNORECASE,
)
_DEEP = re.compile(r"(tg|whatsapp)://(resolve|send)/?\?", re.IGNORECASE)

_APPS: Final = (
    "telegram|tele|tg|เทเลแกรม|飞机|飛機|电报|電報|whatsapp|wa|line|ไลน์|zalo|tiktok|twitter"
    "|facebook|fb"
)
_ID: Final = r"(?:\s?(?:id|ไอดี))?\s?[:\uff1a]\s?"
NAMED: Final = rf"(?:{_APPS})(?:{_ID}[@~+]?|\s?@)"
"""What stands before a handle in prose: "LINE ID: ", "telegram @"."""

_NAMED = re.compile(
    rf"(?P<app>{_APPS}|x)(?:{_ID}|\s?(?=@))(?P<name>[@~+]?[\w. -]{{1,64}})", re.IGNORECASE
)
_NUMBERED = re.compile(r"[@~+]?[\d ().-]+")
_OF_NUMBERS: Final = ("wa.me", "zalo.me")  # a handle there is a phone number, and known as such
_TELEGRAM = re.compile(r"[a-z][a-z0-9_]{3,31}")
_INVITE = re.compile(r"\+[\w-]{10,32}|joinchat/[\w-]{10,32}")
_FACEBOOK = re.compile(r"[a-z0-9.]{5,50}")
_FACEBOOK_NUMBER = re.compile(r"(?:people|pages|p)/(?:.*[/-])?([0-9]{5,20})")  # after a name
_FACEBOOK_HOST = re.compile(
    r"(?:m|web|mbasic|touch|[a-z]{2}-[a-z]{2})\.facebook\.com|fb\.com|m\.me"
)
_LINE = re.compile(r"[a-z0-9._-]{4,20}")
_TIKTOK = re.compile(r"[a-z0-9_.]{2,24}")
_X = re.compile(r"[a-z0-9_]{1,15}")
_NO_NAMES: Final = frozenset(
    [
        "about",
        "ads",
        "advertising",
        "business",
        "checkpoint",
        "compose",
        "dialog",
        "directory",
        "download",
        "events",
        "explore",
        "friends",
        "fundraisers",
        "gaming",
        "groups",
        "hashtag",
        "help",
        "home",
        "i",
        "intent",
        "joinchat",
        "legal",
        "login",
        "marketplace",
        "media",
        "messages",
        "notifications",
        "pages",
        "people",
        "permalink",
        "photo",
        "photos",
        "plugins",
        "policies",
        "privacy",
        "public",
        "recover",
        "reel",
        "reels",
        "search",
        "settings",
        "share",
        "sharer",
        "signup",
        "stories",
        "tos",
        "videos",
        "watch",
    ]
)
"""What stands in a handle's place and is a page of the platform: all of them would be one."""
_TELEGRAM_PAGES: Final = frozenset(
    [
        *("addemoji", "addlist", "addstickers", "addtheme", "boost", "confirmphone", "contact"),
        *("giftcode", "invoice", "proxy", "setlanguage", "socks"),
    ]
)


def contact(text: str) -> Contact | None:
    """Return the point of contact that a text is, or None for any other text.

    >>> contact("https://telegram.me/Lucky_Group/12").canonical
    'https://t.me/lucky_group'
    >>> contact("+60 12-345 6789").canonical, contact("WhatsApp: +60123456789").canonical
    ('tel:+60123456789', 'https://wa.me/60123456789')
    >>> contact("Anna@Evil-Mail.example.com").expressions[:2]
    ('mailto:anna@evil-mail.example.com', 'evil-mail.example.com/')
    """
    text = visible(text).strip()
    return _phone(text) or _mail(text) or _named(text) or _linked(text)


def _phone(text: str) -> Contact | None:
    found = _PHONE.fullmatch(text)
    if not found or not _EXTENSION.fullmatch(found["extension"]):
        return None
    digits = _digits(_TRUNK.sub("", found["number"]))
    if digits is None:
        return None
    own = f"tel:+{digits}"
    return Contact(own, (own, f"wa.me/{digits}", f"zalo.me/{digits}"))


def _mail(text: str) -> Contact | None:
    found = _MAIL.fullmatch(text.partition("?")[0] if text[:7].lower() == "mailto:" else text)
    if found is None:
        return None
    try:
        host = canonical_host(found["host"])
    except InvalidName:
        return None
    if not has_known_tld(host):
        return None
    address = f"mailto:{found['box'].lower()}@{host}"
    return Contact(address, (address, *expressions(CanonicalUrl("http", host, "/", None))))


def _named(text: str) -> Contact | None:
    """`telegram: @name`, as people write it."""
    found = _NAMED.fullmatch(text)
    make = found and _BY_APP.get(found["app"].lower())
    link = make(found["name"].strip().lower()) if found and make else None
    return _at(link) if link else None


def _linked(text: str) -> Contact | None:
    """A link to a handle, on any of its platform's hosts."""
    is_link = "://" in text[:16]
    if not is_link and "/" not in text:
        return None
    try:
        parts = urlsplit(text if is_link else f"https://{text}")
        host = canonical_host(parts.hostname or "") if not _DEEP.match(text) else parts.scheme
    except (ValueError, InvalidName):
        return None
    link = _handle(host.removeprefix("www."), _Link(parts.path.strip("/"), parts.query))
    return _at(link, _of_link(host, parts.path, parts.query)) if link else None


def _handle(host: str, link: _Link) -> str | None:
    if host.endswith(".t.me"):  # name.t.me
        return _telegram(host.removesuffix(".t.me"))
    if _FACEBOOK_HOST.fullmatch(host):
        return _facebook_link(link)
    read = _BY_HOST.get(host)
    return read(link) if read else None


def _at(link: str, others: tuple[str, ...] = ()) -> Contact:
    """The contact that a link opens; the link as it was written is looked up after it."""
    host, _, path = link.partition("/")
    own = expressions(CanonicalUrl("https", host, f"/{path}", None))
    called = (f"tel:+{path}",) if host in _OF_NUMBERS and _DIGITS.fullmatch(path) else ()
    return Contact(f"https://{link}", tuple(dict.fromkeys((link, *called, *others, *own))))


def _of_link(host: str, path: str, query: str) -> tuple[str, ...]:
    if "." not in host:  # tg:// and whatsapp:// are no places on the web
        return ()
    return expressions(CanonicalUrl("https", host, path or "/", query or None))


def _digits(text: str) -> str | None:
    """The digits of a number, of whatever script, as ours."""
    digits = "".join(str(unicodedata.decimal(one)) for one in text if one.isdecimal())
    return digits if _DIGITS.fullmatch(digits) else None


def _name(text: str, rule: re.Pattern[str]) -> str | None:
    name = text.removeprefix("@").lower()
    is_page = name in _NO_NAMES or name.endswith(".php")
    return name if rule.fullmatch(name) and not is_page else None


def _telegram(text: str) -> str | None:
    name = _name(text, _TELEGRAM)
    return f"t.me/{name}" if name and name not in _TELEGRAM_PAGES else None


def _telegram_link(link: _Link) -> str | None:
    if _INVITE.fullmatch(link.path):  # of a private group; its letters' case matters
        return f"t.me/{link.path.replace('joinchat/', '+')}"
    return _telegram(link.path.removeprefix("s/").partition("/")[0])


def _whatsapp(text: str) -> str | None:
    digits = _digits(text) if _NUMBERED.fullmatch(text) else None
    return digits and f"wa.me/{digits}"


def _whatsapp_link(link: _Link) -> str | None:
    return _whatsapp(
        link.path if _DIGITS.fullmatch(link.path.lstrip("+")) else _first(link.query, "phone")
    )


def _facebook(text: str) -> str | None:
    name = _name(text, _FACEBOOK)
    return name and f"facebook.com/{name}"


def _facebook_link(link: _Link) -> str | None:
    """A link with a person's name and a number is told by the number alone."""
    if numbered := _FACEBOOK_NUMBER.fullmatch(link.path):
        return _facebook(numbered[1])
    return _facebook(
        _first(link.query, "id") if link.path == "profile.php" else link.path.partition("/")[0]
    )


def _line(text: str) -> str | None:
    sign = "@" if text.startswith("@") else "~"
    name = _name(text.lstrip("~"), _LINE)
    return name and f"line.me/R/ti/p/{sign}{name}"


def _line_link(link: _Link) -> str | None:
    found = re.fullmatch(r"(?:R/)?ti/p/([@~][\w.-]+)", link.path.replace("%40", "@"), re.IGNORECASE)
    return _line(found[1].lower()) if found else None


def _zalo(text: str) -> str | None:
    digits = re.sub(r"[ .-]", "", text).removeprefix("+")
    if re.fullmatch(r"0[0-9]{9}", digits):  # Zalo is Vietnam's, and knows its numbers without +84
        digits = f"84{digits[1:]}"
    return f"zalo.me/{digits}" if re.fullmatch(r"[0-9]{8,15}", digits) else None


def _tiktok(text: str) -> str | None:
    name = _name(text, _TIKTOK)
    return name and f"tiktok.com/@{name}"


def _x(text: str) -> str | None:
    name = _name(text, _X)
    return name and f"x.com/{name}"


def _first(query: str, name: str) -> str:
    return parse_qs(query).get(name, [""])[0]  # no limit: one more field must hide no handle


def _tiktok_link(link: _Link) -> str | None:
    return _tiktok(link.path.partition("/")[0]) if link.path.startswith("@") else None


def _x_link(link: _Link) -> str | None:
    return _x(link.path.partition("/")[0])


_BY_APP: Final[Mapping[str, Callable[[str], str | None]]] = {
    **dict.fromkeys(
        ("telegram", "tg", "tele", "เทเลแกรม", "飞机", "飛機", "电报", "電報"), _telegram
    ),
    **dict.fromkeys(("whatsapp", "wa"), _whatsapp),
    **dict.fromkeys(("facebook", "fb"), _facebook),
    **dict.fromkeys(("twitter", "x"), _x),
    **dict.fromkeys(("line", "ไลน์"), _line),
    "zalo": _zalo,
    "tiktok": _tiktok,
}
_BY_HOST: Final[Mapping[str, Callable[[_Link], str | None]]] = {
    **dict.fromkeys(("t.me", "telegram.me", "telegram.dog"), _telegram_link),
    "tg": lambda link: _telegram(_first(link.query, "domain")),
    **dict.fromkeys(("wa.me", "api.whatsapp.com", "web.whatsapp.com", "whatsapp"), _whatsapp_link),
    "facebook.com": _facebook_link,
    "line.me": _line_link,
    "zalo.me": lambda link: _zalo(link.path),
    **dict.fromkeys(("tiktok.com", "m.tiktok.com"), _tiktok_link),
    **dict.fromkeys(("x.com", "twitter.com", "mobile.twitter.com", "mobile.x.com"), _x_link),
}
