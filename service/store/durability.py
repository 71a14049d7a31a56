"""Whether the server keeps what it is told. What people send in is taken only while it does."""

from service.store.client import Client
from service.store.errors import StoreAway, reaching_redis


class NotDurable(StoreAway):
    """Redis answers, but could lose what it acknowledges: nothing is taken until it is mended."""


@reaching_redis()
def require_durable(client: Client) -> None:
    """Raise `NotDurable` unless the server writes an append-only file and evicts nothing.

    Asks INFO only: hosted servers often forbid CONFIG.
    """
    info = client.info()
    if not info.get("aof_enabled"):
        raise NotDurable("Redis runs with appendonly no")
    if info.get("aof_last_write_status") == "err":
        raise NotDurable("Redis cannot write its append-only file")
    if str(info.get("maxmemory_policy", "noeviction")) != "noeviction":
        raise NotDurable(f"Redis may evict what it keeps: {info['maxmemory_policy']}")
