"""Is a list that was just built what the live one leads to expect?

Each file passed its own check, and still the list may have lost what it should hold: a guard feed
or a feed's allow rules may have been filled with listed hosts, or a feed be gone. Such a list is
published only if a maintainer who has looked says so.
"""

from collections import Counter
from typing import Final

from service.refresh.canary import listed
from service.refresh.stores import Stores
from service.store.drafts import Draft, Meta

MOST_LOST: Final = 0.1  # share of the live list's entries
MOST_HELD: Final = 0.001  # share of them that guards or allow rules newly hold
SLACK: Final = 300  # entries: below this many, shares say nothing
_NAMED = 3  # feeds and reasons

ADVICE: Final = "if that is right: mynah refresh --accept-list"


def why_not_publish(stores: Stores, live: Meta, draft: Draft) -> str | None:
    """Say in a sentence for a person what is wrong with a draft against the live generation."""
    faults = [fault for fault in (_shrunk(live, draft), _held(stores, live, draft)) if fault]
    return f"{'; '.join(faults)}; {ADVICE}" if faults else None


def _shrunk(live: Meta, draft: Draft) -> str | None:
    before, now = _firm(live), len(draft.entries)
    if before - now <= max(SLACK, before * MOST_LOST):
        return None
    less = Counter(
        {name: info.entries - _entries(draft, name) for name, info in live.feeds.items()}
    )
    most = ", ".join(f"{name} {count:,}" for name, count in less.most_common(_NAMED) if count > 0)
    return f"{live.entries:,} entries would fall to {now:,} (fewer from {most})"


def _firm(live: Meta) -> int:
    """The live entries but those of the starting list, which any real copy may undercut."""
    read = {name.partition("/")[0] for name in live.copies}
    return live.entries - sum(f.entries for name, f in live.feeds.items() if name not in read)


def _entries(draft: Draft, feed: str) -> int:
    return draft.feeds[feed].entries if feed in draft.feeds else 0


def _held(stores: Stores, live: Meta, draft: Draft) -> str | None:
    """Judge what is newly held and was listed: a flood of popular names into a feed is neither."""
    known = {held.expression for held in live.held}
    reasons = {held.expression: held.reason for held in draft.held}
    new = reasons.keys() - known - draft.entries.keys()
    most = max(SLACK, live.entries * MOST_HELD)
    if len(new) <= most:
        return None
    lost = listed(stores, new)
    if len(lost) <= most:
        return None
    why = Counter(reasons[text] for text in lost).most_common(_NAMED)
    said = ", ".join(f"{reason} {count:,}" for reason, count in why)
    return f"{len(lost):,} listed entries would be held back ({said})"
