"""The register of generations: in which state each is, which stay, and who has to go.

A generation is registered before its first key is written and forgotten after its last one is gone,
so that nothing a dead publisher left behind is ever lost from sight.
"""

from datetime import UTC, datetime

from service.store import keys, storage
from service.store.client import Client

KEPT = 3  # complete generations, the live one among them
GRACE_SECONDS = 600  # so that a request under way can still read a generation that is going
_FORGET_SECONDS = 3600  # how long a publisher that lost its lock could still be writing

WRITING = "writing"
COMPLETE = "complete"
WITHDRAWN = "withdrawn"  # rolled back from: deltas start from it, nobody rolls back to it
EXPIRING = "expiring"

_ID = "%Y%m%dT%H%M%SZ"


def states(client: Client) -> dict[str, str]:
    """Return the state of every generation that may have keys."""
    return {g.decode(): state.decode() for g, state in client.hgetall(keys.GENERATIONS).items()}


def complete(client: Client) -> list[str]:
    """Return the complete generations that are kept, newest first."""
    known = states(client)
    return sorted((g for g in known if known[g] == COMPLETE), reverse=True)


def starts_of_deltas(client: Client) -> list[str]:
    """Return the generations that browsers may hold and that stay when one more is published."""
    live = client.get(keys.LIVE)
    return sorted({*complete(client)[: KEPT - 1], *([live.decode()] if live else [])}, reverse=True)


def readable(client: Client) -> list[str]:
    """Return the generations that browsers may hold, the withdrawn ones among them."""
    known = states(client)
    return sorted((g for g in known if known[g] in (COMPLETE, WITHDRAWN)), reverse=True)


def id_at(now: float) -> str:
    """Return the id of a generation made now (unix seconds): ids sort by time."""
    return datetime.fromtimestamp(now, UTC).strftime(_ID)


def seconds_of(generation: str) -> float:
    """Return the unix seconds that an id was made of."""
    return datetime.strptime(generation, _ID).replace(tzinfo=UTC).timestamp()


def remove_unfinished(client: Client, now: float) -> None:
    """Remove what dead publishers left. Only under the refresh lock.

    A publisher that only lost its lock may still be writing, so its entry stays for an hour.
    """
    for generation, state in states(client).items():
        if state == WRITING:
            storage.remove(client, generation)
            if now - seconds_of(generation) > _FORGET_SECONDS:
                client.hdel(keys.GENERATIONS, generation)


def retire(client: Client) -> set[str]:
    """Give all but the kept, the live and the pinned an end; return those that stay."""
    stay = {g.decode() for g in client.mget(keys.LIVE, keys.PINNED) if g}
    stay |= set(complete(client)[:KEPT])
    for generation, state in states(client).items():
        if generation not in stay and state != WRITING:
            _end(client, generation)
    return stay


def _end(client: Client, generation: str) -> None:
    client.hset(keys.GENERATIONS, generation, EXPIRING)
    if not storage.exists(client, generation):
        client.hdel(keys.GENERATIONS, generation)  # the meta key goes last
    elif not storage.is_expiring(client, generation):
        storage.expire(client, generation, GRACE_SECONDS)
