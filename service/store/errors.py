"""What can go wrong in the store, in words; redis-py's own errors stay in this package."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis
from redis.sentinel import MasterNotFoundError

# How Redis begins to refuse a write, after redis-py's own words in a pipeline.
_REFUSALS = ("MISCONF ", "NOREPLICAS ", "OOM command", "READONLY ")


class StoreError(Exception):
    """The store could not do it; the message is one sentence for a person."""


class StoreAway(StoreError):
    """Redis did not answer, or not usefully: down, loading, a replica, out of memory."""


class TakesNothing(StoreAway):
    """Redis answers and can be read, but refuses what is written: a person has to mend it."""


class AlreadyTaken(StoreError):
    """It was taken before; nothing was changed. Its own sender may hear so of the first time, whose
    acknowledgement was lost.
    """


class NoGeneration(StoreError):
    """Nothing has been published yet."""


class NotPublished(StoreError):
    """The generation was not made live; what was live still is."""


class Pinned(NotPublished):
    """A rollback pinned a generation; nothing is published until the pin is taken off."""


class LockLost(NotPublished):
    """The lock ran out, and somebody else may be at work."""


class NothingToRollBackTo(StoreError):
    """No earlier generation is kept."""


class Held(StoreError):
    """Somebody else holds the lock; `holder` says who: host, process id, since when."""

    def __init__(self, name: str, holder: str) -> None:
        super().__init__(f"{name} is held by {holder}")
        self.holder = holder


@contextmanager
def reaching_redis() -> Iterator[None]:
    """Turn redis-py's errors into `StoreAway`. Serves as a decorator too."""
    try:
        yield
    except redis.RedisError as error:
        raise away(error) from error


def away(error: redis.RedisError) -> StoreAway:
    """Return what redis-py says as an error of the store."""
    if isinstance(error, MasterNotFoundError):  # its own text is the whole of its memory
        return StoreAway("Redis: no Sentinel answers, or none of them knows the service's master")
    if any(word in str(error) for word in _REFUSALS):
        return TakesNothing(f"Redis: {error}")
    return StoreAway(f"Redis: {error}")
