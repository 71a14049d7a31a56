"""How many requests a client gets, and how it is told."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.services import Services
from service.web.limits import Limiter
from tests.conftest import Clock
from tests.helpers import web_service


def limited(services: Services, folder: Path, clock: Clock, limit: int) -> FlaskClient:
    url = services.settings.redis_url
    assert url is not None
    return create_app(web_service.services(folder, url, clock, rate_limit=limit)).test_client()


def test_a_client_over_its_limit_waits_and_is_told_how_long(clock: Clock) -> None:
    limiter = Limiter(60, clock)
    allowances = [limiter.take("a") for _ in range(61)]
    assert [one.granted for one in allowances] == [True] * 60 + [False]
    assert allowances[0].remaining == 59
    assert (allowances[-1].remaining, allowances[-1].retry_in, allowances[-1].full_in) == (0, 1, 60)
    assert limiter.take("b").granted
    clock.advance(1)
    assert limiter.take("a").granted
    assert not limiter.take("a").granted


def test_what_is_not_used_is_saved_up_to_a_minutes_worth(clock: Clock) -> None:
    limiter = Limiter(60, clock)
    limiter.take("a")
    clock.advance(86_400)
    assert [limiter.take("a").granted for _ in range(61)] == [True] * 60 + [False]


def test_a_clock_set_back_neither_gives_nor_takes(clock: Clock) -> None:
    limiter = Limiter(2, clock)
    limiter.take("a")
    clock.advance(-3600)
    assert [limiter.take("a").granted for _ in range(2)] == [True, False]


def test_a_slow_limit_says_how_long_to_wait(clock: Clock) -> None:
    limiter = Limiter(1, clock)
    assert limiter.take("a").granted
    refused = limiter.take("a")
    assert (refused.granted, refused.retry_in) == (False, 60)
    clock.advance(refused.retry_in)
    assert limiter.take("a").granted


def test_only_so_many_clients_are_remembered(clock: Clock) -> None:
    limiter = Limiter(1, clock, clients=2)
    for client in ("a", "b", "a", "c"):
        limiter.take(client)
    assert not limiter.take("a").granted
    assert limiter.take("b").granted


def test_an_answer_says_what_is_left_and_a_refusal_when_to_go_on(
    services: Services, tmp_path: Path, clock: Clock
) -> None:
    client = limited(services, tmp_path, clock, 2)
    first = client.get("/v1/hashes/0000")
    assert first.headers["RateLimit-Policy"] == '"minute";q=2;w=60'
    assert first.headers["RateLimit"] == '"minute";r=1;t=30'
    client.get("/nothing")
    refused = client.get("/v1/hashes/0000")
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert 1 <= int(refused.headers["Retry-After"]) <= 30
    assert refused.headers["RateLimit"].startswith('"minute";r=0;')
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_what_watches_the_service_is_never_refused(
    services: Services, tmp_path: Path, clock: Clock, path: str
) -> None:
    client = limited(services, tmp_path, clock, 1)
    replies = [client.get(path) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 200]
    assert "RateLimit" not in replies[0].headers


def test_a_limit_of_zero_is_none(client: FlaskClient) -> None:
    assert "RateLimit" not in client.get("/v1/hashes/0000").headers
