"""One small installation over the real Redis of the tests."""

from pathlib import Path

import pytest
from redis import Redis

from tests.helpers.command_line import Mynah, installation


@pytest.fixture
def mynah(redis: Redis, redis_server: str, tmp_path: Path) -> Mynah:  # noqa: ARG001 - emptied
    """Two feeds, not read yet."""
    return installation(tmp_path, redis_server)


@pytest.fixture
def published(mynah: Mynah) -> Mynah:
    """The same after its first refresh."""
    assert mynah.run("refresh").exit_code == 0
    return mynah
