"""Percent-escapes as Safe Browsing's canonical form uses them.

Texts here are *byte texts*: `str` in which each character stands for one byte (0 to 255), so that
escapes of bytes that are no UTF-8 survive. JavaScript holds bytes in strings the same way.
"""

import re

_ESCAPE = re.compile("%([0-9a-fA-F]{2})")
_HEX = frozenset("0123456789abcdefABCDEF")

# Safe Browsing, "Canonicalization": escape all bytes <= 0x20, >= 0x7f, "#" and "%", upper case.
_ESCAPED = {
    byte: f"%{byte:02X}" for byte in [*range(0x21), *range(0x7F, 0x100), ord("#"), ord("%")]
}


def byte_text(text: str) -> str:
    """Return the UTF-8 bytes of well-formed `text` as a byte text."""
    return text if text.isascii() else text.encode().decode("latin-1")


def unescape(text: str) -> str:
    """Undo the percent-escapes of a byte text again and again until none is left.

    >>> unescape("%25%32%35 %252525")
    '% %'
    """
    if "%" not in text:
        return text
    once = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return _unescape_fully(once) if "%" in once else once


def _unescape_fully(text: str) -> str:
    # Two escapes never overlap ("%" is no hex digit), so the order of undoing them cannot change
    # the end. A stack does it in one pass; repeated passes over "%25252525..." are quadratic.
    stack: list[str] = []
    for char in text:
        stack.append(char)
        while len(stack) > 2 and stack[-3] == "%" and stack[-2] in _HEX and stack[-1] in _HEX:
            byte = chr(int(stack[-2] + stack[-1], 16))
            stack[-3:] = [byte]
    return "".join(stack)


def escape(text: str) -> str:
    """Percent-escape a byte text so that it is printable ASCII."""
    return text.translate(_ESCAPED)
