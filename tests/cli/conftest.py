"""One small installation over the real Redis of the tests."""

import importlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis

from service.help.loading import helplines
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


@pytest.fixture(autouse=True)
def fresh_helplines(monkeypatch: pytest.MonkeyPatch) -> None:
    """No helpline grows old, so that what the doctor says of others holds in later years."""
    today = datetime.now(UTC).date()
    fresh = tuple(replace(line, checked=today) for line in helplines())
    doctor = importlib.import_module("service.cli.doctor")  # the package has its command so called
    monkeypatch.setattr(doctor, "helplines", lambda: fresh)
