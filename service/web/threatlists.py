"""The updates of Safe Browsing's lists, made once for all clients that hold the same."""

import threading
from collections import OrderedDict
from typing import Any, Final, NamedTuple

from service.safebrowsing import updates
from service.safebrowsing.asking import UpdateAsked
from service.safebrowsing.updates import WIDTH, State
from service.store.errors import StoreAway
from service.store.generations import Generations

_KEPT: Final = 32  # updates in the memory of this process; a full one is as big as the list


class Update(NamedTuple):
    """What a client gets: a `ListUpdateResponse`, but for the names of the list."""

    response: Any
    is_whole: bool  # False while a client that takes a few at a time has more to fetch


class ThreatLists:
    """The list of the live generation, and the updates that lead to it."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._making = threading.Lock()  # one at a time: each may take half a second
        self._live: tuple[str, bytes] = ("", b"")
        self._updates: OrderedDict[object, Update] = OrderedDict()

    def of(self, live: str) -> bytes:
        """Return the list of a generation that is live. Raises `StoreAway`."""
        known = self._live
        if known[0] != live:
            found = self._generations.threat_list(live)
            if found is None:
                raise StoreAway(f"generation {live} has no list for Safe Browsing's clients")
            self._live = known = (live, found)
        return known[1]

    def update(self, live: str, asked: UpdateAsked) -> Update:
        """Return what leads from what the client holds to what is live. Raises `StoreAway`."""
        state = updates.state_of(asked.token)
        with self._making:
            if self._live[0] != live:
                self._updates.clear()
            wanted = self.of(live)[: asked.room and asked.room * WIDTH]
            key = (state, len(wanted), asked.most, asked.compressed)
            made = self._updates.get(key)
            if made is None:
                held = self._held(state, live)
                made = self._made(held, wanted, live, asked)
            self._updates[key] = made
            self._updates.move_to_end(key)
            if len(self._updates) > _KEPT:
                self._updates.popitem(last=False)
        return made

    def _made(self, held: bytes | None, wanted: bytes, live: str, asked: UpdateAsked) -> Update:
        change = updates.change(held, wanted, asked.most)
        token = State(live, len(change.result) // WIDTH).token()
        response = updates.response(change, token, compressed=asked.compressed)
        return Update(response, change.result == wanted)

    def _held(self, state: State | None, live: str) -> bytes | None:
        """Return what a client holds; None where nobody knows any more."""
        if state is None:
            return None
        if state.generation == live:
            whole: bytes | None = self.of(live)
        else:
            whole = self._generations.threat_list(state.generation)
        size = state.size * WIDTH
        return whole[:size] if whole is not None and size <= len(whole) else None


def nothing(token: bytes) -> Update:
    """Return the update of a list in which there never is anything."""
    held = b"" if token == updates.NOTHING else None
    change = updates.change(held, b"")
    return Update(updates.response(change, updates.NOTHING, compressed=False), True)
