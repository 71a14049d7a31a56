"""The parts of the store that a refresh works with, in one value."""

from dataclasses import dataclass

from service.store.copies import CopyStore
from service.store.decisions import Decisions
from service.store.feedstate import FeedStates
from service.store.generations import Generations
from service.store.lock import Lock
from service.store.reader import Reader


@dataclass(frozen=True)
class Stores:
    """One Redis, seen by a refresh."""

    generations: Generations
    copies: CopyStore
    decisions: Decisions
    states: FeedStates
    lock: Lock  # of whoever fetches
    publishing: Lock  # of whoever makes a list and publishes it
    reader: Reader  # what the web's workers read with: a refresh looks at its own result through it
