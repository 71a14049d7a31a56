"""What `/v1/check` answers, and what it refuses."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.model import Decision, Verb
from service.services import Services
from tests.helpers.web_service import FEED, NOW, WALLET

ADDRESS = WALLET.partition(":")[2]


def post(client: FlaskClient, body: bytes, content_type: str = "application/json") -> Any:
    return client.post("/v1/check", data=body, content_type=content_type)


def check(client: FlaskClient, *targets: str) -> Any:
    return post(client, json.dumps({"targets": targets}).encode()).json


@pytest.mark.parametrize(
    ("target", "status", "matched"),
    [
        ("https://login.scam.example/x?y=1", "listed", "scam.example/"),
        ("bets.example", "listed", "bets.example/"),
        ("http://shared.example/bad/page", "listed", "shared.example/bad/page"),
        (ADDRESS, "listed", WALLET),
        ("https://shared.example/", "unknown", None),
        ("http://", "invalid", None),
    ],
)
def test_each_target_gets_its_status(
    client: FlaskClient, target: str, status: str, matched: str | None
) -> None:
    (verdict,) = check(client, target)["results"]
    assert (verdict["target"], verdict["status"]) == (target, status)
    assert verdict.get("matched") == matched
    assert None not in verdict.values()


def test_a_verdict_says_by_whom_and_since_when(client: FlaskClient, generation: str) -> None:
    answer = check(client, "scam.example")
    (verdict,) = answer["results"]
    assert answer["generation"] == {
        "id": generation,
        "published_at": "2026-11-24T06:00:00Z",
        "age_seconds": 600,
        "stale": False,
    }
    assert verdict["sources"][0] == {
        "id": FEED,
        "name": "Anti-Scam",
        "homepage": "https://one.example",
        "first_seen": "2024-10-04T00:00:00Z",
        "last_seen": "2026-11-24T05:50:00Z",
    }
    assert (verdict["severity"], verdict["category"]) == ("block", "investment")


def test_answers_stand_in_the_order_of_the_targets(client: FlaskClient) -> None:
    targets = [f"host{number}.example" for number in range(99)] + ["scam.example"]
    results = check(client, *targets)["results"]
    assert [verdict["target"] for verdict in results] == targets
    assert results[-1]["status"] == "listed"


def test_one_target_is_answered_with_the_generation_beside_it(
    client: FlaskClient, generation: str
) -> None:
    reply = client.get("/v1/check", query_string={"target": "https://scam.example/?a=1&b=2"})
    assert reply.json["generation"]["id"] == generation
    assert reply.json["target"] == "https://scam.example/?a=1&b=2"
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_query_in_plain_utf8_is_understood(client: FlaskClient) -> None:
    environ = {"QUERY_STRING": "target=https://bücher.example/".encode().decode("latin-1")}
    reply = client.get("/v1/check", environ_overrides=environ)
    assert reply.json["canonical"] == "https://xn--bcher-kva.example/"


def test_a_moderators_word_outranks_the_feeds(client: FlaskClient, services: Services) -> None:
    services.decisions.decide(Decision("scam.example/", Verb.ALLOW, "A fair shop.", NOW, "kim"))
    services.decisions.decide(Decision("fresh.example/", Verb.BLOCK, "Seen.", NOW, "kim"))
    allowed, blocked = check(client, "scam.example", "fresh.example")["results"]
    assert (allowed["status"], allowed["reason"]) == ("allowed", "A fair shop.")
    assert (blocked["status"], blocked["sources"][0]["id"]) == ("listed", "moderators")


BAD_BODIES = {
    "empty": (b"", "body"),
    "no JSON": (b"{", "body"),
    "invalid UTF-8": (b'{"targets": ["\xff"]}', "body"),
    "byte order mark": (b'\xef\xbb\xbf{"targets": ["a.example"]}', "body"),
    "UTF-16": ('{"targets": ["a.example"]}'.encode("utf-16"), "body"),
    "a list": (b'["a.example"]', "body"),
    "NaN": (b'{"targets": [NaN]}', "body"),
    "infinity": (b'{"targets": [-Infinity]}', "body"),
    "a name twice": (b'{"targets": ["a"], "targets": ["b"]}', "body"),
    "deep nesting": (b"[" * 200_000, "body"),
    "a number without end": (b'{"targets": [' + b"9" * 10_000 + b"]}", "body"),
    "missing": (b"{}", "targets"),
    "null": (b'{"targets": null}', "targets"),
    "a text": (b'{"targets": "a.example"}', "targets"),
    "an object": (b'{"targets": {"a": 1}}', "targets"),
    "none": (b'{"targets": []}', "targets"),
    "too many": (json.dumps({"targets": ["a"] * 101}).encode(), "targets"),
    "a number inside": (b'{"targets": ["a", 1]}', "targets[1]"),
    "too long": (json.dumps({"targets": ["a", "b", "c" * 8193]}).encode(), "targets[2]"),
    "a lone surrogate": (b'{"targets": ["a\\ud800"]}', "targets[0]"),
    "an unknown field": (b'{"targets": ["a"], "target": "b"}', "body"),
    "an unknown field that is no text": (b'{"targets": ["a"], "\\udfff": 1}', "body"),
}


@pytest.mark.parametrize(("body", "field"), BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_body_is_refused_by_field(client: FlaskClient, body: bytes, field: str) -> None:
    reply = post(client, body)
    assert (reply.status_code, reply.mimetype) == (400, "application/problem+json")
    assert [error["field"] for error in reply.json["errors"]] == [field]
    assert reply.json["errors"][0]["message"]


def test_a_target_of_just_the_limit_is_looked_up(client: FlaskClient) -> None:
    (verdict,) = check(client, "https://scam.example/" + "a" * (8192 - 21))["results"]
    assert verdict["status"] == "listed"


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", ["target"]),
        ("target=a&target=b", ["target"]),
        ("target=a&b=c", ["query"]),
        ("target=%ff", ["target"]),
        ("target=\xff", ["target"]),
        ("target=" + "a" * 8193, ["target"]),
        ("a&b&" * 40, ["target"]),
    ],
)
def test_a_bad_query_is_refused_by_field(
    client: FlaskClient, query: str, fields: list[str]
) -> None:
    reply = client.get("/v1/check", environ_overrides={"QUERY_STRING": query})
    assert (reply.status_code, reply.mimetype) == (400, "application/problem+json")
    assert [error["field"] for error in reply.json["errors"]] == fields


def test_the_rest_of_a_target_with_an_and_sign_is_not_repeated(client: FlaskClient) -> None:
    reply = client.get("/v1/check?target=https://a.example/?b=1&mine.example=2")
    assert (reply.status_code, "mine" in reply.text) == (400, False)


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"]
)
def test_another_content_type_is_refused(client: FlaskClient, content_type: str) -> None:
    reply = post(client, b'{"targets": ["a.example"]}', content_type)
    assert (reply.status_code, reply.mimetype) == (415, "application/problem+json")
    assert reply.json["errors"][0]["field"] == "Content-Type"


def test_a_body_over_the_limit_is_refused(client: FlaskClient) -> None:
    reply = post(client, b" " * 1_048_577)
    assert (reply.status_code, reply.mimetype) == (413, "application/problem+json")
    assert "1,048,576" in reply.json["detail"]


def examine(client: FlaskClient, text: Any) -> Any:
    return post(client, json.dumps({"text": text}).encode())


def test_a_message_is_answered_with_a_verdict_for_each_target_it_names(client: FlaskClient) -> None:
    answer = examine(
        client, f"Log in at http://scam.example.\nThen pay {ADDRESS} or go to quiet.com"
    ).json
    assert [(one["target"], one["status"]) for one in answer["results"]] == [
        ("http://scam.example", "listed"),
        (ADDRESS, "listed"),
        ("quiet.com", "unknown"),
    ]
    assert answer["message"] == {"status": "listed", "signs": []}


def test_words_alone_make_a_message_suspicious_at_most(client: FlaskClient) -> None:
    answer = examine(client, "Guaranteed profit! More at quiet.com").json
    (sign,) = answer["message"]["signs"]
    assert answer["message"]["status"] == "suspicious"
    assert (sign["id"], sign["quote"]) == (
        "guaranteed-returns",
        "Guaranteed profit! More at quiet.com",
    )
    assert "guarantee" in sign["explanation"]


def test_a_message_that_says_nothing_known_is_unknown(client: FlaskClient) -> None:
    answer = examine(client, "Dinner at eight?").json
    assert answer["results"] == []
    assert answer["message"] == {"status": "unknown", "signs": []}


@pytest.mark.parametrize("text", ["", "x" * 20_001, None, 5, ["a"], "\ud800"])
def test_what_is_no_message_is_refused_by_name(client: FlaskClient, text: object) -> None:
    reply = examine(client, text)
    assert reply.status_code == 400
    assert [error["field"] for error in reply.json["errors"]] == ["text"]


def test_targets_and_a_text_at_once_are_refused(client: FlaskClient) -> None:
    reply = post(client, b'{"targets": ["a.example"], "text": "b"}')
    assert reply.status_code == 400
    assert "exactly one field" in reply.json["errors"][0]["message"]
