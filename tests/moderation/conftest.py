"""The moderators' desk over a real Redis, with a small list published."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from service.casework import Token
from service.services import Services
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.casefile import CaseFile


@pytest.fixture
def services(redis: Redis, redis_server: str, tmp_path: Path, clock: Clock) -> Iterator[Services]:
    web_service.publish(redis, clock)
    built = web_service.services(tmp_path, redis_server, clock)
    yield built
    built.reader.close()


@pytest.fixture
def file(services: Services) -> CaseFile:
    return CaseFile(services.moderation)


@pytest.fixture
def ann(file: CaseFile) -> Token:
    """A moderator."""
    return file.person("Ann")


@pytest.fixture
def ben(file: CaseFile) -> Token:
    """Another one."""
    return file.person("Ben")
