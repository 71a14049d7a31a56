"""From a URL to a Redis client, and what to say about a server that could lose what it was told.

Nothing is kept here: each worker process makes its own client, since a connection must not be
shared over a fork.
"""

from typing import Any
from urllib.parse import unquote, urlsplit

import redis
from redis.sentinel import Sentinel

from service.store.errors import reaching_redis

REQUEST_SECONDS = 0.25
"""Longest wait of the request path for one answer; a bulk job passes a longer one."""

_OLDEST = (7, 0)


class BadRedisUrl(ValueError):
    """The address names no server that we can speak to."""


def connect(url: str, *, decode: bool = False, timeout: float = REQUEST_SECONDS) -> redis.Redis:
    """Make a client for `url`; nothing is sent yet. Answers are bytes, or str with `decode`.

    Takes redis://, rediss://, unix:// as redis-py does, and
    redis+sentinel://[user:password@]host:port,host:port/service[/db] for the master of a Sentinel.
    No retries: redis-py's own ten with back-off take 3.3 s to report a dead server. Raises
    `BadRedisUrl`.
    """
    scheme, _, rest = url.partition("+sentinel://")
    if rest:
        return _master_of_sentinel(f"{scheme}://{rest}", decode, timeout)
    parts = urlsplit(url)
    if parts.scheme != "unix" and not (parts.path.strip("/") or "0").isdigit():
        raise BadRedisUrl("what follows the host is the number of a database, such as /0")
    try:
        client = redis.Redis.from_url(
            url,
            decode_responses=decode,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=None,
        )
        client.connection_pool.make_connection()  # takes the options, and connects to nothing yet
    except (ValueError, TypeError) as error:
        raise BadRedisUrl(f"an option cannot be used: {error}") from error
    return client


def _master_of_sentinel(url: str, decode: bool, timeout: float) -> redis.Redis:
    parts = urlsplit(url)
    account, _, hosts = parts.netloc.rpartition("@")
    user, _, password = account.partition(":")
    service, _, number = parts.path.strip("/").partition("/")
    if not service or not (number or "0").isdigit():
        raise BadRedisUrl("a Sentinel address ends in /service or /service/db")
    common = {
        "ssl": parts.scheme == "rediss",
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "retry": None,
    }
    sentinel: Any = Sentinel(  # type: ignore[no-untyped-call]  # untyped in redis-py
        [_host_and_port(item) for item in hosts.split(",")], sentinel_kwargs=common, **common
    )
    client: redis.Redis = sentinel.master_for(
        service,
        username=unquote(user) or None,
        password=unquote(password) or None,
        db=int(number or 0),
        decode_responses=decode,
    )
    return client


def _host_and_port(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port or 26379
    except ValueError as error:
        raise BadRedisUrl(str(error)) from error
    if not host:
        raise BadRedisUrl("a Sentinel address names hosts as host:port,host:port")
    return host, port


@reaching_redis()
def durability_warnings(client: redis.Redis) -> list[str]:
    """Say, a sentence each, why this server could lose reports and decisions; often none.

    Asks INFO only: hosted servers often forbid CONFIG. Raises `StoreAway`.
    """
    info = client.info()
    warnings = []
    version = str(info.get("redis_version", "0"))
    if tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) < _OLDEST:
        warnings.append(f"Redis {version} is older than 7.0, the oldest that Mynah is tested with.")
    if not info.get("aof_enabled"):
        warnings.append(
            "Redis runs with appendonly no: reports and decisions taken since its last "
            "snapshot are lost when it stops. Set appendonly yes."
        )
    elif info.get("aof_last_write_status") == "err":
        warnings.append("Redis could not write its append-only file: look at its disk and log.")
    policy = str(info.get("maxmemory_policy", "noeviction"))
    if policy.startswith("allkeys"):  # volatile-* leaves keys without expiry alone
        warnings.append(
            f"Redis evicts keys when memory is short (maxmemory-policy {policy}): reports and "
            "lists can vanish. Set maxmemory-policy noeviction."
        )
    return warnings
