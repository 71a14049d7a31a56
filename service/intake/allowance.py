"""How much a sender may send, and the proof of work that buys an anonymous one more."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from service.casework import Role, Token
from service.intake import proof
from service.store.errors import StoreError
from service.store.quotas import Quotas
from service.store.tokens import may_report

HOUR: Final = 3600
DAY: Final = 86_400

FREE_AN_HOUR: Final = 5
"""Anonymous reports without a proof: more than a person who was cheated has to tell at once."""
HELD_AN_HOUR: Final = 3
"""Reports that say that somebody is held, besides all others, even after the day's most: whoever is
held may share an address with a whole compound, and cannot stay at the page. Few, as anybody can
say so, and these are read first.
"""
MOST_A_DAY: Final = 60
"""Anonymous reports in all: a whole house behind one address, and still no flood to read."""
TOKEN_AN_HOUR: Final = 200
"""Reports with one token: a team at work; whoever has thousands hands over a file."""
FIRST_DIFFICULTY: Final = 16
"""Zero bits of the first proof: some seconds of an old phone."""
STEP: Final = 5
"""After so many further reports in the hour, a proof takes twice as long."""
MOST_DIFFICULTY: Final = 22
"""A minute or two of a browser; a program that floods meets `MOST_A_DAY` instead."""
PROOF_SECONDS: Final = 1800
"""How long a challenge can be used: time to read the page again."""


class Struck(Exception):
    """Reports of this token are taken no more."""


class WrongRole(Exception):
    """No reports are taken with a token of this role."""


class TooMany(Exception):
    """The sender sent as much as it may; `retry_in` seconds from now it may go on."""

    def __init__(self, retry_in: int) -> None:
        super().__init__(retry_in)
        self.retry_in = retry_in


class ProofNeeded(TooMany):
    """The same, unless a proof of work comes with it."""

    def __init__(self, retry_in: int, challenge: str, difficulty: int) -> None:
        super().__init__(retry_in)
        self.challenge, self.difficulty = challenge, difficulty


@dataclass(frozen=True)
class Sender:
    """Who sends: a network address, or the holder of a token; neither for a file read in here."""

    address: str | None = None  # never kept, and nothing is counted by it where there is a token
    token: Token | None = None
    wide: str | None = None  # the network by which reporters are told apart, if not the address

    @property
    def network(self) -> str | None:
        """By what reporters are told apart: rather two people as one than one as two."""
        return self.wide or self.address

    @property
    def name(self) -> str:
        """What tells this sender from others, for as long as it takes to answer."""
        return f"token {self.token.id}" if self.token else f"address {self.address}"


@dataclass(frozen=True)
class Work:
    """A challenge of ours, and what solves it."""

    challenge: str
    nonce: str


class Allowance:
    """What each sender may still send; `clock` gives unix seconds."""

    def __init__(self, quotas: Quotas, clock: Callable[[], float]) -> None:
        self._quotas, self._clock = quotas, clock

    @contextmanager
    def counted(self, sender: Sender, given: Work | None, *, held: bool = False) -> Iterator[None]:
        """Count what is taken meanwhile; what the store could not take is not counted.

        Raises `TooMany`, `ProofNeeded`, `StoreAway`.
        """
        windows = self._count(sender, given, held=held)
        try:
            yield
        except StoreError:
            for mark, seconds in windows:
                self._quotas.give_back(mark, seconds)
            raise

    def _count(self, sender: Sender, given: Work | None, *, held: bool) -> list[tuple[str, int]]:
        if sender.token:
            return [self._within(f"token-{sender.token.id}", HOUR, TOKEN_AN_HOUR)]
        mark = self._quotas.mark(sender.address or "", about="reports")
        if not held:
            return self._anonymous(mark, given)
        try:
            return [self._within(f"{mark}-held", HOUR, HELD_AN_HOUR)]
        except TooMany as full:
            return self._beyond(full, mark, given)

    def _beyond(self, full: TooMany, mark: str, given: Work | None) -> list[tuple[str, int]]:
        """As for all others; but the next hour has an allowance again, whatever the day."""
        try:
            return self._anonymous(mark, given)
        except TooMany as refused:
            refused.retry_in = min(refused.retry_in, full.retry_in)
            raise

    def _anonymous(self, mark: str, given: Work | None) -> list[tuple[str, int]]:
        counted = [self._within(mark, DAY, MOST_A_DAY), (mark, HOUR)]
        number, left = self._quotas.count(mark, HOUR)
        needed = difficulty_of(number)
        if needed and not self._is_proven(given, needed):
            for window in counted:
                self._quotas.give_back(*window)
            raise self._ask_for_proof(left, needed)
        return counted

    def _within(self, mark: str, seconds: int, most: int) -> tuple[str, int]:
        number, left = self._quotas.count(mark, seconds)
        if number > most:
            raise TooMany(left)
        return mark, seconds

    def _is_proven(self, given: Work | None, difficulty: int) -> bool:
        """Whether the proof is ours, in time, hard enough, right, and was not used before."""
        if given is None:
            return False
        now = self._clock()
        return any(
            said.ends_at > now
            and said.difficulty >= difficulty
            and proof.solved(given.challenge, given.nonce, said.difficulty)
            and self._quotas.spend(given.challenge, PROOF_SECONDS)
            for key in self._quotas.derived("proof of work")
            if (said := proof.opened(given.challenge, key))
        )

    def _ask_for_proof(self, retry_in: int, difficulty: int) -> ProofNeeded:
        key = self._quotas.derived("proof of work")[0]
        ends_at = int(self._clock()) + PROOF_SECONDS
        challenge = proof.make(key, difficulty, ends_at, secrets.token_bytes(proof.RANDOM_BYTES))
        return ProofNeeded(retry_in, challenge, difficulty)


def refuse_unfit(token: Token | None) -> None:
    """Raise `WrongRole` for a token that may not report by name, and `Struck` for one whose reports
    were found false too often.
    """
    if token and not token.role.covers(Role.VOLUNTEER):
        raise WrongRole
    if token and not may_report(token):
        raise Struck


def difficulty_of(number: int) -> int:
    """How hard the proof is that goes with the so-manieth report of an hour; 0 for none.

    >>> [difficulty_of(number) for number in (5, 6, 10, 11, 60)]
    [0, 16, 16, 17, 22]
    """
    further = number - FREE_AN_HOUR - 1
    return 0 if further < 0 else min(MOST_DIFFICULTY, FIRST_DIFFICULTY + further // STEP)
