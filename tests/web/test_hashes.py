"""What `/v1/hashes/{prefix}` answers, and how it is cached."""

import pytest
from flask.testing import FlaskClient
from redis import Redis

from service.model import Decision, Verb
from service.names.hashing import digest
from service.services import Services
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.web_service import NOW

HASH = digest("scam.example/").hex()


@pytest.mark.parametrize("digits", [4, 5, 8, 63, 64])
def test_a_prefix_brings_the_whole_hash(client: FlaskClient, digits: int) -> None:
    reply = client.get(f"/v1/hashes/{HASH[:digits]}").json
    (match,) = reply["matches"]
    assert (reply["prefix"], reply["ttl_seconds"]) == (HASH[:digits], 300)
    assert match["hash"] == HASH
    assert set(match) == {
        *("hash", "severity", "category", "sources", "first_seen", "last_confirmed")
    }


def test_upper_case_is_the_same_prefix(client: FlaskClient) -> None:
    upper, lower = (client.get(f"/v1/hashes/{p}") for p in (HASH[:8].upper(), HASH[:8]))
    assert upper.data == lower.data
    assert upper.headers["ETag"] == lower.headers["ETag"]


def test_sources_are_those_of_a_verdict(client: FlaskClient) -> None:
    (match,) = client.get(f"/v1/hashes/{HASH}").json["matches"]
    verdict = client.get("/v1/check?target=scam.example").json
    del match["hash"]
    assert match == {name: verdict[name] for name in match}


def test_nothing_found_is_an_answer(client: FlaskClient) -> None:
    reply = client.get(f"/v1/hashes/{HASH[:63]}{'0' if HASH[63] != '0' else '1'}")
    assert (reply.status_code, reply.json["matches"]) == (200, [])


@pytest.mark.parametrize("prefix", ["abc", "a" * 65, "wxyz", "abc%20", "abcd\u0664", "abcd%0a"])
def test_what_is_no_prefix_is_refused(client: FlaskClient, prefix: str) -> None:
    reply = client.get(f"/v1/hashes/{prefix}")
    assert (reply.status_code, reply.mimetype) == (400, "application/problem+json")
    assert reply.json["errors"][0]["field"] == "prefix"


def test_decisions_outrank_feeds_here_too(client: FlaskClient, services: Services) -> None:
    before = client.get(f"/v1/hashes/{HASH[:4]}").headers["ETag"]
    services.decisions.decide(Decision("scam.example/", Verb.ALLOW, "Fine.", NOW, "kim"))
    allowed = client.get(f"/v1/hashes/{HASH[:4]}")
    assert allowed.json["matches"] == []
    assert allowed.headers["ETag"] != before
    services.decisions.decide(Decision("scam.example/", Verb.BLOCK, "Seen.", NOW, "kim"))
    (blocked,) = client.get(f"/v1/hashes/{HASH[:4]}").json["matches"]
    assert [source["id"] for source in blocked["sources"]] == ["moderators"]


def test_a_blocked_neighbour_shows_only_under_its_own_prefix(
    client: FlaskClient, services: Services
) -> None:
    services.decisions.decide(Decision("new.example/", Verb.BLOCK, "Seen.", NOW, "kim"))
    hashed = digest("new.example/").hex()
    other = hashed[:4] + ("0" if hashed[4] != "0" else "1")
    assert [m["hash"] for m in client.get(f"/v1/hashes/{hashed[:5]}").json["matches"]] == [hashed]
    assert client.get(f"/v1/hashes/{other}").json["matches"] == []


def test_an_unchanged_answer_is_not_sent_twice(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    first = client.get("/v1/hashes/0000")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    held = {"If-None-Match": f'"other", {first.headers["ETag"]}'}
    clock.advance(60)
    again = client.get("/v1/hashes/0000", headers=held)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    web_service.publish(redis, clock, {"other.example/": 0})
    assert client.get("/v1/hashes/0000", headers=held).status_code == 200


def test_a_list_that_went_stale_is_sent_again(client: FlaskClient, clock: Clock) -> None:
    held = {"If-None-Match": client.get("/v1/hashes/0000").headers["ETag"]}
    clock.advance(2 * 86_400)
    again = client.get("/v1/hashes/0000", headers=held)
    assert again.json["generation"]["stale"] is True
