"""What moderation works with, in one value."""

from collections.abc import Callable
from dataclasses import dataclass

from service.moderation.guarding import Guarding
from service.store.appeals import Appeals
from service.store.cases import Cases
from service.store.decisions import Decisions
from service.store.reader import Reader
from service.store.tokens import Tokens


@dataclass(frozen=True)
class Parts:
    """One Redis, seen by moderators. `clock` gives unix seconds."""

    cases: Cases
    appeals: Appeals
    tokens: Tokens
    decisions: Decisions
    reader: Reader
    guarding: Guarding
    clock: Callable[[], float]
