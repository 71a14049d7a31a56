"""Nothing that a client sends ends in a 500, or in an answer that is not ours."""

import json
from urllib.parse import urlencode

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.intake.forms import FIELDS as REPORT_FIELDS
from tests.helpers.wsgi import Answer, ask

URLENCODED = "application/x-www-form-urlencoded"
LATIN = st.characters(max_codepoint=255)
PATHS = ("/v1/check", "/v1/hashes/", "/v1/lists", "/v1/lists/hosts/", "/v1/feeds", "/", "/readyz")
REPORTING = ("/v1/reports", "/report", "/v1/reports/", "/report/")
HEADERS = (
    *("CONTENT_TYPE", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_HOST", "HTTP_ORIGIN"),
    *("HTTP_X_FORWARDED_FOR", "HTTP_RANGE", "HTTP_TRANSFER_ENCODING", "HTTP_ACCEPT", "REMOTE_ADDR"),
    *("CONTENT_LENGTH", "HTTP_COOKIE", "HTTP_IF_MODIFIED_SINCE", "HTTP_CONNECTION"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
BODIES = st.one_of(
    st.binary(max_size=200),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.lists(JSON).map(lambda value: json.dumps({"targets": value}).encode()),
    st.lists(st.text(max_size=60), max_size=5).map(lambda v: json.dumps({"targets": v}).encode()),
)
URLISH = st.text(alphabet="aé.:/@?#[]%0xfF\\\t \u3002\ud800\U0001d4d0-_~", max_size=60)

many = settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def assert_ours(answer: Answer) -> None:
    assert answer.status < 500 or answer.status == 501
    assert {"X-Content-Type-Options", "Content-Security-Policy"} <= set(answer.headers)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    assert b"<html" not in answer.body.lower() or is_page


@many
@given(body=BODIES)
def test_any_body_gets_an_answer(app: Flask, body: bytes) -> None:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/v1/check",
        "CONTENT_TYPE": "application/json",
    }
    answer = ask(app, environ, body)
    assert_ours(answer)
    assert answer.status in (200, 400)


FIELDS = st.dictionaries(st.sampled_from([*REPORT_FIELDS, "challenge", "nonce", "x"]), JSON)
FORMS = st.dictionaries(st.sampled_from(REPORT_FIELDS), st.text()).map(urlencode)


@many
@given(
    path=st.sampled_from(REPORTING[:2]),
    kind=st.sampled_from(["application/json", "multipart/form-data; boundary=b", "", URLENCODED]),
    body=BODIES | FIELDS.map(lambda v: json.dumps(v).encode()) | FORMS.map(str.encode),
)
def test_any_body_is_a_report_or_refused(app: Flask, path: str, kind: str, body: bytes) -> None:
    answer = ask(app, {"REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_TYPE": kind}, body)
    assert answer.status in (201, 303, 400, 415, 429)
    assert "Content-Security-Policy" in answer.headers


@many
@given(targets=st.lists(URLISH, min_size=1, max_size=5))
def test_any_text_is_a_target_or_refused(app: Flask, targets: list[str]) -> None:
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/v1/check"}
    body = json.dumps({"targets": targets}).encode()
    answer = ask(app, {**environ, "CONTENT_TYPE": "application/json"}, body)
    surrogate = any("\ud800" in target for target in targets)
    assert answer.status == (400 if surrogate else 200)


@many
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PATCH", "TRACE", "X"]),
    start=st.sampled_from(PATHS + REPORTING),
    rest=st.text(alphabet=LATIN, max_size=20),
    query=st.text(alphabet=LATIN, max_size=40),
    headers=st.dictionaries(st.sampled_from(HEADERS), st.text(alphabet=LATIN, max_size=30)),
)
def test_any_request_gets_an_answer(
    app: Flask, method: str, start: str, rest: str, query: str, headers: dict[str, str]
) -> None:
    environ = {"REQUEST_METHOD": method, "PATH_INFO": start + rest, "QUERY_STRING": query}
    assert_ours(ask(app, {**headers, **environ}, b'{"targets": ["a.example"]}'))
