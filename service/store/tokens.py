"""Tokens by role, moderators' sessions and one-time links. Only hashes are kept: who reads the
store can act as nobody. Looking up a hash takes no longer for a nearly right token, so there is
nothing to time.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from service.casework import STRIKES, Credit, Outcome, Role, Token
from service.store import coding, keys
from service.store.client import Client, Pipe
from service.store.durability import require_durable
from service.store.errors import StoreError, reaching_redis
from service.store.transactions import transact

SESSION_SECONDS = 12 * 3600
TICKET_SECONDS = 15 * 60
_LAST_USED_SECONDS = 3600  # how exactly `last_used` is kept: a write for each request is too many
_ID_DIGITS = 12


class NameTaken(StoreError):
    """A token of that name is in use."""


def hash_of(secret: str) -> str:
    """Return what is kept of a token, a session's cookie or a link: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Tokens:
    """The tokens in one Redis; `clock` gives unix seconds."""

    def __init__(self, client: Client, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock

    @reaching_redis()
    def create(self, name: str, role: Role) -> tuple[str, Token]:
        """Return a new token's text, which is shown this once, and what is kept of it.

        Raises `NameTaken`, `NotDurable`, `StoreAway`.
        """
        require_durable(self._client)
        secret = f"mynah_{role}_{secrets.token_urlsafe(32)}"
        hashed = hash_of(secret)
        token = Token(hashed[:_ID_DIGITS], hashed, name, role, int(self._clock()))

        def act(pipe: Pipe) -> None:
            rows = pipe.hvals(keys.TOKENS)
            held = [coding.load(Token, row) for row in rows]
            if any(other.name == name and other.revoked_at is None for other in held):
                raise NameTaken(f"there is a token named {name!r}; revoke it first")
            pipe.multi()
            pipe.hset(keys.TOKENS, hashed, coding.dump(token))

        transact(self._client, [keys.TOKENS], act)
        return secret, token

    @reaching_redis()
    def all(self) -> list[Token]:
        """Return every token, revoked ones too, by name."""
        rows = self._client.hvals(keys.TOKENS)
        return sorted((coding.load(Token, row) for row in rows), key=lambda t: (t.name, t.id))

    @reaching_redis()
    def holder(self, secret: str) -> Token | None:
        """Return the token of this text, if it may be used; note that it was."""
        return self._usable(hash_of(secret))

    @reaching_redis()
    def revoke(self, name: str) -> Token | None:
        """Take a token back, and end its sessions; None when none of that name is in use."""
        now = int(self._clock())
        for token in self.all():
            if token.name == name and token.revoked_at is None:
                return self._update(token.hash, lambda t: replace(t, revoked_at=now))
        return None

    @reaching_redis()
    def count(self, id: str, *, accepted: int = 0, declined: int = 0, strikes: int = 0) -> None:
        """Add to a token's record what became of reports that were sent with it."""
        for token in self.all():
            if token.id == id:
                self._update(token.hash, lambda t: _recorded(t, accepted, declined, strikes))

    @reaching_redis()
    def ticket(self, name: str) -> str | None:
        """Return the secret of a one-time link for the token of this name, or None."""
        for token in self.all():
            if token.name == name and token.revoked_at is None:
                secret = secrets.token_urlsafe(32)
                self._client.set(keys.ticket(hash_of(secret)), token.hash, ex=TICKET_SECONDS)
                return secret
        return None

    @reaching_redis()
    def sign_in_by_ticket(self, secret: str) -> str | None:
        """Use up a one-time link; return a session's secret, or None when it is over or unknown."""
        hashed = self._client.getdel(keys.ticket(hash_of(secret)))
        token = self._usable(hashed.decode()) if hashed else None
        return self._begin(token) if token else None

    @reaching_redis()
    def sign_in(self, secret: str) -> str | None:
        """Return a session's secret for a token, or None when it may not be used."""
        token = self._usable(hash_of(secret))
        return self._begin(token) if token else None

    @reaching_redis()
    def session(self, secret: str) -> Token | None:
        """Return whose session this is, or None when it is over or unknown."""
        hashed = self._client.get(keys.session(hash_of(secret)))
        return self._usable(hashed.decode()) if hashed else None

    @reaching_redis()
    def sign_out(self, secret: str) -> None:
        """End a session."""
        self._client.delete(keys.session(hash_of(secret)))

    def _begin(self, token: Token) -> str:
        secret = secrets.token_urlsafe(32)
        self._client.set(keys.session(hash_of(secret)), token.hash, ex=SESSION_SECONDS)
        return secret

    def _usable(self, hashed: str) -> Token | None:
        row = self._client.hget(keys.TOKENS, hashed)
        token = coding.load(Token, row) if row else None
        if token is None or token.revoked_at is not None:
            return None
        now = int(self._clock())
        if now - (token.last_used or 0) < _LAST_USED_SECONDS:
            return token
        return self._update(hashed, lambda t: replace(t, last_used=now))

    def _update(self, hashed: str, change: Callable[[Token], Token]) -> Token:
        def act(pipe: Pipe) -> Token:
            changed = change(coding.load(Token, pipe.hget(keys.TOKENS, hashed)))
            pipe.multi()
            pipe.hset(keys.TOKENS, hashed, coding.dump(changed))
            return changed

        return transact(self._client, [keys.TOKENS], act)


def planned(
    pipe: Pipe, credits: Sequence[tuple[Credit | None, Credit | None]]
) -> Callable[[Pipe], None]:
    """Return what queues the change of the tokens' records from what cases counted for to what they
    count for now, in a transaction that watches the tokens if anything differs.
    """
    counts: dict[str, Counter[str]] = {}
    for before, after in credits:
        if before != after:
            _count(counts, before, -1)
            _count(counts, after, 1)
    rows = pipe.hvals(keys.TOKENS) if counts else []
    held = [coding.load(Token, row) for row in rows]
    changed = [_with(token, counts[token.id]) for token in held if token.id in counts]

    def queue(pipe: Pipe) -> None:
        for token in changed:
            pipe.hset(keys.TOKENS, token.hash, coding.dump(token))

    return queue


def _count(counts: dict[str, Counter[str]], credit: Credit | None, by: int) -> None:
    for id in credit.tokens if credit else ():
        counts.setdefault(id, Counter())[credit.outcome if credit else ""] += by


def _with(token: Token, counts: Counter[str]) -> Token:
    strikes = counts[Outcome.STRIKE]
    return _recorded(token, counts[Outcome.ACCEPTED], counts[Outcome.DECLINED] + strikes, strikes)


def _recorded(token: Token, accepted: int, declined: int, strikes: int) -> Token:
    return replace(
        token,
        accepted=max(0, token.accepted + accepted),
        declined=max(0, token.declined + declined),
        strikes=max(0, token.strikes + strikes),
    )


def may_report(token: Token) -> bool:
    """Whether reports that are sent with it are still taken."""
    return token.strikes < STRIKES
