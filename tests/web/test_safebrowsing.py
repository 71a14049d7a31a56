"""`/v4/` as clients of Safe Browsing ask it: the same in JSON and protobuf, by POST and GET."""

from base64 import b64decode, b64encode, urlsafe_b64encode
from hashlib import sha256

import pytest
from flask.testing import FlaskClient
from redis import Redis
from werkzeug.test import TestResponse

from service.app import create_app
from service.model import Category, Fact, Severity, Source, Verb
from service.names.hashing import digest
from service.safebrowsing import messages
from service.services import Services
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.rice import prefixes
from tests.helpers.safebrowsing import (
    LISTED,
    OURS,
    PROTOBUF,
    WHOLE,
    added,
    decide,
    fetch,
    find,
    found,
    look_up,
    question,
    update,
)
from tests.helpers.web_service import ENTRIES, FACTS, FEED, NOW, WALLET


def test_the_list_is_named(client: FlaskClient) -> None:
    reply = client.get("/v4/threatLists")
    assert reply.json == {"threatLists": [OURS]}
    held = {"If-None-Match": reply.headers["ETag"]}
    assert client.get("/v4/threatLists", headers=held).status_code == 304


def test_a_new_client_gets_the_whole_list(client: FlaskClient) -> None:
    body = fetch(client)
    (one,) = body["listUpdateResponses"]
    assert {name: one[name] for name in OURS} == OURS
    assert one["responseType"] == "FULL_UPDATE"
    assert one["additions"][0]["compressionType"] == "RAW"
    assert one["additions"][0]["rawHashes"]["prefixSize"] == 4
    assert added(one) == WHOLE
    assert b64decode(one["checksum"]["sha256"]) == sha256(WHOLE).digest()
    assert body["minimumWaitDuration"] == "900s"


def test_neither_warnings_nor_wallets_are_in_the_list(client: FlaskClient) -> None:
    whole = added(update(client))
    for expression in ("bets.example/", WALLET):
        assert digest(expression)[:4] not in whole


