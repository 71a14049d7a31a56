"""One ruling on many cases: each is decided on its own, and says what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.casework import Case, Ruling, Token
from service.moderation.desk import Desk
from service.moderation.refusals import Refused
from service.store.cases import Changed, NoSuchCase
from service.store.durability import NotDurable
from service.store.errors import StoreError


class Fate(StrEnum):
    """What came of one item."""

    DONE = "done"
    PROPOSED = "proposed"  # a guard objects: another moderator has to confirm
    CHANGED = "changed"  # somebody else was faster; nothing was done
    REFUSED = "refused"
    NOT_KEPT = "not-kept"  # the store could lose it; a person has to mend that
    AWAY = "away"  # the store did not answer; look again


@dataclass(frozen=True)
class ItemResult:
    """What came of one item, and why."""

    id: str
    fate: Fate
    case: Case | None = None
    why: str = ""


def rule_each(
    desk: Desk,
    items: Sequence[tuple[str, int]],  # a case's id, and its version as seen
    ruling_on: Callable[[Case], Ruling],
    moderator: Token,
) -> list[ItemResult]:
    """Rule on each, in order; one that fails holds back no other."""
    return [_rule(desk, id, version, ruling_on, moderator) for id, version in items]


def _rule(
    desk: Desk, id: str, version: int, ruling_on: Callable[[Case], Ruling], moderator: Token
) -> ItemResult:
    case = None
    try:
        case = desk.seen(id, version)
        after = desk.rule(case, ruling_on(case), moderator)
    except Refused as refused:
        return ItemResult(id, Fate.REFUSED, case, refused.message)
    except (Changed, NoSuchCase):
        return ItemResult(id, Fate.CHANGED, case)
    except NotDurable as problem:
        return ItemResult(id, Fate.NOT_KEPT, case, str(problem))
    except StoreError:
        return ItemResult(id, Fate.AWAY, case)
    return ItemResult(id, Fate.PROPOSED if after.proposal else Fate.DONE, after)
