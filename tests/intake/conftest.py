"""Reports over a real Redis, and somebody who sends them by name."""

import pytest
from redis import Redis

from service.casework import Role, Token
from service.intake.receive import Reports
from service.store.cases import Cases
from service.store.quotas import Quotas
from service.store.tokens import Tokens
from tests.conftest import Clock


@pytest.fixture
def cases(redis: Redis, clock: Clock) -> Cases:
    return Cases(redis, clock)


@pytest.fixture
def reports(cases: Cases, redis: Redis, clock: Clock) -> Reports:
    return Reports(cases, Quotas(redis, clock), clock, bytes.upper)


@pytest.fixture
def token(redis: Redis, clock: Clock) -> Token:
    return Tokens(redis, clock).create("Ann", Role.VOLUNTEER)[1]
