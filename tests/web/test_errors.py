"""Errors are problems, name nothing that was asked, and leave no trace of it."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from service.casework import Personal, Report, ReportTarget
from service.model import Category, Kind
from service.services import Services
from service.store import keys

SECRET = "nobody-may-read-this.example"


@pytest.mark.parametrize(
    "path",
    [
        *("/nothing", "/v1", "/v1/", "/v1//check", "/v1/check/", "/v1/lists/hosts", "/../etc"),
        *("/v1/appeals/x", "/v1/logs", "/v1/statss", "/v1/exports/none.txt"),
        *("/v3/fullHashes:find", "/static/x", "/templates/home.html"),
    ],
)
def test_what_is_not_there_is_a_problem(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    assert (reply.status_code, reply.mimetype) == (404, "application/problem+json")
    assert reply.json["status"] == 404
    assert set(reply.json) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/check", "GET, HEAD, OPTIONS, POST"),
        ("POST", "/v1/hashes/0000", "GET, HEAD, OPTIONS"),
        ("PUT", "/", "GET, HEAD, OPTIONS"),
        ("NONSENSE", "/v1/lists", "GET, HEAD, OPTIONS"),
    ],
)
def test_another_method_is_told_which_there_are(
    client: FlaskClient, method: str, path: str, allowed: str
) -> None:
    reply = client.open(path, method=method)
    assert (reply.status_code, reply.mimetype) == (405, "application/problem+json")
    assert reply.headers["Allow"] == allowed


@pytest.fixture
def broken(app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client of a service whose check fails with the target in the exception's text."""

    def fail(texts: list[str]) -> None:
        try:
            raise KeyError(texts[0])
        except KeyError as cause:
            raise RuntimeError(f"cannot check {texts}") from cause

    monkeypatch.setattr(type(services.checker), "check", lambda _, texts: fail(texts))
    return app.test_client()


def test_an_error_of_ours_is_a_problem_and_is_logged_without_the_target(
    broken: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        one = broken.get("/v1/check", query_string={"target": SECRET})
        many = broken.post("/v1/check", json={"targets": [SECRET]})
    for reply in (one, many):
        assert (reply.status_code, reply.mimetype) == (500, "application/problem+json")
        assert SECRET not in reply.text
    assert "internal error: RuntimeError" in caplog.text
    assert "test_errors.py" in caplog.text
    assert SECRET not in caplog.text


def test_no_log_and_no_metric_holds_a_target(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/v1/check", query_string={"target": f"https://{SECRET}/"})
        client.get("/v1/check", query_string={"target": SECRET, SECRET: "x"})
        client.post("/v1/check", json={"targets": [SECRET]})
        client.post("/v1/check", json={"targets": [SECRET, 1], SECRET: 1})
        client.get(f"/{SECRET}")
        client.delete(f"/v1/hashes/{SECRET}")
        metrics = client.get("/metrics").text
    assert "mynah_requests_total" in metrics
    out, err = capfd.readouterr()
    for text in (metrics, caplog.text, out, err):
        assert SECRET not in text


def test_what_could_be_lost_is_not_taken_and_who_sent_it_is_told(
    app: Flask, services: Services, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    target = ReportTarget(Kind.HOST, SECRET, f"{SECRET}/")
    report = Report("r1", 1, (target,), Category.SCAM, "en", "mark")
    app.add_url_rule(
        "/send",
        view_func=lambda: str(services.cases.receive(report, Personal(story=SECRET), [])),
        methods=["POST"],
    )
    redis.config_set("appendonly", "no")
    try:
        reply = app.test_client().post("/send", data=SECRET)
    finally:
        redis.config_set("appendonly", "yes")
    assert (reply.status_code, reply.mimetype) == (503, "application/problem+json")
    assert int(reply.headers["Retry-After"]) >= 60
    assert "was not taken" in reply.json["detail"]
    assert list(redis.scan_iter(keys.DESK + "*")) == []
    assert "appendonly no" in caplog.text
    assert SECRET not in caplog.text + reply.text
