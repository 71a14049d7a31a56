"""The moderators' pages over real HTTP, with cases to clear, for a browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from werkzeug.serving import make_server

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
    server = make_server("127.0.0.1", 0, create_app(services), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield services, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        services.reader.close()
