"""Security headers, CORS and the page for people."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.services import Services
from tests.conftest import Clock
from tests.helpers import web_service

EVERY = ("/", "/v1/check?target=a.example", "/v1/hashes/zz", "/nothing", "/healthz", "/style.css")


@pytest.mark.parametrize("path", EVERY)
def test_every_answer_is_kept_to_itself(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert "Set-Cookie" not in headers


def test_https_is_asked_for_only_where_it_is_there(
    services: Services, tmp_path: Path, clock: Clock
) -> None:
    url = services.settings.redis_url
    assert url is not None
    secure = web_service.services(tmp_path, url, clock, public_url="https://warn.example")
    headers = create_app(secure).test_client().get("/healthz").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/v1/check?target=a.example", "/v1/check", "/v1/none"])
def test_any_page_may_read_the_api_and_its_errors(client: FlaskClient, path: str) -> None:
    headers = client.get(path, headers={"Origin": "https://other.example"}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in headers


def test_a_preflight_is_answered(client: FlaskClient) -> None:
    asked = {
        "Origin": "chrome-extension://abc",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    reply = client.options("/v1/check", headers=asked)
    assert (reply.status_code, reply.data) == (204, b"")
    assert "POST" in reply.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in reply.headers["Access-Control-Allow-Headers"]
    assert reply.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_pages_outside_the_api_are_not_for_other_origins(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/metrics").headers


def test_the_page_holds_nothing_that_its_policy_forbids(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.mimetype == "text/html"
    assert "style-src 'self'" in page.headers["Content-Security-Policy"]
    for inline in ("<script", "style=", "<style", "onclick", "http-equiv"):
        assert inline not in page.text
    style = client.get("/style.css")
    assert style.mimetype == "text/css"
    assert "prefers-color-scheme: dark" in style.text


def test_the_page_shows_the_address_of_the_settings_as_text(
    services: Services, tmp_path: Path, clock: Clock
) -> None:
    url = services.settings.redis_url
    assert url is not None
    named = web_service.services(tmp_path, url, clock, public_url="https://w.example/<b>")
    page = create_app(named).test_client().get("/docs", headers={"Host": "evil.example"}).text
    assert "https://w.example/&lt;b&gt;/v1/check" in page
    assert "evil.example" not in page
