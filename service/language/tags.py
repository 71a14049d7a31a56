"""The languages there are, and which of them fits what a browser asks for. Pure."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple


class Language(NamedTuple):
    """One language."""

    tag: str  # BCP 47
    name: str  # as its readers write it
    locale: str  # the CLDR's, for dates and numbers
    folder: str  # of the extension, below _locales/; browsers have names of their own


LANGUAGES: Final = (
    Language("en", "English", "en_GB", "en"),
    Language("th", "ไทย", "th", "th"),
    Language("vi", "Tiếng Việt", "vi", "vi"),
    Language("id", "Bahasa Indonesia", "id", "id"),
    Language("ms", "Bahasa Melayu", "ms", "ms"),
    Language("fil", "Filipino", "fil", "fil"),
    Language("km", "ភាសាខ្មែរ", "km", "km"),
    Language("lo", "ພາສາລາວ", "lo", "lo"),
    Language("my", "မြန်မာဘာသာ", "my", "my"),
    Language("zh-Hans", "简体中文", "zh_Hans", "zh_CN"),
    Language("zh-Hant", "繁體中文", "zh_Hant", "zh_TW"),
    Language("hi", "हिन्दी", "hi", "hi"),
)
BY_TAG: Final = {language.tag: language for language in LANGUAGES}
ENGLISH_TAG: Final = "en"

_FIRST: Final = re.compile(r"[a-z]{2,3}(?=$|-)")
_ALSO: Final = {"tl": "fil", "in": "id", "bur": "my", "mya": "my", "khm": "km", "lao": "lo"}
_CHINESE: Final = frozenset({"zh", "cmn", "yue", "nan", "hak"})
_TRADITIONAL: Final = re.compile(r"-(?:hant|tw|hk|mo)(?=$|-)|^(?:yue|nan|hak)$")
_SIMPLIFIED: Final = re.compile(r"-hans(?=$|-)")


def matched(tag: str) -> str | None:
    """Return the tag of our language that whoever asks for `tag` can read, if there is one.

    >>> [matched(tag) for tag in ("zh-HK", "zh", "zh-Hans-TW", "tl", "KM-kh", "de")]
    ['zh-Hant', 'zh-Hans', 'zh-Hans', 'fil', 'km', None]
    """
    asked = tag.lower().replace("_", "-")
    found = _FIRST.match(asked)
    if found is None:
        return None
    if found[0] in _CHINESE:
        traditional = _TRADITIONAL.search(asked) and not _SIMPLIFIED.search(asked)
        return "zh-Hant" if traditional else "zh-Hans"
    name = _ALSO.get(found[0], found[0])
    return name if name in BY_TAG else None


def best(asked: Iterable[tuple[str, float]]) -> str:
    """Return the tag that fits best; `asked` has tags with their weight, the wanted first.

    >>> best([("de", 1.0), ("th-TH", 0.8), ("en", 0.5)])
    'th'
    """
    fitting = (matched(tag) for tag, weight in asked if weight > 0)
    return next((tag for tag in fitting if tag), ENGLISH_TAG)
