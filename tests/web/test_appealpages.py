"""The pages of appeals: they work without scripts, lose nothing typed, and run nothing sent."""

import html
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from service.app import create_app
from service.casework import AppealState
from service.services import Services
from service.store.cases import ref_of
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.appealing import prover
from tests.helpers.name_server import NameServer

GOOD = {
    "target": "scam.example",
    "appellant": "owner",
    "statement": "It is my shop.",
    "contact": "li@shop.example",
    "language": "en",
}
SCRIPT = "\"'></textarea><script>alert(4711)</script>{{7*7}}"


@pytest.fixture
def app(services: Services, names: NameServer) -> Flask:
    services.__dict__["prover"] = prover(services, names)
    return create_app(services)


def sent(client: FlaskClient, **more: str) -> str:
    """The address of the page of an appeal that was sent by the form."""
    reply = client.post("/appeals", data={**GOOD, **more})
    assert reply.status_code == 303, reply.get_data(as_text=True)
    return reply.headers["Location"]


def page(client: FlaskClient, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in reply.headers
    assert len(reply.data) < 50_000
    text = reply.get_data(as_text=True)
    assert "<script" not in text
    return text


def test_the_form_is_filled_in_with_what_the_warning_was_about(client: FlaskClient) -> None:
    text = page(client, "/appeals?target=https%3A%2F%2Fscam.example%2Fa%3Fb%3D%22")
    assert 'value="https://scam.example/a?b=&#34;"' in text
    assert len(page(client, f"/appeals?target={'x' * 60_000}")) < 50_000
    page(client, "/appeals?target=%3Cscript%3Ealert(1)%3C%2Fscript%3E&target=b&other=%ED%A0%80")


def test_an_appeal_is_sent_and_followed_without_scripts(client: FlaskClient) -> None:
    address = sent(client)
    text = page(client, address)
    assert 'name="robots" content="noindex"' in text
    assert "Nobody has looked at it yet" in text
    assert "within 7 working days" in text
    assert "Anti-Scam" in text
    assert "_mynah.scam.example" in text
    assert "li@shop" not in text
    assert "It is my shop" not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "not a site"},
        {"target": ""},
        {"appellant": ""},
        {"statement": ""},
        {"statement": "y" * 5_001},
        {"contact": "z" * 301},
        {"language": "!"},
        {"target": SCRIPT, "statement": SCRIPT, "contact": SCRIPT, "appellant": SCRIPT},
    ],
)
def test_a_mistake_in_the_form_loses_nothing_that_was_typed(
    client: FlaskClient, redis: Redis, wrong: dict[str, str]
) -> None:
    before = set(redis.keys())
    typed = {**GOOD, **wrong}
    reply = client.post("/appeals", data=typed)
    text = reply.get_data(as_text=True)
    assert reply.status_code in (400, 409)
    assert 'role="alert"' in text
    assert "<script" not in text
    for name in ("target", "statement", "contact"):
        assert typed[name] in html.unescape(text), f"{name} was lost"
    assert set(redis.keys()) == before


def test_what_is_not_listed_is_said_beside_the_field(client: FlaskClient) -> None:
    reply = client.post("/appeals", data={**GOOD, "target": "honest.example"})
    text = reply.get_data(as_text=True)
    assert reply.status_code == 409
    assert "It is not on our list" in text
    assert 'value="honest.example"' in text


def test_who_sent_enough_keeps_the_text_and_is_told_when(client: FlaskClient) -> None:
    for number in range(5):
        sent(client, statement=f"{number} years ago I made it.")
    reply = client.post("/appeals", data={**GOOD, "statement": "A long story"})
    assert reply.status_code == 429
    assert reply.headers["Retry-After"]
    assert "A long story" in reply.get_data(as_text=True)


