"""A client that does something before its nth command is sent."""

from collections.abc import Callable

import redis
from redis.connection import UnixDomainSocketConnection


def client_that(url: str, act: Callable[[int], object]) -> redis.Redis:
    """Return a client that calls `act` with the number of each round trip, from 1, before it.

    A pipeline counts as one, and so does each command that opens a connection.
    """
    sent = 0

    class Counting(UnixDomainSocketConnection):
        def send_packed_command(self, command: object, check_health: bool = True) -> None:
            nonlocal sent
            sent += 1
            act(sent)
            super().send_packed_command(command, check_health)

    pool = redis.ConnectionPool(
        connection_class=Counting, path=url.removeprefix("unix://"), socket_timeout=5, retry=None
    )
    return redis.Redis(connection_pool=pool)
