"""`/v1/reports`: a report is taken once and whole, or refused with the reason."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from redis import Redis
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from service.app import create_app
from service.casework import Role
from service.intake import proof
from service.intake.allowance import FREE_AN_HOUR
from service.services import Services
from service.store.cases import case_id
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.wsgi import ask

REPORT = {"targets": ["https://shop.example.com/pay"], "category": "shop"}
LIMITED = 20


def send(client: FlaskClient, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
    return client.post("/v1/reports", json=REPORT | more, headers=headers or {})


def png() -> bytes:
    """A picture of one colour, and a text in it that nobody should read."""
    said = PngInfo()
    said.add_text("Author", "Ann")
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(file, "PNG", pnginfo=said)
    return file.getvalue()


def image(data: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(data), "a.png")


def post_form(client: FlaskClient, path: str, form: dict[str, Any]) -> TestResponse:
    """Send a form with files as a browser does; the client alone would use a temporary file."""
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(path, data=body, content_type=kind)


def said(reply: TestResponse) -> Any:
    assert reply.is_json
    return reply.get_json()


def stored(redis: Redis) -> int:
    return int(redis.zcard("mynah:{desk}:reports"))


@pytest.fixture
def token(services: Services) -> str:
    return services.tokens.create("Ann", Role.VOLUNTEER)[0]


def test_a_report_is_answered_with_where_to_follow_it(client: FlaskClient) -> None:
    reply = send(client)
    assert reply.status_code == 201
    body = said(reply)
    assert reply.headers["Location"] == f"/v1/reports/{body['id']}"
    assert body["url"] == f"/report/{body['id']}"
    assert body["targets"][0]["target"] == "hxxps://shop[.]example[.]com/pay"
    followed = client.get(reply.headers["Location"])
    assert (followed.status_code, said(followed)) == (200, body)
    assert followed.headers["Cache-Control"] == "no-store"


def test_a_form_says_the_same_as_json_and_may_have_images(
    client: FlaskClient, services: Services, redis: Redis
) -> None:
    form = {
        "targets": "shop.example.com\r\nlogin.example.com",
        "category": "shop",
        "held": "yes",
        "evidence": [image(b"<svg/>"), image(png())],
    }
    refused = post_form(client, "/v1/reports", form)
    assert refused.status_code == 400
    assert [error["field"] for error in said(refused)["errors"]] == ["evidence[0]"]
    assert stored(redis) == 0
    form["evidence"] = [image(png())]
    assert post_form(client, "/v1/reports", form).status_code == 201
    (report,) = services.cases.newest_reports(0, 2)
    assert (len(report.targets), report.held, report.images) == (2, True, 1)
    kept = services.cases.image(report.ref, 0)
    assert kept is not None
    assert b"Ann" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert opened.size == (300, 200)


@pytest.mark.parametrize(
    "files",
    [
        [("evidence", b"x" * (5 * 1024 * 1024 + 1))],
        [("evidence", b"x")] * 6,
        [("story", b"x")],
        [("evidence", b"x"), ("other", b"x")],
    ],
    ids=["too long", "too many", "a text as a file", "another field"],
)
def test_files_that_are_not_asked_for_are_refused(
    client: FlaskClient, redis: Redis, files: list[tuple[str, bytes]]
) -> None:
    form: dict[str, Any] = {"targets": "shop.example.com", "category": "shop"}
    for name, data in files:
        form.setdefault(name, []).append(image(data))
    reply = post_form(client, "/v1/reports", form)
    assert reply.status_code == 400
    assert said(reply)["errors"][0]["field"] == "evidence"
    assert stored(redis) == 0


def test_a_body_beyond_all_that_may_be_sent_is_not_read(app: Flask) -> None:
    for kind, most in (
        ("application/json", 1_048_577),
        ("multipart/form-data; boundary=b", 40_000_000),
    ):
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/v1/reports", "CONTENT_TYPE": kind}
        answer = ask(app, {**environ, "CONTENT_LENGTH": str(most)}, b"")
        assert answer.status == 413, kind
        assert json.loads(answer.body)["errors"][0]["field"] == "body"


@pytest.mark.parametrize("path", ["/v1/reports", "/report"])
def test_ten_megabytes_of_text_are_refused(client: FlaskClient, redis: Redis, path: str) -> None:
    form = {"targets": "shop.example.com", "category": "shop", "story": "x" * 10_000_000}
    reply = post_form(client, path, form)
    assert reply.status_code == 413
    assert "is lost" not in reply.text, "it is, on the page that comes back"
    assert stored(redis) == 0


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b'{"targets": ["a.com"], "category": "shop"}', 415),
        ("application/x-www-form-urlencoded", b"targets=a.com&category=shop", 415),
        ("", b'{"targets": ["a.com"], "category": "shop"}', 415),
        ("multipart/form-data", b'{"targets": ["a.com"], "category": "shop"}', 400),
        ("application/json", b"targets=a.com&category=shop", 400),
        ("application/json", b"[]", 400),
        ("application/json", b"\xff\xfe", 400),
        ("application/json", b'{"targets": ["a.com"], "targets": [], "category": "shop"}', 400),
        ("application/json", b"[" * 100_000, 400),
        ("application/json", b'{"targets": ["a.com"], "category": "shop", "held": null}', 400),
        ("application/json", b'{"targets": ["a.com"], "category": "shop", "nonce": 5}', 400),
    ],
)
def test_other_content_types_and_broken_bodies_are_refused(
    client: FlaskClient, redis: Redis, kind: str, body: bytes, status: int
) -> None:
    reply = client.post("/v1/reports", data=body, content_type=kind)
    assert (reply.status_code, stored(redis)) == (status, 0)
    assert reply.mimetype == "application/problem+json"


MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e{{7*7}}\x00'


@pytest.mark.parametrize(
    "field",
    [*("category", "story", "channel", "amount", "currency", "language", "contact"), "another"],
)
def test_markup_in_a_field_is_kept_as_text_or_refused(
    client: FlaskClient, services: Services, field: str
) -> None:
    reply = send(client, **{field: MARKUP, "may_share": True})
    assert reply.status_code == (201 if field in ("story", "contact") else 400)
    assert b"<script" not in reply.data.replace(MARKUP[:40].encode(), b"") or field == "another"
    for report in services.cases.newest_reports(0, 1):
        personal = services.cases.personal(report.ref)
        assert personal is not None
        assert "\u202e" not in personal.story + personal.contact


def test_a_missing_token_is_anonymous_and_a_bad_one_is_refused(
    client: FlaskClient, services: Services, token: str, redis: Redis
) -> None:
    assert send(client, {"Authorization": f"Bearer {token}"}).status_code == 201
    services.tokens.revoke("Ann")
    for given in (f"Bearer {token}", "Bearer mynah_x", "Basic YTpi", "Bearer", "", "Bearer \u00e9"):
        reply = send(client, {"Authorization": given})
        assert reply.status_code == 401, given
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert stored(redis) == 1


def test_a_token_of_false_reports_is_told_so(
    client: FlaskClient, services: Services, token: str
) -> None:
    services.tokens.count(services.tokens.all()[0].id, strikes=3)
    reply = send(client, {"Authorization": f"Bearer {token}"})
    assert reply.status_code == 403
    assert "found false" in said(reply)["detail"]


def test_a_reader_is_no_reporter_by_name_and_is_told_who_is(
    client: FlaskClient, services: Services, redis: Redis
) -> None:
    secret, _ = services.tokens.create("Rita", Role.READER)
    reply = send(client, {"Authorization": f"Bearer {secret}"})
    assert reply.status_code == 403
    assert "volunteer" in said(reply)["detail"]
    assert stored(redis) == 0
    for role in (Role.VOLUNTEER, Role.MODERATOR, Role.ADMIN):
        secret, _ = services.tokens.create(f"A {role}", role)
        assert send(client, {"Authorization": f"Bearer {secret}"}).status_code == 201


def test_a_burst_is_asked_for_a_proof_that_a_client_can_give(client: FlaskClient) -> None:
    for _ in range(FREE_AN_HOUR):
        assert send(client).status_code == 201
    refused = send(client)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    asked = said(refused)["challenge"]
    solves = (n for n in count() if proof.solved(asked["challenge"], str(n), asked["difficulty"]))
    given = {"challenge": asked["challenge"], "nonce": str(next(solves))}
    assert send(client, **given).status_code == 201
    assert send(client, **given).status_code == 429, "a proof is used once"


def test_an_address_in_a_trusted_proxys_header_is_who_sends(
    redis_server: str, services: Services, clock: Clock
) -> None:
    folder, proxies = services.settings.data_dir, (ip_network("127.0.0.1"),)
    trusting = web_service.services(folder, redis_server, clock, trusted_proxies=proxies)
    client = create_app(trusting).test_client()
    for number in range(FREE_AN_HOUR + 1):
        sent = send(client, {"X-Forwarded-For": f"192.0.2.{number}"})
        assert sent.status_code == 201
    trusting.close()


def test_a_repeated_request_is_one_report(client: FlaskClient, redis: Redis) -> None:
    first, second = (send(client, {"Idempotency-Key": "once-1"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert said(first) == said(second)
    assert stored(redis) == 1
    assert send(client, {"Idempotency-Key": "a b"}).status_code == 400


def test_requests_at_once_with_one_key_are_one_report(app: Flask, services: Services) -> None:
    def post(_: int) -> str:
        reply = send(app.test_client(), {"Idempotency-Key": "once-2"})
        assert reply.status_code in (201, 429)
        return str(reply.get_json().get("id"))

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(post, range(8))) - {"None"}
    assert len(ids) == 1
    case = services.cases.get(case_id("shop.example.com/pay"))
    assert case is not None
    assert case.reports == 1


def test_reports_at_once_about_one_thing_are_all_there(app: Flask, services: Services) -> None:
    def post(number: int) -> int:
        where = {"REMOTE_ADDR": f"192.0.2.{number}"}
        return app.test_client().post("/v1/reports", json=REPORT, environ_base=where).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(post, range(12))) == [201] * 12
    case = services.cases.get(case_id("shop.example.com/pay"))
    assert case is not None
    assert (case.reports, case.reporters) == (12, 12)


def test_all_rooms_of_one_house_are_one_reporter(client: FlaskClient, services: Services) -> None:
    for room in range(3):
        where = {"REMOTE_ADDR": f"2001:db8:7:{room}::1"}
        assert client.post("/v1/reports", json=REPORT, environ_base=where).status_code == 201
    case = services.cases.get(case_id("shop.example.com/pay"))
    assert case is not None
    assert (case.reports, case.reporters) == (3, 1)


@pytest.mark.parametrize("path", ["/v1/reports/", "/report/"])
def test_a_guessed_id_opens_nothing_and_counts_as_a_request(
    redis_server: str, services: Services, clock: Clock, path: str
) -> None:
    limited = web_service.services(
        services.settings.data_dir, redis_server, clock, rate_limit=LIMITED
    )
    client = create_app(limited).test_client()
    known = said(send(client))["id"]
    ref = services.cases.newest_reports(0, 1)[0].ref
    guesses = [known[:-1], known + "A", known.swapcase(), ref, "A" * 22, "*", "%00", "..%2F", "é"]
    assert [client.get(path + guess).status_code for guess in guesses] == [404] * len(guesses)
    codes = [client.get(f"{path}{n:022d}").status_code for n in range(LIMITED)]
    assert codes[-1] == 429
    limited.close()


def test_nothing_is_taken_while_the_store_may_lose_it(
    client: FlaskClient, redis: Redis, services: Services
) -> None:
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        reply = send(client)
        page = client.post("/report", data={"targets": "shop.example.com", "category": "shop"})
    finally:
        redis.config_set("maxmemory-policy", "noeviction")
    assert (reply.status_code, page.status_code) == (503, 503)
    assert "was not taken" in said(reply)["detail"]
    assert reply.headers["Retry-After"]
    assert "shop.example.com</textarea>" in page.text
    assert services.cases.newest_reports(0, 1) == []


@pytest.mark.parametrize("path", ["/v1/reports", "/report"])
def test_another_site_cannot_send_reports_through_its_visitors(
    client: FlaskClient, redis: Redis, path: str
) -> None:
    form = {"targets": "shop.example.com", "category": "shop"}
    site = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    sent = client.post(path, data=form, headers=site, content_type="multipart/form-data")
    assert (sent.status_code, stored(redis)) == (403, 0)
    extension = site | {"Origin": "moz-extension://0123"}
    sent = client.post(path, data=form, headers=extension, content_type="multipart/form-data")
    assert sent.status_code in (201, 303)
