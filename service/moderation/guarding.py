"""What the guards say of a decision, by the same knowledge that the last refresh had.

The packaged lists always count. A copy of a guard feed that cannot be read, or that was never
fetched, is no reason to pretend that no guard objects: then the guards know too little, and that is
an objection too.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from service.feeds.catalogue import Catalogue, FeedKind, Guards
from service.names.contacts import NO_PLACE
from service.refresh import guarddata
from service.refresh.guards import Guard
from service.store.copies import CopyGone, CopyStore
from service.store.drafts import FileCopy
from service.store.errors import NoGeneration
from service.store.generations import Generations

UNREADABLE: Final = "guards-unreadable"
"""The objection where a part of what the guards know could not be read."""
NOT_LOADED: Final = "guards-not-loaded"
"""The objection where a list that the guards go by was never fetched."""
_OF_WALLETS: Final = frozenset({Guards.EXCHANGE_WALLET, Guards.TOKEN_CONTRACT})

_RETRY_SECONDS = 60.0  # a guard that lacks a part is built again after so long


@dataclass(frozen=True)
class Judgement:
    """What the guards say of one expression."""

    objection: str | None  # a guard's reason, UNREADABLE or NOT_LOADED
    canary: bool = False  # may not even be listed by a decision


@dataclass(frozen=True)
class _Built:
    """A guard, and what it was built from."""

    generation: str | None
    copies: Mapping[str, str]  # "feed/path" -> its copy's address
    guard: Guard
    missing: tuple[str, ...]  # files whose copy could not be read
    at: float


class Guarding:
    """The guards of one process, built anew when a generation with other copies is live."""

    def __init__(
        self,
        catalogue: Catalogue,
        generations: Generations,
        copies: CopyStore,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        files = [(f, file) for f in catalogue if f.kind is FeedKind.GUARD for file in f.files]
        self._files = {f"{feed.id}/{file.path}": file.guards for feed, file in files if file.guards}
        self._needed = {f"{feed.id}/{file.path}" for feed, file in files if not file.optional}
        self._generations = generations
        self._copies = copies
        self._clock = clock
        self._building = threading.Lock()
        self._built: _Built | None = None

    def judge(self, expression: str) -> Judgement:
        """Say what the guards object to. Raises `StoreAway`."""
        built = self._current()
        canary = built.guard.is_canary(expression)
        reason = built.guard.hold(expression)
        if reason is None and built.missing:
            return Judgement(UNREADABLE, canary)
        if reason is None and self._lacks_a_list(built, expression):
            return Judgement(NOT_LOADED, canary)
        return Judgement(None if reason is None else str(reason), canary)

    def _lacks_a_list(self, built: _Built, expression: str) -> bool:
        """Whether a list was never fetched that could name such a site or such a wallet; none names
        a telephone number or an address of email.
        """
        if expression.startswith(NO_PLACE):
            return False
        of_a_wallet = "/" not in expression
        absent = (self._files[name] for name in self._needed - built.copies.keys())
        return any((guards in _OF_WALLETS) == of_a_wallet for guards in absent)

    def _current(self) -> _Built:
        live = self._generations.live()
        with self._building:
            built = self._built
            if built is None or built.generation != live or self._is_to_retry(built):
                built = self._built = self._build(live, built)
            return built

    def _is_to_retry(self, built: _Built) -> bool:
        return bool(built.missing) and self._clock() - built.at > _RETRY_SECONDS

    def _build(self, live: str | None, last: _Built | None) -> _Built:
        """Build a guard; the last one serves on if its copies are the same."""
        named = self._named(live)
        missing = ["the list of copies"] if named is None else []
        copies = {name: copy.copy for name, copy in (named or {}).items()}
        if last and last.copies == copies and not last.missing and not missing:
            return _Built(live, copies, last.guard, (), last.at)
        guarded: dict[Guards, list[str]] = {}
        for name, address in copies.items():
            try:
                guarded.setdefault(self._files[name], []).extend(self._copies.load(address))
            except CopyGone:
                missing.append(name)
        guard = Guard(guarddata.build(guarded))
        return _Built(live, copies, guard, tuple(missing), self._clock())

    def _named(self, live: str | None) -> dict[str, FileCopy] | None:
        """The guard feeds' copies that the live generation names, or None if that was lost. Before
        the first generation there are none.
        """
        try:
            found = self._generations.copies(live) if live else {}
        except NoGeneration:
            return None
        return {name: copy for name, copy in found.items() if name in self._files}
