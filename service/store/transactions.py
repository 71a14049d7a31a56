"""One way to change several keys at once: read them under WATCH, queue, and try again if others
were faster. No Lua: it would tie us to servers and test doubles that run it.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

import redis

from service.store.client import Client, Pipe
from service.store.errors import StoreAway

T = TypeVar("T")

_TRIES = 20  # a writer that met other writers each time would be one of twenty at once


def transact(client: Client, watched: Iterable[str], act: Callable[[Pipe], T]) -> T:
    """Carry out what `act` queues, all of it or nothing, and return what `act` returned.

    `act` may read from the pipe, then calls `multi()` and queues; it is called again when a watched
    key changed meanwhile. One that never calls `multi()` changes nothing. Raises `StoreAway`.
    """
    names = list(watched)
    with client.pipeline() as pipe:
        for _ in range(_TRIES):
            pipe.watch(*names)
            result = act(pipe)
            try:
                pipe.execute()
            except redis.WatchError:  # so redis-py calls a lost connection too: look again
                continue
            return result
    raise StoreAway("what was to be changed kept changing meanwhile; try again")
