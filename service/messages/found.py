"""The targets that a chat, an advert or an email names. Pure; every pattern reads a text once."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from service.model import Kind, Target
from service.names.contacts import NAMED, NUMBER
from service.names.defang import refang
from service.names.domains import has_known_tld
from service.names.visible import visible
from service.targets import InvalidTarget, recognise

MOST_TARGETS: Final = 100

# Where a link ends: white space, quotes, brackets of prose, the punctuation of scripts that write
# no space after it, and another link right behind it, where it is no part of this one.
_STOP: Final = r"\s<>\"'`“”‘’«»（）【】「」『』《》，。！？；：、។៕၊။｡"
_LINK = re.compile(
    r"(?:h(?:tt|xx|\*\*)ps?|ftp)\s?(?:\[:\]|:)(?:\[//\]|//)"
    rf"(?:(?!(?<![=/?&#])h(?:tt|xx)ps?:/)[^{_STOP}]){{1,8192}}",
    re.IGNORECASE,
)
_PAYMENT = re.compile(
    r"(?:bitcoin|bitcoincash|litecoin|dogecoin|dash|zcash|monero|ethereum|tron|solana|ripple|xrpl?"
    rf"|cardano|ton|polkadot|cosmos|stellar):[^{_STOP}]{{14,2048}}",
    re.IGNORECASE,
)
# A dot is defanged by brackets, or by a space before it, where what follows ends many a site's name
# and begins no word of a new sentence: "evil .com".
_DOT: Final = (
    r"(?:\.|\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?"
    r"|\s\.\s?(?=(?:com|org|info|biz|xyz|top|vip|shop|icu|cc)(?![\w-])))"
)
_SPACED: Final = re.compile(r"\s\.\s?")
_REST: Final = rf"(?::\d{{1,5}})?(?:[/?#][^{_STOP}]{{0,8192}})?"
# Thai, Lao, Burmese, Khmer, Chinese and their kin write no spaces: a host in Latin letters may
# stand right beside them ("请访问abc.com下载"), and only a space tells where one of theirs begins.
_SPACELESS: Final = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_SPACELESS_LETTER = re.compile(f"[{_SPACELESS}]")
_ACCENTS: Final = r"\u0300-\u036f"
_LETTER: Final = rf"(?:[^\W{_SPACELESS}]|[{_ACCENTS}])"
# Vowels and tones of names in Hindi, Thai, Lao, Burmese and Khmer, which \w leaves out.
_SIGNS: Final = (
    rf"{_ACCENTS}\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    r"\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b6-\u17d3"
)
_HOST = re.compile(
    rf"(?<![@.-])(?<!{_LETTER})(?:(?:{_LETTER}|-){{1,63}}{_DOT}){{1,10}}(?!\d)"
    rf"{_LETTER}(?:{_LETTER}|-){{1,62}}" + _REST,
    re.IGNORECASE,
)
_OTHER_HOST = re.compile(
    rf"(?<![\w{_SIGNS}@.-])(?:[\w{_SIGNS}-]{{1,63}}{_DOT}){{1,10}}[^\W\d_][\w{_SIGNS}-]{{1,62}}"
    + _REST
)
_MAIL = re.compile(
    rf"(?:{_LETTER}|[.+-]){{1,64}}@(?:(?:{_LETTER}|-){{1,63}}\.){{1,10}}(?!\d){_LETTER}"
    rf"(?:{_LETTER}|-){{1,62}}"
)
_PHONE = re.compile(rf"(?<![A-Za-z0-9_+]){NUMBER}(?![A-Za-z0-9_])")
_HANDLE = re.compile(  # "Telegram: @lucky", "zalo：0912…", "LINE ID: lucky", "telegram @lucky"
    rf"(?<![A-Za-z0-9_]){NAMED}[A-Za-z0-9_][A-Za-z0-9_.-]{{2,31}}", re.IGNORECASE
)
_NUMBERS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?:/[^\s<>\"]{0,8192})?(?![\w.])"
)
_WORD = re.compile(r"(?<![A-Za-z0-9_/])[A-Za-z0-9_:-]{14,256}(?![A-Za-z0-9_/])")
_RUN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{25,256}(?![A-Za-z0-9])")  # as most addresses are
# In this order: what one finds is taken out before the next looks.
_PATTERNS: Final = (
    *(_LINK, _PAYMENT, _MAIL, _HANDLE, _HOST, _OTHER_HOST, _PHONE, _NUMBERS, _WORD),
)
_TAIL: Final = ".,;:!?*_~|-"
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


def targets_in(text: str, most: int = MOST_TARGETS) -> list[str]:
    """Return what the text names, as it is written there, each target once, in order.

    >>> targets_in("Join hxxps://Shop[.]example.com/a, or pay at (evil.com).")
    ['hxxps://Shop[.]example.com/a', 'evil.com']
    >>> targets_in("Version 2.0.1 is out, e.g. for Mr.Smith and file.txt")
    []
    """
    found: dict[tuple[Kind, str], tuple[int, str]] = {}
    for place, written, target in _read(visible(text)):
        if target:
            key = (target.kind, target.canonical)
            found[key] = min(found.get(key, (place, written)), (place, written))
    return [written for _, written in sorted(found.values())][:most]


def is_target(text: str) -> bool:
    """Whether a text is meant as one target, even if it turns out to be none: a single word.
    Scripts that write no spaces make one word of a whole message; and a target in quotes, or with
    another one inside, is looked up for what it holds.

    >>> is_target("shop.example.com"), is_target("例子.中国"), is_target("请打开abc.com下载")
    (True, True, False)
    >>> is_target('"shop.example.com"')
    False
    """
    if len(text.split()) != 1:
        return False
    named = targets_in(text)
    return named == [text] if named else not _SPACELESS_LETTER.search(text)


def _read(text: str) -> Iterator[tuple[int, str, Target | None]]:
    """Every piece that looks like a target, where it stands, and what it is; then what stands
    inside: the site that a link leads on to, the wallet that it shows, or one after its name.
    """
    for place, written in _written(text):
        target = _target(_SPACED.sub(".", written))
        yield place, target.text if target else written, target
        if target is None or target.kind in (Kind.URL, Kind.CONTACT):
            yield from _inside(place, written)


def _inside(place: int, written: str) -> Iterator[tuple[int, str, Target | None]]:
    plain = unquote(written.replace("&", " ")) if "%3a" in written.lower() else written
    for link in _LINK.finditer(plain, 1):
        inner = _without_tail(link[0])
        yield place + 1, inner, _target(inner)
    for named in _HOST.finditer(plain) if _HANDLE.fullmatch(plain) else ():  # "line: evil.com"
        yield place + 1, named[0], _target(named[0])
    for run in _RUN.finditer(plain):
        if run[0] != written:
            target = _target(run[0])
            yield place + 1, run[0], target if target and target.kind is Kind.ADDRESS else None


def _written(text: str) -> Iterator[tuple[int, str]]:
    """Every piece that looks like a target. What was found is taken out: no part counts again."""
    for pattern in _PATTERNS:
        yield from ((piece.start(), _without_tail(piece[0])) for piece in pattern.finditer(text))
        if pattern is not _WORD:
            text = pattern.sub(lambda piece: " " * len(piece[0]), text)


def _without_tail(written: str) -> str:
    """Take off what belongs to the sentence: its full stop, and a bracket that opens before."""
    while written:
        last = written[-1]
        opened = _PAIRS.get(last)
        unpaired = opened is not None and written.count(opened) < written.count(last)
        if last not in _TAIL and not unpaired:
            break
        written = written[:-1]
    return written


def _target(written: str) -> Target | None:
    """Recognise a piece; a word with dots is a host only where its last label is a real one."""
    try:
        target = recognise(written)
    except InvalidTarget:
        return None
    if target.kind in (Kind.ADDRESS, Kind.CONTACT):
        return target
    linked = "://" in refang(written)[:12]
    host = target.expressions[0].partition("/")[0] if target.expressions else ""
    is_ip = host.startswith("[") or host.replace(".", "").isdigit()
    if linked or is_ip or (has_known_tld(host) and not _is_prose(written)):
        return target
    return None


# Endings that are top-level domains too, and in a message nearly always mean a file; and the end of
# one sentence with the beginning of the next, where somebody forgot the space ("Hello.World").
_FILE = re.compile(r"[\w-]+\.(?:zip|mov|py|sh|rs|md|pl|so|java|ps)", re.IGNORECASE)
_SENTENCES = re.compile(r"[\w-]*[a-z]\.[A-Z][a-z]+")


def _is_prose(written: str) -> bool:
    return bool(_FILE.fullmatch(written) or _SENTENCES.fullmatch(written))
