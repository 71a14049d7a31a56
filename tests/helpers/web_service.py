"""A service over a real Redis with a small list, to be asked through a test client or over HTTP."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from redis import Redis
from werkzeug.serving import make_server

from service.config import Settings
from service.model import Category, Fact, Severity, Source
from service.services import Services, build
from service.store.drafts import Draft, FeedInfo, FileCopy
from tests.helpers import guards
from tests.helpers.generations import publisher

WALLET = "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
NOW = 1_795_500_000  # as the tests' clock has it at first
CHECKED = NOW - 600
FEED = "gaso-blocklist"

FACTS = [
    Fact(Severity.BLOCK, Category.INVESTMENT, (Source(FEED, 20_000), Source("gone", 19_000, 19_9))),
    Fact(Severity.WARN, Category.GAMBLING, (Source(FEED, 20_002),)),
]
ENTRIES = {
    "scam.example/": 0,
    "bets.example/": 1,
    "shared.example/bad/page": 0,
    WALLET: 0,
}


def settings(data_dir: Path, redis_url: str, **more: Any) -> Settings:
    """Settings for a test, without rate limits unless it names one."""
    return Settings(
        data_dir=data_dir,
        redis_url=redis_url,
        **{"rate_limit": 0, "signing_key": bytes(range(32)), **more},
    )


def services(data_dir: Path, redis_url: str, clock: Callable[[], float], **more: Any) -> Services:
    """The services, as they are in production."""
    return build(settings(data_dir, redis_url, **more), clock, writes_snapshots=True)


def publish(
    redis: Redis,
    clock: Callable[[], float],
    entries: dict[str, int] | None = None,
    facts: list[Fact] = FACTS,
    starting_at: int | None = None,
    copies: dict[str, FileCopy] | None = None,
    names: dict[str, str] | None = None,
) -> str:
    """Publish these entries and return the generation's id; no feed answered a starting list. The
    guard feeds were read, and named nothing, unless other `copies` are given.
    """
    generations, lock = publisher(redis, clock)
    draft = Draft(
        id=generations.next_id(),
        published_at=int(clock()),
        entries=ENTRIES if entries is None else entries,
        facts=facts,
        links={WALLET: ("scam.example/",)},
        names=names or {},
        feeds={FEED: FeedInfo(FEED, "Anti-Scam", "https://one.example", CHECKED, 4, True)},
        starting_at=starting_at,
        copies=guards.copies(redis, clock) if copies is None else copies,
    )
    generations.publish(draft, lock)
    if starting_at is None:
        generations.confirm(CHECKED)
    lock.release()
    return draft.id


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on loopback; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
