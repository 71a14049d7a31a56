"""The moderators' pages over real HTTP, with cases to clear, for a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from service.app import create_app
from service.services import Services
from tests.conftest import Clock
from tests.helpers import web_service


@contextmanager
def serving(
    redis: Redis, redis_url: str, data_dir: Path, clock: Clock
) -> Iterator[tuple[Services, str]]:
    """Publish a small list and serve on a free port; give the services and the address."""
    web_service.publish(redis, clock)
    services = web_service.services(data_dir, redis_url, clock)
    try:
        with web_service.served(create_app(services)) as url:
            yield services, url
    finally:
        services.close()
