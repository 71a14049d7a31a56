"""What `/v1/hashes/{prefix}` answers, and how it is cached."""

import pytest
from flask.testing import FlaskClient
from redis import Redis

from service.model import Category, Decision, Fact, Severity, Source, Verb
from service.names.hashing import digest
from service.services import Services
from service.store import keys
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.web_service import FEED, NOW

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


def test_what_a_site_presents_itself_as_is_said_to_people_and_to_browsers(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    name = 'Gate.io "交易所" <b>'
    web_service.publish(redis, clock, names={"scam.example/": name})
    (match,) = client.get(f"/v1/hashes/{HASH}").json["matches"]
    assert match["presents_as"] == name
    assert client.get("/v1/check?target=scam.example").json["presents_as"] == name
    shown = client.post("/check", data={"text": "scam.example"}).text
    assert "It presents itself as “Gate.io &#34;交易所&#34; &lt;b&gt;”." in shown


def test_a_list_of_an_earlier_version_says_nothing_of_names(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    generation = web_service.publish(redis, clock)
    redis.hdel(keys.meta(generation), "names")
    assert client.get(f"/v1/hashes/{HASH}").json["matches"][0]["hash"] == HASH


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


def test_a_decision_counts_nowhere_from_the_second_it_ends(
    client: FlaskClient, services: Services, clock: Clock
) -> None:
    ends = NOW + 1_000
    block = Decision("new.example/", Verb.BLOCK, "Seen.", NOW, "kim", expires_at=ends)
    services.decisions.decide(block)
    path = f"/v1/hashes/{digest('new.example/').hex()[:4]}"
    first = client.get(path)
    assert (len(first.json["matches"]), first.json["ttl_seconds"]) == (1, 300)
    clock.advance(990)
    last = client.get(path)
    assert (len(last.json["matches"]), last.json["ttl_seconds"]) == (1, 10)
    assert last.headers["Cache-Control"] == "public, max-age=10"
    assert last.headers["ETag"] != first.headers["ETag"]
    clock.advance(10)
    over = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (over.status_code, over.json["matches"], over.json["ttl_seconds"]) == (200, [], 300)
    assert client.get("/v1/check?target=new.example").json["status"] == "unknown"


def test_what_a_list_has_on_a_decision_alone_goes_with_the_decision(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    ours = Fact(Severity.BLOCK, Category.SHOP, (Source("moderators", 20_700),))
    both = Fact(Severity.BLOCK, Category.SHOP, (Source(FEED, 20_600), *ours.sources))
    clock.advance(60)
    entries = {"alone.example/": 0, "both.example/": 1}
    web_service.publish(redis, clock, entries, [ours, both])
    alone = client.get(f"/v1/hashes/{digest('alone.example/').hex()}").json["matches"]
    (match,) = client.get(f"/v1/hashes/{digest('both.example/').hex()}").json["matches"]
    assert (alone, [source["id"] for source in match["sources"]]) == ([], [FEED])


def test_what_nobody_has_checked_says_so_and_gives_way_to_feeds(
    client: FlaskClient, services: Services
) -> None:
    for host in ("new.example/", "scam.example/"):
        unchecked = Decision(host, Verb.BLOCK, "Seen.", NOW, "kim", unchecked=True)
        services.decisions.decide(unchecked)
    (match,) = client.get(f"/v1/hashes/{digest('new.example/').hex()}").json["matches"]
    assert (match["unchecked"], match["severity"]) == (True, "warn")
    (listed,) = client.get(f"/v1/hashes/{HASH}").json["matches"]
    assert (listed["severity"], "unchecked" in listed) == ("block", False)
