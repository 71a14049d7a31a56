"""`/v1/appeals` over HTTP: what it takes, what it tells to whom, and what it refuses."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from service.app import create_app
from service.casework import AppealState
from service.services import Services
from service.store.cases import ref_of
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.appealing import prover
from tests.helpers.name_server import NameServer

GOOD = {"target": "scam.example", "appellant": "owner", "statement": "It is my shop."}
SCRIPT = "\"'><script>alert(4711)</script>\u202e{{7*7}}"


@pytest.fixture
def app(services: Services, names: NameServer) -> Flask:
    services.__dict__["prover"] = prover(services, names)
    return create_app(services)


def taken(client: FlaskClient, **more: Any) -> dict[str, Any]:
    reply = client.post("/v1/appeals", json={**GOOD, **more})
    assert reply.status_code == 201, reply.json
    body: dict[str, Any] = reply.json
    return body


def test_an_appeal_is_taken_and_can_be_followed(client: FlaskClient) -> None:
    body = taken(client, target="https://login.scam.example/a?b=4711")
    assert body["url"] == f"/appeals/{body['id']}"
    assert (body["status"], body["listed"]) == ("received", True)
    assert (body["target"], body["matched"]) == ("https://login.scam.example/a", "scam.example/")
    code = body["proof"]["file"]["content"]
    assert body["proof"] == {
        "proven": False,
        "dns": {"name": "_mynah.scam.example", "value": f"mynah-appeal={code}"},
        "file": {
            "url": "https://scam.example/.well-known/mynah-appeal.txt",
            "content": code,
        },
    }
    reply = client.get(f"/v1/appeals/{body['id']}")
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.json["sources"][0]["name"] == "Anti-Scam"
    assert reply.json["sources"][0]["homepage"] == "https://one.example"
    assert (reply.json["appellant"], reply.json["status"]) == ("owner", "received")
    assert not {"reason", "removal", "decided_at"} & set(reply.json)


def test_nothing_personal_is_told_to_who_follows(client: FlaskClient) -> None:
    body = taken(client, statement="I am Li 4711", contact="li@shop.example")
    followed = client.get(f"/v1/appeals/{body['id']}").get_data(as_text=True)
    assert "Li 4711" not in json.dumps(body) + followed
    assert "li@shop" not in json.dumps(body) + followed


def test_the_answer_and_the_list_without_the_entry_are_told(
    client: FlaskClient, services: Services, redis: Redis, clock: Clock
) -> None:
    id = taken(client)["id"]
    appeal = services.appeals.get(ref_of(id))
    assert appeal is not None
    services.desk.answer(appeal.ref, AppealState.REMOVED, "A shop like others", "zoe")
    body = client.get(f"/v1/appeals/{id}").json
    assert (body["status"], body["reason"]) == ("removed", "A shop like others")
    assert body["removal"]["done"] is False
    assert "zoe" not in json.dumps(body)
    clock.advance(60)
    version = web_service.publish(redis, clock, {"bets.example/": 1})
    body = client.get(f"/v1/appeals/{id}").json
    assert (body["sources"], body["listed_by"][0]["id"]) == ([], web_service.FEED)
    removal = body["removal"]
    assert (removal["done"], removal["version"]) == (True, version)


def test_what_is_not_listed_is_no_appeal(client: FlaskClient) -> None:
    reply = client.post("/v1/appeals", json={**GOOD, "target": "honest.example"})
    assert reply.status_code == 409
    assert "It is not on our list" in reply.json["detail"]
    assert reply.json["errors"][0]["field"] == "target"
    assert "honest" not in reply.get_data(as_text=True)


@pytest.mark.parametrize("field", ["appellant", "language", "target", "statement", "contact", "x"])
def test_markup_in_any_field_is_text_or_refused(client: FlaskClient, field: str) -> None:
    reply = client.post("/v1/appeals", json={**GOOD, field: SCRIPT})
    assert reply.status_code in (201, 400, 409)
    assert "4711" not in reply.get_data(as_text=True)
    assert reply.mimetype in ("application/json", "application/problem+json")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * 10_000_000, "application/json", 413),
        (json.dumps({**GOOD, "statement": "x" * 900_000}).encode(), "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"target": "a.example", "target": "b.example"}', "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"target": NaN}', "application/json", 400),
        (b"target=scam.example", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 400),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_whole(
    client: FlaskClient, redis: Redis, body: bytes, kind: str, status: int
) -> None:
    before = set(redis.keys())
    reply = client.post("/v1/appeals", data=body, content_type=kind)
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    assert set(redis.keys()) == before


@pytest.mark.parametrize(
    "id", ["x", "0" * 24, "%00", "..%2F..", "\u202e", "a" * 5_000, "<script>", "%ED%A0%80"]
)
def test_a_guessed_id_finds_nothing(client: FlaskClient, id: str) -> None:
    for reply in (client.get(f"/v1/appeals/{id}"), client.post(f"/v1/appeals/{id}/proof")):
        assert reply.status_code == 404
        assert reply.mimetype == "application/problem+json"


def test_what_is_stored_does_not_open_the_page(client: FlaskClient) -> None:
    body = taken(client)
    assert client.get(f"/v1/appeals/{ref_of(body['id'])}").status_code == 404
    code = body["proof"]["file"]["content"]
    assert client.get(f"/v1/appeals/{code}").status_code == 404


def test_the_sixth_in_an_hour_has_to_wait(client: FlaskClient) -> None:
    for number in range(5):
        again = taken(client, statement=f"{number} years ago I made it.")
    same = taken(client, statement="4 years ago I made it.")
    assert same == again, "what is sent again counts once"
    reply = client.post("/v1/appeals", json=GOOD)
    assert reply.status_code == 429
    assert int(reply.headers["Retry-After"]) > 0
    other = client.post("/v1/appeals", json=GOOD, environ_overrides={"REMOTE_ADDR": "192.0.2.9"})
    assert other.status_code == 201


def test_a_store_that_could_lose_it_takes_nothing(client: FlaskClient, redis: Redis) -> None:
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        reply = client.post("/v1/appeals", json=GOOD)
    finally:
        redis.config_set("maxmemory-policy", "noeviction")
    assert reply.status_code == 503
    assert "was not taken" in reply.json["detail"]
    assert reply.headers["Retry-After"]


def test_a_proof_is_looked_for_when_asked(client: FlaskClient, names: NameServer) -> None:
    body = taken(client)
    names.records["_mynah.scam.example"] = [body["proof"]["dns"]["value"].encode()]
    assert names.questions == []
    proof = client.post(f"/v1/appeals/{body['id']}/proof").json
    assert (proof["proven"], proof["proven_by"]) == (True, "dns")
    followed = client.get(f"/v1/appeals/{body['id']}").json
    assert followed["proof"] == proof
    assert followed["answer_by"] < body["answer_by"]


def test_what_a_look_came_to_is_said_in_words(client: FlaskClient, names: NameServer) -> None:
    names.records["_mynah.scam.example"] = [b"mynah-appeal=other"]
    id = taken(client)["id"]
    looked = client.post(f"/v1/appeals/{id}/proof").json["looked"]
    assert looked["dns"]["outcome"] == "other-value"
    assert looked["file"] == {
        "outcome": "no-answer",
        "detail": "The site did not send the file. It must answer over https.",
    }
    again = client.post(f"/v1/appeals/{id}/proof")
    assert (again.status_code, again.headers["Retry-After"]) == (429, "60")
    assert len(names.questions) == 1


def test_there_is_nothing_to_prove_of_a_wallet(client: FlaskClient) -> None:
    body = taken(client, target=web_service.WALLET.partition(":")[2])
    assert "proof" not in body
    assert client.post(f"/v1/appeals/{body['id']}/proof").status_code == 409


@pytest.mark.parametrize(
    ("target", "encoded"),
    [
        ("login.scam.example", "login.scam.example"),
        ("http://scam.example/a?b=c&d#e", "http%3A%2F%2Fscam.example%2Fa%3Fb%3Dc%26d"),
    ],
)
def test_a_listed_verdict_says_where_to_appeal(
    services: Services, tmp_path: Any, clock: Clock, target: str, encoded: str
) -> None:
    url = services.settings.redis_url
    assert url is not None
    public = web_service.services(tmp_path, url, clock, public_url="https://warn.example")
    client = create_app(public).test_client()
    wanted = f"https://warn.example/appeals?target={encoded}"
    reply = client.post("/v1/check", json={"targets": [target, "honest.example", "?"]})
    assert [one.get("appeal_url") for one in reply.json["results"]] == [wanted, None, None]
    alone = client.get("/v1/check", query_string={"target": target})
    assert alone.json["appeal_url"] == wanted
    page = client.get(wanted.removeprefix("https://warn.example")).get_data(as_text=True)
    assert 'id="target"' in page
    public.close()


def test_no_verdict_names_a_page_that_has_no_address(client: FlaskClient) -> None:
    assert "appeal_url" not in client.get("/v1/check?target=scam.example").json


@pytest.mark.parametrize("path", ["/v1/appeals", "/appeals"])
def test_another_site_cannot_appeal_in_the_name_of_its_visitors(
    client: FlaskClient, path: str
) -> None:
    fields = {"target": "scam.example", "appellant": "visitor", "statement": "It is fine."}
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    how = {"json": fields} if path.startswith("/v1") else {"data": fields | {"language": "en"}}
    assert client.post(path, headers=headers, **how).status_code == 403
    ours = {"Sec-Fetch-Site": "cross-site", "Origin": "chrome-extension://abc"}
    assert client.post(path, headers=ours, **how).status_code in (201, 303)
