"""One feed, served over HTTP, and a refresher over a real Redis."""

import pytest
from redis import Redis

from tests.conftest import Clock
from tests.helpers.feed_server import FeedServer
from tests.helpers.feeds import feed_of
from tests.helpers.refreshing import Bench, hosts


@pytest.fixture
def bench(redis: Redis, feed_server: FeedServer, clock: Clock) -> Bench:
    """A feed of a hundred hosts, not read yet."""
    feed_server.serve("/a-feed/list.txt", hosts(100))
    return Bench(redis, feed_server, clock, [feed_of()])


@pytest.fixture
def published(bench: Bench) -> Bench:
    """The same after its first refresh."""
    assert bench.refresh().generation is not None
    return bench
