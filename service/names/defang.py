"""The spellings that keep a scam's address from being clicked: hxxps://evil[.]com."""

import re

_SCHEME = re.compile(r"\s*(?:h(?:xx|xt|tx|\*\*|__)p(?P<s>s?)|f(?:x|\*)p)(?=\[?:)", re.IGNORECASE)
_MARK = re.compile(
    r"\[(://|:|//|/|\.)\]|[({](\.)[)}]"  # [:] [://] [.] (.) {.}
    r"|\[(\.)(?=[\w-])|(?<=[\w-])(\.)\]"  # half of a pair: evil[.com
    r"|\s?[\[({]\s?(dot)\s?[\])}]\s?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?P<scheme>(?:[A-Za-z][\w+.-]*://)?)(?P<host>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_LINK = re.compile(r"http(?=s?://)", re.IGNORECASE)
_HEAD = re.compile(r"(?:[^/?#]{0,12}//)?[^/?#]*")  # scheme and host


def refang(text: str) -> str:
    """Return the address that a defanged text stands for; any other text comes back unchanged.

    >>> refang("hxxps[:]//evil[.]com/a[.]html"), refang("http://evil.com/a[.]html")
    ('https://evil.com/a.html', 'http://evil.com/a[.]html')
    """
    head = _HEAD.match(text)
    if head is None or not (_SCHEME.match(text) or _MARK.search(head[0])):
        return text  # marks in a path alone may well belong there
    return _MARK.sub(_unmark, _SCHEME.sub(_scheme, text, count=1))


def defang(text: str) -> str:
    """Return an address so that no terminal, page or mail program makes a link of it.

    >>> defang("http://shop.example/a.html"), defang("hxxps://shop[.]example")
    ('hxxp://shop[.]example/a.html', 'hxxps://shop[.]example')
    """
    parts = _PARTS.fullmatch(refang(text))
    if parts is None:  # it matches any text; this is for mypy
        return text
    host = parts["host"].replace(".", "[.]")
    return _LINK.sub("hxxp", parts["scheme"]) + host + _LINK.sub("hxxp", parts["rest"])


def _scheme(found: re.Match[str]) -> str:
    return "ftp" if found["s"] is None else f"http{found['s'].lower()}"


def _unmark(found: re.Match[str]) -> str:
    mark: str = found[found.lastindex or 0]
    return "." if mark.lower() == "dot" else mark
