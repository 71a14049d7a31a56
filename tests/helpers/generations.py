"""Small drafts to publish, and how to tell that what is live is whole."""

from collections.abc import Callable

from redis import Redis

from service.lists.records import checksum, encode_buckets
from service.model import Category, Fact, Held, Severity, Source
from service.store import storage
from service.store.drafts import Draft, FeedInfo, FileCopy
from service.store.generations import Generations
from service.store.lock import Lock

FACTS = [
    Fact(Severity.BLOCK, Category.INVESTMENT, (Source("one", 20_000), Source("two", 20_001, 20_5))),
    Fact(Severity.WARN, Category.GAMBLING, (Source("two", 20_002),)),
]


def entries(seed: str, hosts: int = 40) -> dict[str, int]:
    """Return entries that share half of their expressions with those of another seed."""
    common = {f"shared{n}.example/": n % 2 for n in range(hosts // 2)}
    own = {f"{seed}{n}.example/": n % 2 for n in range(hosts // 2)}
    return common | own | {f"evm:{seed}": 0, f"deep.example/{seed}": 0}


def draft(generations: Generations, seed: str = "a", hosts: int = 40, copy: str = "c0") -> Draft:
    """Return a draft with something in each of its parts."""
    return Draft(
        id=generations.next_id(),
        published_at=1_795_500_000,
        entries=entries(seed, hosts),
        facts=FACTS,
        links={f"evm:{seed}": (f"{seed}0.example/", "shared0.example/")},
        feeds={"one": FeedInfo("one", "One", "https://one.example", 1_795_499_000, 42, True)},
        held=[Held("popular.example/", "one", "top-site")],
        copies={"one/list.txt": FileCopy(copy, "f" * 64, 50, 42, {"comment": 8}, 1_795_499_000)},
        next_expiry=20_800,
    )


def publisher(redis: Redis, clock: Callable[[], float]) -> tuple[Generations, Lock]:
    """Return the generations and the refresh lock, held."""
    lock = Lock(redis, "refresh", 60, clock)
    lock.acquire()
    return Generations(redis, clock), lock


def publish(generations: Generations, lock: Lock, seed: str, copy: str = "c0") -> str:
    """Publish a small draft and return its id."""
    made = draft(generations, seed, copy=copy)
    generations.publish(made, lock)
    return made.id


def live_entries(redis: Redis, clock: Callable[[], float], seeds: str, hosts: int = 40) -> str:
    """Return the seed whose entries are live, having checked every key of that generation."""
    generations = Generations(redis, clock)
    live = generations.live()
    assert live is not None
    meta = generations.meta(live)
    found = dict(storage.read_buckets(redis, live, range(65_536)))
    assert checksum(found.items()) == meta.checksum
    (seed,) = [s for s in seeds if encode_buckets(entries(s, hosts)) == found]
    assert redis.ttl(f"mynah:{live}:meta") == -1
    hosts_info = meta.lists["hosts"]
    body = generations.list_body(live, "hosts", "identity")
    assert body is not None
    assert body.count(b"\n") == hosts_info.entries
    return seed
