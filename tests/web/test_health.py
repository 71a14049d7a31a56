"""What machines that watch the service read: before a list, with one, and with Redis away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from redis import Redis

from service.app import create_app
from service.services import Services
from service.store.connect import connect
from service.store.embedded import EmbeddedRedis
from service.store.feedstate import FileState
from service.store.generations import Generations
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.web_service import CHECKED

LOOKS = ("/v1/check?target=scam.example", "/v1/hashes/0000", "/v1/lists", "/v1/feeds")


@pytest.fixture
def empty(redis: Redis, redis_server: str, tmp_path: Path, clock: Clock) -> Iterator[FlaskClient]:
    """A client of a service that has published nothing yet."""
    assert redis.dbsize() == 0
    built = web_service.services(tmp_path, redis_server, clock)
    yield create_app(built).test_client()
    built.close()


def nowhere(folder: Path, clock: Clock) -> FlaskClient:
    """A client of a service whose Redis is not there."""
    return create_app(
        web_service.services(folder, "unix:///nowhere/redis.sock", clock)
    ).test_client()


def test_a_service_with_a_list_is_ready(client: FlaskClient, generation: str) -> None:
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["status"]) == (200, "ready")
    assert ready.json["checks"]["generation"]["id"] == generation
    assert client.get("/healthz").json == {"status": "ok"}


def test_metrics_tell_age_entries_files_and_requests(
    client: FlaskClient, services: Services
) -> None:
    services.feed_states.save({"a/x": FileState(CHECKED, outcome="published")})
    services.feed_states.save({"a/y": FileState(CHECKED, outcome="failed")})
    client.get("/v1/hashes/0000")
    client.get("/nothing")
    text = client.get("/metrics").text
    for line in (
        "mynah_generation_readable 1",
        "mynah_generation_age_seconds 600",
        "mynah_generation_entries 4",
        "mynah_from_snapshot 0",
        'mynah_feed_files{outcome="failed"} 1',
        'mynah_feed_files{outcome="published"} 1',
        'mynah_requests_total{route="/v1/hashes/<prefix>",status="2xx"} 1',
        'mynah_requests_total{route="none",status="4xx"} 1',
    ):
        assert line in text.splitlines()


def test_the_starting_list_is_called_so_and_as_old_as_it_is(
    redis: Redis, empty: FlaskClient, clock: Clock
) -> None:
    web_service.publish(redis, clock, starting_at=int(clock()) - 3 * 86_400 - 5)
    answers = [
        empty.get("/readyz").json["checks"],
        empty.get("/v1/check?target=scam.example").json,
        empty.post("/v1/check", json={"targets": ["unheard.example"]}).json,
        empty.get("/v1/hashes/0000").json,
    ]
    for answer in answers:
        said = answer["generation"]
        assert (said["age_seconds"], said["stale"]) == (3 * 86_400 + 5, True)
        assert said["starting_list"] is True
    assert f"mynah_generation_age_seconds {3 * 86_400 + 5}" in empty.get("/metrics").text
    Generations(redis, clock).confirm(clock())
    fresh = empty.get("/readyz").json["checks"]["generation"]
    assert (fresh["age_seconds"], fresh["stale"], "starting_list" in fresh) == (0, False, False)


def test_a_list_that_no_feed_answered_for_is_never_fresh(
    redis: Redis, empty: FlaskClient, clock: Clock
) -> None:
    web_service.publish(redis, clock)
    redis.delete("mynah:checked")
    assert empty.get("/readyz").json["checks"]["generation"]["stale"] is True


@pytest.mark.parametrize("path", [*LOOKS, "/readyz"])
def test_before_the_first_list_nothing_is_unknown(empty: FlaskClient, path: str) -> None:
    reply = empty.get(path)
    assert (reply.status_code, reply.mimetype) == (503, "application/problem+json")
    assert int(reply.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", [*LOOKS, "/readyz", "/v1/lists/hosts/20261124T060000Z"])
def test_when_redis_is_away_from_the_start_nothing_is_unknown(
    tmp_path: Path, clock: Clock, path: str
) -> None:
    reply = nowhere(tmp_path, clock).get(path)
    assert (reply.status_code, reply.mimetype) == (503, "application/problem+json")
    assert int(reply.headers["Retry-After"]) > 0
    assert "nowhere" not in reply.text


def test_a_process_without_a_list_is_alive_and_measured(tmp_path: Path, clock: Clock) -> None:
    client = nowhere(tmp_path, clock)
    assert client.get("/healthz").status_code == 200
    assert "mynah_generation_readable 0" in client.get("/metrics").text.splitlines()


def test_when_redis_goes_away_checks_go_on_and_say_so(tmp_path: Path, clock: Clock) -> None:
    with EmbeddedRedis(tmp_path / "r") as server:
        with connect(server.url, timeout=5) as redis:
            web_service.publish(redis, clock)
        built = web_service.services(tmp_path, server.url, clock)
        client = create_app(built).test_client()
        assert client.get("/readyz").json["status"] == "ready"
        keeper = built.reader._keeper
        assert keeper is not None
        keeper.wait(10)
    check = client.get("/v1/check?target=scam.example").json
    assert (check["status"], check["generation"]["from_snapshot"]) == ("listed", True)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["status"]) == (200, "degraded")
    assert ready.json["checks"]["redis"] == "away"
    for path in ("/v1/lists", "/v1/feeds", "/v1/lists/hosts/20261124T060000Z"):
        assert client.get(path).status_code == 503
    assert "mynah_from_snapshot 1" in client.get("/metrics").text.splitlines()
