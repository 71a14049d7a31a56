"""A client of the whole application over a small published list."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from service.app import create_app
from service.services import Services
from tests.conftest import Clock
from tests.helpers import web_service


@pytest.fixture
def generation(redis: Redis, clock: Clock) -> str:
    """The id of the generation that is live."""
    return web_service.publish(redis, clock)


@pytest.fixture
def services(
    redis_server: str, tmp_path: Path, clock: Clock, generation: str
) -> Iterator[Services]:
    built = web_service.services(tmp_path, redis_server, clock)
    assert built.generations.live() == generation
    yield built
    built.reader.close()


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
