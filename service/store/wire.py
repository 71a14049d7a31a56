"""Raw connections to Redis for the one command of the request path.

redis-py's `mget` costs a request about three times what its own connection does: it takes a
connection from a pool under a lock, packs each argument, measures, and converts the answer. Here
the packed command goes straight to one of its connections, so that TLS, passwords, Sentinel and
time-outs stay redis-py's business.
"""

import os
from typing import Any

import redis

from service.store.client import Client


def bulk(text: str) -> bytes:
    """Return a text as one argument of a command, in Redis's protocol."""
    data = text.encode()
    return b"$%d\r\n%b\r\n" % (len(data), data)


class Wire:
    """Idle connections, one for each thread that ever asked at the same time as others."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._idle: list[Any] = []  # append and pop are atomic
        self._process = os.getpid()

    def ask(self, command: bytes) -> Any:
        """Send a packed command and return the answer. Raises `redis.RedisError`.

        An idle connection that the server has closed since (it was restarted, or another server
        took over) is no reason to fail: only a fresh one's failure counts.
        """
        if self._process != os.getpid():  # after a fork the sockets are the parent's
            self._process, self._idle = os.getpid(), []
        while (connection := self._take()) is not None:
            try:
                return self._exchange(connection, command)
            except redis.ConnectionError:
                continue
        return self._exchange(self._client.connection_pool.make_connection(), command)

    def close(self) -> None:
        """Close the idle connections."""
        while (connection := self._take()) is not None:
            connection.disconnect()

    def _take(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _exchange(self, connection: Any, command: bytes) -> Any:
        try:
            connection.send_packed_command([command], check_health=False)
            answer = connection.read_response()
        except redis.RedisError:
            connection.disconnect()
            raise
        self._idle.append(connection)
        return answer
