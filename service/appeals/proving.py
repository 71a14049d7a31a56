"""A look for a proof of control, when somebody asks for it: once a minute for each appeal."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from service.casework import Appeal, AppealState, Proof, ProofTry
from service.feeds import proofs
from service.feeds.proofs import Proofs
from service.language.said import Said
from service.model import has_place
from service.names.domains import registrable
from service.store.appeals import Appeals
from service.store.cases import Changed

PAUSE_SECONDS: Final = 60
_AT_ONCE: Final = 4  # looks of this process: each may hold a thread for a quarter of a minute
_TRIES: Final = 5  # of noting what came of it, while others change the appeal


class NoProof(Exception):
    """There is nothing to prove; `said` is why."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class TooSoon(Exception):
    """It was looked for a moment ago, or too many are being looked for."""

    def __init__(self, retry_in: int) -> None:
        super().__init__(retry_in)
        self.retry_in = retry_in  # seconds


@dataclass(frozen=True)
class Place:
    """Where a proof is looked for, and what must be there."""

    host: str
    record_name: str
    record_value: str
    file_url: str
    file_content: str


def place_of(appeal: Appeal) -> Place | None:
    """Return where control of the listed host can be proven; None for a wallet or bare number.

    The record belongs to the domain that somebody holds: below `github.io` that is a name there.
    """
    host = appeal.target.expression.partition("/")[0]
    if not has_place(appeal.target.kind) or not proofs.can_be_proven(host):
        return None
    return Place(
        host=host,
        record_name=proofs.record_name(_domain(host)),
        record_value=proofs.record_value(appeal.code),
        file_url=proofs.file_url(host),
        file_content=appeal.code,
    )


def _domain(host: str) -> str:
    return registrable(host) or host


def _proven_by(by_dns: Proof, by_file: Proof | None) -> str | None:
    if by_dns is Proof.PROVEN:
        return "dns"
    return "file" if by_file is Proof.PROVEN else None


class Prover:
    """Looks for proofs, and notes what came of it; `clock` gives unix seconds."""

    def __init__(self, appeals: Appeals, looking: Proofs, clock: Callable[[], float]) -> None:
        self._appeals = appeals
        self._looking = looking
        self._clock = clock
        self._room = threading.BoundedSemaphore(_AT_ONCE)

    def look(self, appeal: Appeal) -> Appeal:
        """Look for the proof now, and return the appeal with what came of it.

        Raises `NoProof`, `TooSoon`, `NotDurable` or `StoreAway`.
        """
        place = place_of(appeal)
        if place is None:
            raise NoProof(
                Said("Control can be proven of a host only, not of a wallet or a number.")
            )
        if appeal.proven_at is not None:
            return appeal
        if appeal.state in (AppealState.REMOVED, AppealState.KEPT):
            raise NoProof(Said("The appeal has been answered, so there is nothing left to prove."))
        if not self._room.acquire(blocking=False):
            raise TooSoon(10)
        try:
            begun = self._begin(appeal)
            return self._note(begun, *self._found(place, appeal.code))
        finally:
            self._room.release()

    def _begin(self, appeal: Appeal) -> Appeal:
        """Take the turn of this minute: of several who ask at once, one gets it."""
        now = int(self._clock())
        if appeal.tried and now - appeal.tried.at < PAUSE_SECONDS:
            raise TooSoon(PAUSE_SECONDS - max(0, now - appeal.tried.at))
        try:
            return self._appeals.change(appeal, lambda one: replace(one, tried=ProofTry(now)))
        except Changed:
            raise TooSoon(PAUSE_SECONDS) from None

    def _found(self, place: Place, code: str) -> tuple[Proof, Proof | None]:
        by_dns = self._looking.by_dns(_domain(place.host), code)
        if by_dns is Proof.PROVEN:
            return by_dns, None
        return by_dns, self._looking.by_file(place.host, code)

    def _note(self, appeal: Appeal, by_dns: Proof, by_file: Proof | None) -> Appeal:
        proven = _proven_by(by_dns, by_file)
        now = int(self._clock())

        def noted(one: Appeal) -> Appeal:
            tried = ProofTry(one.tried.at if one.tried else now, by_dns, by_file)
            found = replace(one, tried=tried)
            return replace(found, proven_at=now, proven_by=proven) if proven else found

        for _ in range(_TRIES - 1):
            try:
                return self._appeals.change(appeal, noted)
            except Changed:  # a moderator was at work meanwhile
                appeal = self._appeals.get(appeal.ref) or appeal
        return self._appeals.change(appeal, noted)
