"""How much one sender has sent lately, and marks that tell senders of one day apart.

A mark is an HMAC of the network address under a secret of the day, which is forgotten a day later:
nothing that is kept leads back to an address, and nobody can be followed from one day to the next.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from service.store import keys
from service.store.client import Client
from service.store.errors import reaching_redis

DAY_KEY_SECONDS = 2 * 86_400
_DAY = 86_400
_KEY_BYTES = 32
_MARK_DIGITS = 16


class Quotas:
    """The counts in one Redis; `clock` gives unix seconds."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock

    @reaching_redis()
    def mark(self, sender: str, about: str = "") -> str:
        """Return the mark of a network address today; another one for each thing it is about."""
        message = f"{sender}\n{about}".encode()
        return hmac.new(self._day_key(), message, hashlib.sha256).hexdigest()[:_MARK_DIGITS]

    @reaching_redis()
    def count(self, mark: str, seconds: int) -> tuple[int, int]:
        """Count one more by this mark in this window of time.

        Return how many there were in it, this one included, and in how many seconds it ends.
        """
        now = int(self._clock())
        key = keys.quota(f"{seconds}.{now // seconds}", mark)
        with self._client.pipeline() as pipe:
            pipe.incr(key)
            pipe.expire(key, seconds)
            number, _ = pipe.execute()
        return int(number), seconds - now % seconds

    @reaching_redis()
    def give_back(self, mark: str, seconds: int) -> None:
        """Take back what was just counted: nothing came of it."""
        key = keys.quota(f"{seconds}.{int(self._clock()) // seconds}", mark)
        with self._client.pipeline() as pipe:
            pipe.decr(key)
            pipe.expire(key, seconds)
            pipe.execute()

    @reaching_redis()
    def derived(self, about: str) -> list[bytes]:
        """Return what only we can derive from a text, today and, where it is kept, yesterday."""
        yesterday = self._client.get(self._day_name(_DAY))
        found = [self._day_key(), *([yesterday] if yesterday else [])]
        return [hmac.digest(key, about.encode(), "sha256") for key in found]

    def ids(self, about: str, size: int) -> list[str]:
        """Return ids of so many bytes that follow from what must not be taken twice: today's, then
        yesterday's, for what is repeated after midnight. Nobody else can tell them.
        """
        found = (base64.urlsafe_b64encode(made[:size]) for made in self.derived(about))
        return [id.decode().rstrip("=") for id in found]

    @reaching_redis()
    def spend(self, proof: str, seconds: int) -> bool:
        """Use up a proof of work, which is valid for so long; False when it was used before."""
        hashed = hashlib.sha256(proof.encode()).hexdigest()
        return bool(self._client.set(keys.spent(hashed), 1, nx=True, ex=seconds))

    def _day_name(self, ago: int = 0) -> str:
        return keys.day_key(time.strftime("%Y%m%d", time.gmtime(self._clock() - ago)))

    def _day_key(self) -> bytes:
        name = self._day_name()
        found: bytes | None = self._client.get(name)
        if found is None:
            self._client.set(name, secrets.token_bytes(_KEY_BYTES), nx=True, ex=DAY_KEY_SECONDS)
            found = self._client.get(name)
        assert found is not None  # noqa: S101 - it was set a moment ago
        return found