def test_a_store_that_takes_nothing_loses_no_text(client: FlaskClient, redis: Redis) -> None:
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        reply = client.post("/appeals", data={**GOOD, "statement": "A long story"})
    finally:
        redis.config_set("maxmemory-policy", "noeviction")
    assert reply.status_code == 503
    assert "A long story" in reply.get_data(as_text=True)


def test_ten_megabytes_are_refused(client: FlaskClient) -> None:
    reply = client.post("/appeals", data={**GOOD, "statement": "x" * 10_000_000})
    assert reply.status_code == 413


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    typed=st.dictionaries(
        st.sampled_from([*GOOD, "other"]), st.text(max_size=60) | st.sampled_from([*GOOD.values()])
    )
)
def test_whatever_is_typed_gets_a_page(client: FlaskClient, typed: dict[str, str]) -> None:
    reply = client.post(
        "/appeals", data={n: v.encode("utf-8", "replace") for n, v in typed.items()}
    )
    assert reply.status_code in (303, 400, 409, 429)
    assert "<script" not in reply.get_data(as_text=True)


@pytest.mark.parametrize("id", ["x", "0" * 24, "%3Cscript%3E", "a" * 3_000, "%ED%A0%80"])
def test_a_guessed_page_is_not_there(client: FlaskClient, id: str) -> None:
    for reply in (client.get(f"/appeals/{id}"), client.post(f"/appeals/{id}/proof")):
        text = reply.get_data(as_text=True)
        assert reply.status_code == 404
        assert "There is no such appeal" in text
        assert "<script" not in text


def test_the_button_looks_for_the_proof(
    client: FlaskClient, names: NameServer, clock: Clock
) -> None:
    address = sent(client)
    looked = client.post(f"{address}/proof")
    assert (looked.status_code, looked.headers["Location"]) == (303, f"{address}#proof")
    assert "There is no such record" in page(client, address)
    again = client.post(f"{address}/proof")
    assert again.status_code == 429
    assert "in 60 seconds" in again.get_data(as_text=True)
    api = client.get(f"/v1{address}").json
    names.records["_mynah.scam.example"] = [api["proof"]["dns"]["value"].encode()]
    clock.advance(60)
    client.post(f"{address}/proof")
    text = page(client, address)
    assert "You have shown that you control" in text
    assert "within 3 working days" in text
    assert "Look for it now" not in text


def test_the_answer_is_shown_as_text(
    client: FlaskClient, services: Services, redis: Redis, clock: Clock
) -> None:
    address = sent(client)
    appeal = services.appeals.get(ref_of(address.rpartition("/")[2]))
    assert appeal is not None
    services.desk.answer(appeal.ref, AppealState.REMOVED, f"A shop {SCRIPT}", "ada")
    text = page(client, address)
    assert "&lt;script&gt;" in text
    assert "{{7*7}}" in text
    assert "The next list, within a minute or so" in text
    assert "When you wrote, these listed it" in text
    assert "Global Anti-Scam Organization" in text
    assert "Show that it is yours" not in text
    clock.advance(60)
    version = web_service.publish(redis, clock, {"bets.example/": 1})
    assert f"List {version}, published on" in page(client, address)


def test_an_entry_in_other_letters_is_shown_as_it_is_spelt(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    web_service.publish(redis, clock, {"xn--80ak6aa92e.com/": 0})
    text = page(client, sent(client, target="аррӏе.com"))
    assert "xn--80ak6aa92e.com" in text
    assert "_mynah.xn--80ak6aa92e.com" in text


@pytest.mark.parametrize("target", [web_service.WALLET.partition(":")[2]])
def test_no_proof_is_offered_for_a_wallet(client: FlaskClient, target: str) -> None:
    address = sent(client, target=target)
    assert "Show that it is yours" not in page(client, address)
    assert client.post(f"{address}/proof").status_code == 409


def test_the_front_page_leads_to_the_form(client: FlaskClient) -> None:
    found: Any = client.get("/").get_data(as_text=True)
    assert 'href="/appeals"' in found