def test_who_holds_the_list_gets_what_changed(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    state = update(client)["newClientState"]
    same = update(client, state)
    assert (same["responseType"], same["newClientState"]) == ("PARTIAL_UPDATE", state)
    assert not {"additions", "removals"} & same.keys()
    clock.advance(60)
    web_service.publish(redis, clock, {"shared.example/bad/page": 0, "new.example/": 0})
    later = update(client, state)
    assert later["responseType"] == "PARTIAL_UPDATE"
    assert added(later) == digest("new.example/")[:4]
    place = WHOLE.index(digest("scam.example/")[:4]) // 4
    assert later["removals"] == [{"compressionType": "RAW", "rawIndices": {"indices": [place]}}]


def test_who_holds_a_list_that_is_kept_no_more_begins_anew(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    state = update(client)["newClientState"]
    for number in range(4):
        clock.advance(60)
        web_service.publish(redis, clock, ENTRIES | {f"new{number}.example/": 0})
    redis.delete(f"mynah:{b64decode(state).split()[1].decode()}:lists")  # as its end removes it
    assert update(client, state)["responseType"] == "FULL_UPDATE"


@pytest.mark.parametrize("state", [b"Cg0IAxAGGAEiAzAwMTABEJHMDRoCGAXv", b"\x00\xff", b"mynah 1 2"])
def test_the_state_of_another_server_is_taken_for_none(client: FlaskClient, state: bytes) -> None:
    one = update(client, b64encode(state).decode())
    assert (one["responseType"], added(one)) == ("FULL_UPDATE", WHOLE)


def test_a_state_that_says_more_than_there_is_is_taken_for_none(
    client: FlaskClient, generation: str
) -> None:
    state = b64encode(f"mynah {generation} 99".encode()).decode()
    assert update(client, state)["responseType"] == "FULL_UPDATE"


def test_rice_coding_brings_the_same_list(client: FlaskClient) -> None:
    update(client)  # an answer in the other form is remembered by now
    one = update(client, supportedCompressions=["RAW", "RICE"])
    (coded,) = one["additions"]
    assert coded["compressionType"] == "RICE"
    sent = messages.from_json("ThreatEntrySet", coded)
    assert b"".join(prefixes(sent.rice_hashes)) == WHOLE


def test_a_client_may_take_few_at_a_time(client: FlaskClient, redis: Redis, clock: Clock) -> None:
    clock.advance(60)
    entries = {f"scam{number}.example/": 0 for number in range(2_500)}
    web_service.publish(redis, clock, entries)
    state, whole, waits = "", b"", []
    for _ in range(3):
        body = fetch(client, state, maxUpdateEntries=1024)
        (one,) = body["listUpdateResponses"]
        state, whole = one["newClientState"], whole + added(one)
        waits.append(body.get("minimumWaitDuration"))
    assert whole == b"".join(sorted({digest(one)[:4] for one in entries}))
    assert b64decode(one["checksum"]["sha256"]) == sha256(whole).digest()
    assert waits == [None, None, "900s"]  # it may go on at once
    small = update(client, maxDatabaseEntries=2048)
    assert added(small) == whole[: 2048 * 4]


def test_lists_of_other_threats_are_empty(client: FlaskClient) -> None:
    asked = [OURS | {"threatType": "MALWARE"}, OURS | {"threatEntryType": "EXECUTABLE"}]
    reply = client.post("/v4/threatListUpdates:fetch", json={"listUpdateRequests": asked})
    first = reply.json["listUpdateResponses"]
    for one in first:
        assert (one["responseType"], one.get("additions")) == ("FULL_UPDATE", None)
        assert b64decode(one["checksum"]["sha256"]) == sha256(b"").digest()
    states = [one["newClientState"] for one in first]
    held = [one | {"state": state} for one, state in zip(asked, states, strict=True)]
    again = client.post("/v4/threatListUpdates:fetch", json={"listUpdateRequests": held})
    kinds = {one["responseType"] for one in again.json["listUpdateResponses"]}
    assert kinds == {"PARTIAL_UPDATE"}


def as_browser(client: FlaskClient, path: str, sent: bytes, **headers: str) -> TestResponse:
    """Ask as Firefox and Chromium do."""
    query = {"$ct": PROTOBUF, "key": "none", "$httpMethod": "POST"}
    query["$req"] = urlsafe_b64encode(sent).decode()
    return client.get(path, query_string=query, headers=headers)


def test_browsers_ask_with_get_and_protobuf(client: FlaskClient) -> None:
    one = {"threat_type": 5, "platform_type": 2, "threat_entry_type": 1}
    sent = messages.new("FetchThreatListUpdatesRequest", list_update_requests=[one])
    sent.list_update_requests[0].constraints.supported_compressions.append(2)
    reply = as_browser(client, "/v4/threatListUpdates:fetch", sent.SerializeToString())
    assert reply.mimetype == PROTOBUF
    body = messages.from_protobuf("FetchThreatListUpdatesResponse", reply.data)
    (response,) = body.list_update_responses
    assert b"".join(prefixes(response.additions[0].rice_hashes)) == WHOLE
    assert (response.platform_type, body.minimum_wait_duration.seconds) == (2, 900)
    asked = question({"hash": b64encode(WHOLE[:4]).decode()})
    sent = messages.from_json("FindFullHashesRequest", asked)
    reply = as_browser(client, "/v4/fullHashes:find", sent.SerializeToString())
    body = messages.from_protobuf("FindFullHashesResponse", reply.data)
    assert body.matches[0].threat.hash[:4] == WHOLE[:4]
    assert body.negative_cache_duration.seconds == 300
    assert reply.headers["Cache-Control"] == "no-store"


def test_protobuf_may_be_posted_and_either_form_asked_for(client: FlaskClient) -> None:
    sent = messages.from_json("FetchThreatListUpdatesRequest", {"listUpdateRequests": [OURS]})
    path = "/v4/threatListUpdates:fetch"
    posted = client.post(path, data=sent.SerializeToString(), content_type=PROTOBUF)
    as_json = client.post(f"{path}?alt=json", data=sent.SerializeToString(), content_type=PROTOBUF)
    as_proto = client.post(f"{path}?alt=proto", json={"listUpdateRequests": [OURS]})
    assert posted.data == as_proto.data
    read = messages.from_protobuf("FetchThreatListUpdatesResponse", posted.data)
    assert messages.to_json(read) == as_json.json


def test_an_update_that_was_asked_with_get_can_be_kept(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    sent = messages.from_json("FetchThreatListUpdatesRequest", {"listUpdateRequests": [OURS]})
    path, raw = "/v4/threatListUpdates:fetch", sent.SerializeToString()
    first = as_browser(client, path, raw)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    held = {"If-None-Match": first.headers["ETag"]}
    assert as_browser(client, path, raw, **held).status_code == 304
    clock.advance(60)
    web_service.publish(redis, clock, {"new.example/": 0})
    assert as_browser(client, path, raw, **held).status_code == 200


@pytest.mark.parametrize("width", [4, 5, 16, 32])
def test_a_prefix_brings_the_whole_hash(client: FlaskClient, width: int) -> None:
    body = find(client, "scam.example/", width=width)
    hashed = b64encode(digest("scam.example/")).decode()
    more = {"threatEntryMetadata": {}, "cacheDuration": "300s"}
    match = {**OURS, "threat": {"hash": hashed}, **more}
    assert body == {"matches": [match], "negativeCacheDuration": "300s"}


def test_a_match_stands_once_for_each_list_that_was_asked_for(client: FlaskClient) -> None:
    types = {"threatTypes": ["MALWARE", "SOCIAL_ENGINEERING"], "platformTypes": ["LINUX", "OSX"]}
    matches = find(client, "scam.example/", **types)["matches"]
    assert [one["platformType"] for one in matches] == ["LINUX", "OSX"]
    assert {one["threatType"] for one in matches} == {"SOCIAL_ENGINEERING"}
    assert "matches" not in find(client, "scam.example/", threatTypes=["MALWARE"])


def test_warnings_and_wallets_are_not_found(client: FlaskClient) -> None:
    assert found(client, "bets.example/", WALLET, *LISTED) == list(LISTED)


def test_decisions_count_at_once(client: FlaskClient, services: Services) -> None:
    decide(services, "scam.example/", Verb.ALLOW)
    decide(services, "new.example/", Verb.BLOCK)
    decide(services, "odd.example/", Verb.BLOCK, severity=Severity.WARN)
    decide(services, "fresh.example/", Verb.BLOCK, unchecked=True)
    decide(services, "evm:0x52908400098527886e0f7030069857d2e4169ee7", Verb.BLOCK)
    asked = ("scam.example/", "new.example/", "odd.example/", "fresh.example/")
    wallet = "evm:0x52908400098527886e0f7030069857d2e4169ee7"
    assert found(client, *asked, wallet) == ["new.example/"]
    assert look_up(client, *(f"http://{one}" for one in asked)) == ["http://new.example/"]
    decide(services, "scam.example/", Verb.BLOCK, severity=Severity.WARN)
    assert found(client, "scam.example/") == []


def test_what_nobody_has_checked_takes_nothing_off(client: FlaskClient, services: Services) -> None:
    decide(services, "scam.example/", Verb.BLOCK, unchecked=True)
    assert found(client, "scam.example/") == ["scam.example/"]
    assert look_up(client, "scam.example") == ["scam.example"]


def test_nothing_is_kept_past_the_end_of_a_decision(
    client: FlaskClient, services: Services, clock: Clock
) -> None:
    decide(services, "new.example/", Verb.BLOCK, expires_at=NOW + 100)
    body = find(client, "new.example/")
    assert body["matches"][0]["cacheDuration"] == body["negativeCacheDuration"] == "100s"
    clock.advance(100)
    assert find(client, "new.example/") == {"negativeCacheDuration": "300s"}


def test_what_a_list_has_on_a_decision_alone_goes_with_the_decision(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    ours = Fact(Severity.BLOCK, Category.SHOP, (Source("moderators", 20_700),))
    both = Fact(Severity.BLOCK, Category.SHOP, (Source(FEED, 20_600), *ours.sources))
    clock.advance(60)
    web_service.publish(redis, clock, {"alone.example/": 0, "both.example/": 1}, [ours, both])
    assert found(client, "alone.example/", "both.example/") == ["both.example/"]


def test_urls_are_looked_up(client: FlaskClient) -> None:
    urls = [
        "https://pay.SCAM.example:8443/x?y#z",
        "http://shared.example/bad/page",
        "http://shared.example/good/page",
        "https://bets.example/",
        WALLET,
        "no site",
    ]
    assert look_up(client, *urls) == urls[:2]


def test_who_asks_for_nothing_of_ours_gets_an_empty_answer(client: FlaskClient) -> None:
    body = question({"url": "scam.example"}, threatTypes=["MALWARE"])
    assert client.post("/v4/threatMatches:find", json=body).json == {}


def test_hashes_are_found_while_redis_is_away_but_lists_are_not(
    client: FlaskClient, services: Services, redis: Redis
) -> None:
    found(client, "scam.example/")  # the snapshot is written now
    keeper = services.reader._keeper
    assert keeper is not None
    keeper.wait(10)
    redis.flushall()
    assert found(client, "scam.example/", "bets.example/") == ["scam.example/"]
    reply = client.post("/v4/threatListUpdates:fetch", json={"listUpdateRequests": [OURS]})
    assert reply.status_code == 503


def test_a_generation_of_an_older_version_has_no_list_yet(
    services: Services, redis: Redis, generation: str
) -> None:
    redis.hdel(f"mynah:{generation}:lists", "threats")
    client = create_app(services).test_client()
    reply = client.post("/v4/threatListUpdates:fetch", json={"listUpdateRequests": [OURS]})
    assert reply.status_code == 503
    assert found(client, "scam.example/") == ["scam.example/"]


def test_a_facts_severity_decides(client: FlaskClient, redis: Redis, clock: Clock) -> None:
    clock.advance(60)
    web_service.publish(redis, clock, {"scam.example/": 1, "bets.example/": 0}, FACTS)
    assert added(update(client)) == digest("bets.example/")[:4]
    assert found(client, "scam.example/", "bets.example/") == ["bets.example/"]


def test_googles_libraries_find_the_address(client: FlaskClient) -> None:
    document = client.get("/v4/discovery").json
    assert document["rootUrl"] == "http://localhost/"
    paths = {
        method["path"]
        for resource in document["resources"].values()
        for method in resource["methods"].values()
    }
    routes = {rule.rule[1:] for rule in client.application.url_map.iter_rules()}
    assert paths <= routes


def test_a_rollback_is_an_update_too(
    client: FlaskClient, services: Services, redis: Redis, clock: Clock
) -> None:
    first = update(client)["newClientState"]
    clock.advance(60)
    web_service.publish(redis, clock, ENTRIES | {"wrong.example/": 0})
    later = update(client, first)["newClientState"]
    services.generations.rollback()
    back = update(client, later)
    place = sorted([*(digest(one)[:4] for one in LISTED), digest("wrong.example/")[:4]]).index(
        digest("wrong.example/")[:4]
    )
    assert back["responseType"] == "PARTIAL_UPDATE"
    assert back["removals"][0]["rawIndices"]["indices"] == [place]
    assert back["newClientState"] == first


def test_nothing_that_is_asked_is_logged(
    client: FlaskClient, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        asked = find(client, "scam.example/")["matches"][0]["threat"]["hash"]
        look_up(client, "http://scam.example/secret")
        redis.flushall()
        body = question({"hash": asked[:8]})
        client.post("/v4/fullHashes:find", json=body)
        client.post("/v4/threatMatches:find", json=question({"url": "http://scam.example/secret"}))
    for word in ("secret", "scam.example", asked[:6]):
        assert word not in caplog.text
