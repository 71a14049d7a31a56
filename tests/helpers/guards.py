"""Copies of the guard feeds, as a refresh that reached all of them leaves them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache

from redis import Redis

from service.feeds.catalogue import load
from service.feeds.feed import FeedKind, Guards
from service.model import Claim
from service.store.copies import CopyStore
from service.store.drafts import FileCopy

WALLETS = (Guards.EXCHANGE_WALLET, Guards.TOKEN_CONTRACT)
SITES = tuple(kind for kind in Guards if kind not in WALLETS)


@cache
def files() -> Mapping[str, Guards]:
    """Every file of a guard feed, as copies are named, and what it guards."""
    feeds = [feed for feed in load() if feed.kind is FeedKind.GUARD]
    return {f"{f.id}/{file.path}": file.guards for f in feeds for file in f.files if file.guards}


def copies(
    redis: Redis,
    clock: Callable[[], float],
    known: Mapping[Guards, Iterable[str]] | None = None,
    kinds: Collection[Guards] = tuple(Guards),
) -> dict[str, FileCopy]:
    """Keep a copy of each guard file of these kinds, with the expressions that are `known`."""
    store = CopyStore(redis)
    claims = {kind: dict.fromkeys((known or {}).get(kind, ()), Claim(20_000)) for kind in kinds}
    return {
        name: FileCopy(store.save(claims[kind]), "f" * 64, 1, 1, {}, int(clock()))
        for name, kind in files().items()
        if kind in kinds
    }
