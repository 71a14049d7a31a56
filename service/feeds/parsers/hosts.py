"""The hosts-file format: `0.0.0.0 host [host...] # note`. A line is one name on such a line.

The file's own localhost lines are counted apart: MetaMask's hosts.txt opens with one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from service.feeds.parsers.base import Parsed, Skip, declared_in, items_of, sift, text_of
from service.feeds.parsers.lines import claims

PARAMS: dict[str, type] = {}

SINKS = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1", "::0"})  # noqa: S104 (read, not bound)
LOCAL = re.compile(
    r"localhost|localhost\.localdomain|local|broadcasthost|ip6-\w+|0\.0\.0\.0"
).fullmatch


def parse(body: bytes, _params: Mapping[str, Any]) -> Parsed:
    """Read every name that the file sends to nowhere."""
    text = text_of(body)
    skipped: Counter[str] = Counter()
    usable, unusable = sift(_names(text, skipped))
    skipped.update(unusable)
    return Parsed(
        items=items_of(usable),
        lines=len(usable) + skipped.total(),
        skipped=skipped,
        declared=declared_in(text),
    )


def _names(text: str, skipped: Counter[str]) -> Iterator[str]:
    for line in claims(text, "#!"):
        sink, *names = line.split()
        if sink not in SINKS or not names:
            skipped[Skip.MALFORMED] += 1
            continue
        for name in names:
            if name.startswith("#"):
                break
            if LOCAL(name):
                skipped[Skip.LOCAL] += 1
            else:
                yield name
