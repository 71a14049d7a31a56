"""Whether the server keeps what it is told. What people send in is taken only while it does."""

from service.store.client import Client
from service.store.errors import StoreAway, reaching_redis

_ALWAYS = "always"


class NotDurable(StoreAway):
    """Redis answers, but could lose what it acknowledges: nothing is taken until it is mended."""


@reaching_redis()
def require_durable(client: Client) -> None:
    """Raise `NotDurable` unless the server has written to disk whatever it acknowledges, and evicts
    nothing.

    Hosted servers often forbid CONFIG: of such a one only INFO is known, and must do.
    """
    with client.pipeline(transaction=False) as pipe:
        pipe.info()
        pipe.config_get("appendfsync")
        info, asked = pipe.execute(raise_on_error=False)
    if isinstance(info, Exception):
        raise info
    if not info.get("aof_enabled"):
        raise NotDurable("Redis runs with appendonly no")
    if info.get("aof_last_write_status") == "err":
        raise NotDurable("Redis cannot write its append-only file")
    if str(info.get("maxmemory_policy", "noeviction")) != "noeviction":
        raise NotDurable(f"Redis may evict what it keeps: {info['maxmemory_policy']}")
    fsync = asked.get("appendfsync", _ALWAYS) if isinstance(asked, dict) else _ALWAYS
    if fsync != _ALWAYS:
        # Not even kill -9 is safe then: writes wait in the server while an fsync is at work.
        raise NotDurable(f"Redis runs with appendfsync {fsync}: set appendfsync always")
