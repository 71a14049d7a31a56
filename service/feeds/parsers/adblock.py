"""Adblock and AdGuard rules, of which only those about a whole host or one address are of use.

    ||host^           an item          @@||host^       the feed's own exception
    ||host/path       an item          #||host^        switched off by its author, never an item
    /regex/  ||a.*^   many hosts: skipped and counted, since a list of hashes cannot hold them

A line is a rule, switched-off ones among them. `!` notes and `# words` are comments.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from service.feeds.parsers.base import (
    Item,
    Parsed,
    Skip,
    declared_in,
    items_of,
    text_of,
    why_unusable,
)

PARAMS: dict[str, type] = {}

# A rule with one of these still means the whole site. Any other narrows it.
_WHOLE_SITE = frozenset({"all", "important", "document", "doc", "popup"})
_PLAIN_RULE = re.compile(
    r"\|\|([^\s/*^$|\\,+()\[\]<>\"\ufffd]{1,253})\^"
    rf"(?:\$(?:{'|'.join(sorted(_WHOLE_SITE))}))?"
).fullmatch
_SWITCHED_OFF = re.compile(r"#+\s*(?:@@)?(?:\|\||/)").match
# What only a regex would hold; a path may hold most of it too.
_REGEX_SIGNS = frozenset("[]()+\\|^")


def parse(body: bytes, _params: Mapping[str, Any]) -> Parsed:
    """Read the rules that name one host or address; count the others by reason."""
    text = text_of(body)
    result = Parsed(declared=declared_in(text))
    rules = [line.strip() for line in text.split("\n")]
    plain = list(map(_PLAIN_RULE, rules))
    result.items = items_of([rule[1] for rule in plain if rule])
    for rule, found in zip(rules, plain, strict=True):
        if not found and not _claims_nothing(rule):
            _read_odd(rule, result)
    result.lines = len(result.items) + len(result.exceptions) + result.skipped.total()
    return result


def _claims_nothing(rule: str) -> bool:
    if not rule or rule[0] == "!":
        return True
    if rule[0] == "#":
        return not _SWITCHED_OFF(rule)
    return rule[0] == "[" and rule[-1] == "]"  # "[Adblock Plus]"


def _read_odd(rule: str, result: Parsed) -> None:
    if rule[0] == "#":
        result.skipped[Skip.SWITCHED_OFF] += 1
        return
    pattern = rule.removeprefix("@@")
    reason, text = _target(pattern)
    if reason:
        result.skipped[reason] += 1
    elif pattern is rule:
        result.items.append(Item(text))
    else:
        result.exceptions.append(text)


def _target(pattern: str) -> tuple[Skip | None, str]:
    """Find the one host or address that a pattern means, or the reason why there is none."""
    if pattern.startswith("/"):
        return Skip.REGEX, ""
    if not pattern.startswith("||"):
        return Skip.MALFORMED, ""
    text, _, modifiers = pattern[2:].partition("$")
    if modifiers and not _WHOLE_SITE.issuperset(modifiers.split(",")):
        return Skip.MODIFIER, ""
    text = text.rstrip("^")
    if "*" in text:
        return Skip.WILDCARD, ""
    if reason := why_unusable(text):
        return reason, ""
    if _REGEX_SIGNS.intersection(text):
        return _odd_characters(text), ""
    return None, text


def _odd_characters(text: str) -> Skip:
    """`[a-z0-9]+.x.tw` is a regex; `x.com^w` and two rules on one line are slips of the pen."""
    return Skip.REGEX if Counter(text).keys() & set("[]+") else Skip.MALFORMED
