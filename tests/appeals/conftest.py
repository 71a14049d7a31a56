"""A service with a small list, and a DNS server that only its looks for proofs ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from service.services import Services
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.name_server import NameServer


@pytest.fixture
def services(redis: Redis, redis_server: str, tmp_path: Path, clock: Clock) -> Iterator[Services]:
    web_service.publish(redis, clock)
    built = web_service.services(tmp_path, redis_server, clock)
    yield built
    built.reader.close()


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer() as server:
        yield server
