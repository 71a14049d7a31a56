"""The fixtures every test may ask for. Redis is a real server; the clock is a variable."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from redis import Redis

from service.services import Services
from service.store.connect import connect
from service.store.embedded import EmbeddedRedis
from tests.helpers import web_service
from tests.helpers.feed_server import FeedServer
from tests.helpers.name_server import NameServer

# No test is about time here; and what is submitted is held to the same cases each time.
settings.register_profile("mynah", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("mynah")


@dataclass
class Clock:
    """A clock that stands still until it is told otherwise."""

    now: float = 1_795_500_000.0  # 2026-11-24 06:00 UTC

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a real server, the one that a default installation runs; it keeps nothing, so its
    files may lie in memory, where it need not wait for a disk at each write.
    """
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with (
        # Short: a socket path has 107 bytes.
        tempfile.TemporaryDirectory(prefix="mynah-", dir=memory) as folder,
        EmbeddedRedis(Path(folder)) as server,
    ):
        yield server.url


@pytest.fixture
def redis(redis_server: str) -> Iterator[Redis]:
    """A client of the real server, which is empty when the test starts."""
    with connect(redis_server, timeout=5) as client:
        client.flushall()
        yield client


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
def generation(redis: Redis, clock: Clock) -> str:
    """The id of the generation that is live."""
    return web_service.publish(redis, clock)


@pytest.fixture
def services(
    redis_server: str, tmp_path: Path, clock: Clock, generation: str
) -> Iterator[Services]:
    """All parts of the service, over a small published list."""
    built = web_service.services(tmp_path, redis_server, clock)
    assert built.generations.live() == generation
    yield built
    built.close()


@pytest.fixture
def names() -> Iterator[NameServer]:
    """A DNS server that only looks for proofs ask."""
    with NameServer() as server:
        yield server
