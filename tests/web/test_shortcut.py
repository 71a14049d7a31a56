"""The way past Flask gives the answers of the long way, once, and leaves every error to it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient
from redis import Redis

from service.app import create_app
from service.names.hashing import digest
from service.services import Services
from tests.conftest import Clock
from tests.helpers import web_service

LISTED = digest("scam.example/").hex()
SHORT = "application/json"
LONG = "application/json; charset=utf-8"  # as good, but the way past Flask does not know it


@contextmanager
def flask_of(app: Flask) -> Iterator[list[str]]:
    """The paths of the requests that Flask sees meanwhile."""
    seen: list[str] = []

    def note(_: Flask, **_more: Any) -> None:
        seen.append("seen")

    with request_started.connected_to(note, app):
        yield seen


def plain(client: FlaskClient, path: str, **more: Any) -> tuple[int, dict[str, str], bytes]:
    reply = client.open(path, **more)
    return reply.status_code, dict(reply.headers), reply.data


@pytest.mark.parametrize(
    "targets",
    [
        ["http://scam.example/x"],
        ["safe.example", "bets.example", "not a target", "", web_service.WALLET],
        ["https://shared.example/bad/page?q", "Ümlaut.example"] * 20,
    ],
)
def test_a_check_is_the_same_on_both_ways(
    app: Flask, client: FlaskClient, targets: list[str]
) -> None:
    def ask(kind: str) -> Any:
        body = app.json.dumps({"targets": targets})
        return plain(client, "/v1/check", method="POST", data=body, content_type=kind)

    with flask_of(app) as seen:
        short = ask(SHORT)
        assert seen == []
        assert ask(LONG) == short
        assert len(seen) == 1
    assert short[0] == 200


@pytest.mark.parametrize("prefix", [LISTED[:4], LISTED[:9], LISTED, "ab12", "abcdef12"])
def test_hashes_are_the_same_on_both_ways(app: Flask, client: FlaskClient, prefix: str) -> None:
    with flask_of(app) as seen:
        short = plain(client, f"/v1/hashes/{prefix}")
        assert seen == []
        # Digits in upper case, or a digit that is escaped, are the same question.
        other = prefix.upper() if prefix != prefix.upper() else f"%3{prefix[0]}{prefix[1:]}"
        assert plain(client, f"/v1/hashes/{other}") == short
    held = {"If-None-Match": short[1]["ETag"]}
    again = plain(client, f"/v1/hashes/{prefix}", headers=held)
    assert again == plain(client, f"/v1/hashes/{prefix.upper()}", headers=held)
    assert (again[0], again[2]) == (304, b"")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", SHORT, 400),
        (b'{"targets": []}', SHORT, 400),
        (b'{"targets": ["\\ud800"]}', SHORT, 400),
        (b"[" * 100_000, SHORT, 400),
        (b'{"targets": ["a.example"]}' + b" " * 1_048_576, SHORT, 413),
        (b'{"targets": ["a.example"]}', "text/plain", 415),
    ],
)
def test_what_is_wrong_is_left_to_flask(
    app: Flask, client: FlaskClient, body: bytes, kind: str, status: int
) -> None:
    with flask_of(app) as seen:
        reply = client.post("/v1/check", data=body, content_type=kind)
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    assert len(seen) == 1


def limited(
    tmp_path: Path, redis_server: str, clock: Clock, limit: int
) -> tuple[Services, FlaskClient]:
    built = web_service.services(tmp_path, redis_server, clock, rate_limit=limit)
    return built, create_app(built).test_client()


@pytest.mark.usefixtures("generation")
def test_a_request_costs_one_on_either_way(tmp_path: Path, redis_server: str, clock: Clock) -> None:
    built, client = limited(tmp_path, redis_server, clock, 60)
    asked = ["/v1/hashes/0000", "/v1/hashes/AAAA", "/v1/check?target=a.example"]
    left = [client.get(path).headers["RateLimit"] for path in asked]
    reply = client.post("/v1/check", data=b"{", content_type=SHORT)  # begun here, ended by Flask
    left.append(reply.headers["RateLimit"])
    assert [int(text.split("r=")[1].split(";")[0]) for text in left] == [59, 58, 57, 56]
    built.reader.close()


@pytest.mark.usefixtures("generation")
def test_who_is_over_the_limit_is_refused_on_either_way(
    tmp_path: Path, redis_server: str, clock: Clock
) -> None:
    built, client = limited(tmp_path, redis_server, clock, 1)
    assert client.get("/v1/hashes/0000").status_code == 200
    for reply in (
        client.get("/v1/hashes/0000"),
        client.post("/v1/check", json={"targets": ["a.example"]}),
    ):
        assert (reply.status_code, reply.mimetype) == (429, "application/problem+json")
        assert int(reply.headers["Retry-After"]) > 0
    built.reader.close()


@pytest.mark.usefixtures("generation")
def test_nothing_published_is_said_by_flask(redis: Redis, client: FlaskClient) -> None:
    redis.flushall()
    for reply in (
        client.get("/v1/hashes/0000"),
        client.post("/v1/check", json={"targets": ["a.example"]}),
    ):
        assert (reply.status_code, reply.mimetype) == (503, "application/problem+json")


def test_a_failure_of_ours_is_logged_by_flask_without_the_target(
    services: Services,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_: object, texts: list[str]) -> None:
        raise RuntimeError(f"cannot check {texts}")

    monkeypatch.setattr(type(services.checker), "check", fail)
    with caplog.at_level(logging.DEBUG):
        reply = client.post("/v1/check", json={"targets": ["nobody-may-read-this.example"]})
    assert reply.status_code == 500
    assert "RuntimeError" in caplog.text
    assert "nobody-may-read-this" not in caplog.text


def test_both_ways_are_counted_by_route(client: FlaskClient) -> None:
    client.get("/v1/hashes/0000")
    client.get("/v1/hashes/AAAA")
    client.post("/v1/check", json={"targets": ["a.example"]})
    page = client.get("/metrics").text
    assert 'mynah_requests_total{route="/v1/hashes/<prefix>",status="2xx"} 2' in page
    assert 'mynah_requests_total{route="/v1/check",status="2xx"} 1' in page
