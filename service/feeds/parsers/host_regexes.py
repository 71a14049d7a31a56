r"""A list of regexes that are mostly hosts in disguise: `^cex\.io$`, `\.google\.com$`.

The two forms that mean one host, or all below it, become the feed's own exceptions, which makes no
difference between the two; a true regex is counted. A line is a regex.
"""

import re
from collections.abc import Mapping
from typing import Any

from service.feeds.parsers.base import Parsed, Skip, text_of
from service.feeds.parsers.lines import claims

PARAMS: dict[str, type] = {}

_LITERAL = re.compile(r"(?:\^|\\\.|\(\^\|\\\.\))((?:[\w-]|\\[.-])+)\$").fullmatch


def parse(body: bytes, _params: Mapping[str, Any]) -> Parsed:
    """Read as exceptions the regexes that stand for one host."""
    result = Parsed()
    for pattern in claims(text_of(body), "#"):
        result.lines += 1
        if literal := _LITERAL(pattern):
            result.exceptions.append(literal[1].replace("\\", ""))
        else:
            result.skipped[Skip.REGEX] += 1
    return result
