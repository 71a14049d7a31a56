"""What backs up one desk, and brings it back."""

import pytest
from redis import Redis

from service.store.backup import Backups
from service.store.restore import Restorer
from tests.conftest import Clock


@pytest.fixture
def backups(redis: Redis, clock: Clock) -> Backups:
    return Backups(redis, clock, "9.9")


@pytest.fixture
def restorer(redis: Redis, clock: Clock) -> Restorer:
    return Restorer(redis, clock)
