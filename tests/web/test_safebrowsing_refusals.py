"""What `/v4/` refuses, in the form of Google's errors."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from service.safebrowsing import messages
from tests.helpers.safebrowsing import OURS, PROTOBUF, question


def updates(*asked: dict[str, Any]) -> dict[str, Any]:
    return {"listUpdateRequests": [OURS | one for one in asked]}


BAD: dict[str, list[tuple[Any, str]]] = {
    "/v4/threatListUpdates:fetch": [
        ({}, "listUpdateRequests"),
        ({"listUpdateRequests": [OURS, OURS]}, "listUpdateRequests"),
        (updates({"threatType": "SCAM"}), "listUpdateRequests[0].threatType"),
        ({"listUpdateRequests": [{"threatType": "MALWARE"}]}, "listUpdateRequests[0].platformType"),
        (
            updates({"constraints": {"maxUpdateEntries": 1000}}),
            "listUpdateRequests[0].constraints.maxUpdateEntries",
        ),
        (
            updates(*({"platformType": one} for one in messages.PLATFORM_TYPES[1:])),
            "listUpdateRequests",
        ),
        ({"listUpdateRequests": [OURS], "wish": 1}, "body"),
        ([], "body"),
    ],
    "/v4/fullHashes:find": [
        (question(), "threatInfo.threatEntries"),
        (question({"hash": "YWJj"}), "threatInfo.threatEntries[0].hash"),
        (question({"hash": "YWJj" * 11}), "threatInfo.threatEntries[0].hash"),
        (question({"url": "scam.example"}), "threatInfo.threatEntries[0].hash"),
        (question({"hash": "YWJjZA=="}, threatTypes=[]), "threatInfo.threatTypes"),
        (
            question({"hash": "YWJjZA=="}, platformTypes=["PLATFORM_TYPE_UNSPECIFIED"]),
            "threatInfo.platformTypes",
        ),
        (question(*[{"hash": "YWJjZA=="}] * 501), "threatInfo.threatEntries"),
        (question({"hash": 7}), "body"),  # type: ignore[dict-item]
    ],
    "/v4/threatMatches:find": [
        (question({"hash": "YWJjZA=="}), "threatInfo.threatEntries[0].url"),
        (question({"url": "a" * 8193}), "threatInfo.threatEntries[0].url"),
        (question({"url": "\ud800"}), "threatInfo.threatEntries[0].url"),
    ],
}


@pytest.mark.parametrize(
    ("path", "sent", "field"),
    [(path, sent, field) for path, cases in BAD.items() for sent, field in cases],
)
def test_what_cannot_be_used_is_refused_as_google_does(
    client: FlaskClient, path: str, sent: Any, field: str
) -> None:
    reply = client.post(path, json=sent)
    error = reply.json["error"]
    assert (reply.status_code, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    (violation,) = error["details"][0]["fieldViolations"]
    assert violation["field"] == field
    assert "expected" in violation["description"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "$req"),
        ("$req=!!!", "$req"),
        ("$req=e30=", "listUpdateRequests"),
        ("$req=gICA&$ct=application/x-protobuf", "body"),
    ],
)
def test_a_get_without_a_message_is_refused(client: FlaskClient, query: str, field: str) -> None:
    reply = client.get(f"/v4/threatListUpdates:fetch?{query}")
    assert reply.status_code == 400
    assert reply.json["error"]["details"][0]["fieldViolations"][0]["field"] == field


def test_no_error_repeats_what_was_sent(client: FlaskClient) -> None:
    for path in BAD:
        for sent in ({"secret.example": 1}, question({"url": 5, "hash": "secret.example"})):  # type: ignore[dict-item]
            assert "secret" not in client.post(path, json=sent).text


def test_other_errors_have_the_form_of_googles_too(client: FlaskClient, redis: Redis) -> None:
    path = "/v4/threatListUpdates:fetch"
    forms = client.post(path, data="a=b", content_type="application/x-www-form-urlencoded")
    assert (forms.status_code, forms.json["error"]["code"]) == (415, 415)
    assert client.post(f"{path}?alt=xml", json={"listUpdateRequests": [OURS]}).status_code == 400
    assert client.get("/v4/nothing").json["error"]["status"] == "NOT_FOUND"
    assert client.delete(path).json["error"]["status"] == "UNIMPLEMENTED"
    redis.flushall()
    away = client.post(path, json={"listUpdateRequests": [OURS]})
    assert (away.status_code, away.json["error"]["status"]) == (503, "UNAVAILABLE")
    assert int(away.headers["Retry-After"]) > 0


def test_a_text_that_is_no_utf8_is_refused(client: FlaskClient) -> None:
    sent = messages.from_json("FindThreatMatchesRequest", question({"url": "AAAA"}))
    broken = sent.SerializeToString().replace(b"AAAA", b"\xff\xfe\xfd\xfc")
    reply = client.post("/v4/threatMatches:find", data=broken, content_type=PROTOBUF)
    assert reply.status_code == 400
