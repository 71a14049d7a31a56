"""TAXII 2.1 over real HTTP, asked by OASIS's own client; its reader and validator take it."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import stix2
import stix2validator
from flask import Flask
from redis import Redis
from taxii2client import common
from taxii2client.v21 import ApiRoot, Collection, Server, as_pages

from service.app import create_app
from service.casework import Role
from service.exports.taxii import COLLECTIONS
from service.model import Category, Fact, Severity, Source
from service.services import Services
from service.store.drafts import Draft, FeedInfo
from service.web import taxiifiles, taxiiquery
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.generations import publisher

TAXII = "application/taxii+json;version=2.1"
OPEN, LATE, SHUT = "gaso-blocklist", "late-feed", "shut-feed"
INFOS = {
    OPEN: FeedInfo(OPEN, "Open", "https://open.example", web_service.CHECKED, 1, True, "MIT"),
    LATE: FeedInfo(LATE, "Late", "https://late.example", web_service.CHECKED, 1, True, "MIT"),
    SHUT: FeedInfo(SHUT, "Shut", "https://shut.example", web_service.CHECKED, 1, False),
}
FACTS = [
    Fact(Severity.BLOCK, Category.INVESTMENT, (Source(OPEN, 20_000), Source(SHUT, 20_000))),
    Fact(Severity.WARN, Category.GAMBLING, (Source(OPEN, 20_002),)),
    Fact(Severity.BLOCK, Category.INVESTMENT, (Source(SHUT, 20_000),)),
    Fact(Severity.BLOCK, Category.INVESTMENT, (Source(LATE, 20_003),)),
]
WALLET = web_service.WALLET
LINKS = {WALLET: ("scam0.example/",), "scam0.example/": (WALLET,)}
MANY = {f"scam{number}.example/": 0 for number in range(10)}
FIRST = {**MANY, WALLET: 0, "bets.example/": 1, "withheld.example/": 2, "tel:+855123456789": 0}
NAMED = {name for name in FIRST if FIRST[name] == 0 and not name.startswith("tel:")}
IDS = {str(one.category): one.id for one in COLLECTIONS}


def publish(redis: Redis, clock: Clock, entries: dict[str, int]) -> str:
    generations, lock = publisher(redis, clock)
    links = {text: linked for text, linked in LINKS.items() if text in entries}
    facts = FACTS[: 1 + max(entries.values())]  # a list has no fact that nothing is said by
    made = Draft(generations.next_id(), int(clock()), entries, facts, links, feeds=INFOS)
    generations.publish(made, lock)
    lock.release()
    clock.advance(600)
    return made.id


@pytest.fixture
def generation(redis: Redis, clock: Clock) -> str:
    return publish(redis, clock, FIRST)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with web_service.served(app) as url:
        yield url


@pytest.fixture
def collection(address: str) -> Collection:
    return Collection(f"{address}/taxii2/reported/collections/{IDS['investment']}/")


def objects(pages: Any, kind: str = "indicator") -> list[dict[str, Any]]:
    return [one for page in pages for one in page.get("objects", []) if one["type"] == kind]


def names(pages: Any) -> set[str]:
    return {one["name"] for one in objects(pages)}


def ask(address: str, path: str, **headers: str) -> requests.Response:
    given = {"Accept": TAXII} | {name.replace("_", "-"): text for name, text in headers.items()}
    return requests.get(f"{address}/taxii2/{path}", headers=given, timeout=10)


def test_a_client_finds_its_way_from_the_address_to_the_objects(address: str) -> None:
    server = Server(f"{address}/taxii2/")
    assert server.default is server.api_roots[0]
    root: ApiRoot = server.default
    assert root.versions == [TAXII]
    assert root.max_content_length == 1_048_576
    found = {one.id: one for one in root.collections}
    assert [*found] == [one.id for one in COLLECTIONS]
    assert {one.title for one in found.values()} == {f"Reported as {c}" for c in Category}
    assert all(one.can_read and not one.can_write for one in found.values())
    assert names([found[IDS["investment"]].get_objects()]) == NAMED
    assert names([found[IDS["gambling"]].get_objects()]) == {"bets.example/"}
    assert found[IDS["shop"]].get_objects() == {}


def test_a_collection_answers_to_its_category_too(address: str) -> None:
    by_name = ask(address, "reported/collections/investment/").json()
    assert by_name == ask(address, f"reported/collections/{IDS['investment']}").json()
    assert by_name["id"] == IDS["investment"]
    assert IDS["scam"] == "a5682aaf-8ee2-406d-9d89-c04b8ab87b07"  # for ever


def test_the_strict_validator_and_the_reader_take_every_object(collection: Collection) -> None:
    found = [one for page in as_pages(collection.get_objects, 7) for one in page["objects"]]
    assert len({one["id"] for one in found}) == len(found)
    options = stix2validator.ValidationOptions(strict=True, version="2.1")
    for one in found:
        stix2.parse(one, version="2.1")
        result = stix2validator.validate_instance(one, options)
        assert result.is_valid, "\n".join(map(str, result.errors))
    there = {one["id"] for one in found}
    for one in found:
        refs = [v for k, v in one.items() if k.endswith("_ref")]
        refs += [ref for k, v in one.items() if k.endswith("_refs") for ref in v]
        assert set(refs) <= there
    assert len(objects([{"objects": found}], "relationship")) == 1


def test_they_are_those_of_the_bundle(address: str, collection: Collection) -> None:
    url = f"{address}/v1/exports/stix.json?category=investment"
    whole = requests.get(url, timeout=10).json()["objects"]
    paged = collection.get_objects()["objects"]
    assert sorted(paged, key=lambda o: o["id"]) == sorted(whole, key=lambda o: o["id"])


def test_what_may_not_be_passed_on_stays_out(collection: Collection) -> None:
    text = json.dumps(collection.get_objects())
    assert "withheld.example" not in text
    assert "shut-feed" not in text
    assert "Left out, as their terms forbid passing them on: Shut" in text


def test_pages_are_whole_and_in_order(address: str, collection: Collection) -> None:
    whole = collection.get_objects()["objects"]
    pages = [*as_pages(collection.get_objects, per_request=5)]
    assert [len(page["objects"]) for page in pages[:-1]] == [5] * (len(pages) - 1)
    assert [one for page in pages for one in page["objects"]] == whole
    assert "more" not in pages[-1]
    kinds = [one["type"] for one in whole]
    assert kinds == sorted(kinds, key=taxiifiles.KINDS.index)
    manifest = [*as_pages(collection.get_manifest, per_request=5)]
    records = [one for page in manifest for one in page["objects"]]
    assert [one["id"] for one in records] == [one["id"] for one in whole]
    assert {one["media_type"] for one in records} == {"application/stix+json;version=2.1"}
    for one, record in zip(whole, records, strict=True):
        assert record["version"] == one.get("modified", one["created"])
    reply = ask(address, f"reported/collections/{IDS['investment']}/objects/?limit=999999")
    assert reply.headers["X-TAXII-Date-Added-First"] == records[0]["date_added"]
    assert reply.headers["X-TAXII-Date-Added-Last"] == records[-1]["date_added"]


def test_who_comes_back_gets_what_came_since(
    address: str, collection: Collection, redis: Redis, clock: Clock
) -> None:
    path = f"reported/collections/{IDS['investment']}/objects/"
    last = ask(address, path).headers["X-TAXII-Date-Added-Last"]
    assert collection.get_objects(added_after=last) == {}
    publish(redis, clock, {**FIRST, "new.example/": 0, "bets.example/": 0})
    assert names([collection.get_objects(added_after=last)]) == {"new.example/", "bets.example/"}
    again = ask(address, f"{path}?added_after={last}")
    assert again.headers["X-TAXII-Date-Added-First"] > last
    before = last.replace(".000Z", ".999999Z")
    assert names([collection.get_objects(added_after=before)]) == {"new.example/", "bets.example/"}
    assert names([collection.get_objects()]) == NAMED | {"new.example/", "bets.example/"}


def test_what_new_objects_refer_to_comes_with_them(
    address: str, collection: Collection, redis: Redis, clock: Clock
) -> None:
    path = f"reported/collections/{IDS['investment']}/objects/"
    last = ask(address, path).headers["X-TAXII-Date-Added-Last"]
    assert "Late" not in ask(address, path).text
    publish(redis, clock, {**FIRST, "new.example/": 3})
    new = collection.get_objects(added_after=last)["objects"]
    kinds = [one["type"] for one in new]
    assert kinds == ["marking-definition", "identity", "indicator", "sighting"]
    assert new[1]["name"] == "Late"
    assert new[3]["where_sighted_refs"] == [new[1]["id"]]


def test_pages_stay_whole_while_the_list_moves(
    collection: Collection, redis: Redis, clock: Clock
) -> None:
    whole = collection.get_objects()["objects"]
    page = collection.get_objects(limit=4)
    found = page["objects"]
    publish(redis, clock, {"other.example/": 0, "scam1.example/": 0})
    assert names([collection.get_objects()]) == {"other.example/", "scam1.example/"}
    while page.get("more"):
        page = collection.get_objects(limit=4, next=page["next"])
        found += page["objects"]
    assert found == whole


def test_a_token_of_a_list_that_is_gone_is_refused(
    address: str, collection: Collection, redis: Redis, clock: Clock, services: Services
) -> None:
    token = collection.get_objects(limit=1)["next"]
    path = f"reported/collections/{IDS['investment']}/objects/?next="
    for number in range(taxiifiles.KEPT):
        assert ask(address, path + token).status_code == 200
        publish(redis, clock, {f"a{number}.example/": 0})
        collection.get_objects()
    redis.delete(f"mynah:{token.partition('.')[0]}:meta")  # its end has come
    reply = ask(address, path + token)
    assert reply.status_code == 400
    assert "is gone" in reply.json()["details"]["next"]
    assert len([*(services.settings.data_dir / "taxii").iterdir()]) == taxiifiles.KEPT
    withdrawn = collection.get_objects(limit=1)["next"]
    services.generations.rollback()
    assert ask(address, path + withdrawn).status_code == 400
    assert ask(address, path + "20991124T060000Z.1").status_code == 400


def test_filters(collection: Collection) -> None:
    every = collection.get_objects()["objects"]
    one = next(o for o in every if o.get("name") == "scam3.example/")
    assert collection.get_objects(id=one["id"])["objects"] == [one]
    both = collection.get_objects(id=[one["id"], every[0]["id"]])["objects"]
    assert both == [every[0], one]
    assert collection.get_objects(id=one["id"].replace("indicator", "identity")) == {}
    assert collection.get_objects(id=one["id"].replace("indicator", "malware")) == {}
    some = collection.get_objects(type=["indicator", "relationship", "malware"])["objects"]
    assert {o["type"] for o in some} == {"indicator", "relationship"}
    assert collection.get_objects(type="malware") == {}
    dated = collection.get_objects(version=one["modified"], type="indicator")["objects"]
    assert {o["modified"] for o in dated} == {one["modified"]}
    assert collection.get_objects(version="2001-01-01T00:00:00Z") == {}
    assert collection.get_objects(version="all")["objects"] == every
    assert collection.get_objects(spec_version="2.1")["objects"] == every
    assert collection.get_objects(spec_version="2.0") == {}
    pages = [*as_pages(collection.get_objects, per_request=3, type="sighting")]
    assert len(objects(pages, "sighting")) == len(NAMED)


def test_one_object_and_its_versions(address: str, collection: Collection) -> None:
    one = objects([collection.get_objects()])[0]
    assert collection.get_object(one["id"])["objects"] == [one]
    assert collection.get_object(one["id"], version=one["modified"])["objects"] == [one]
    assert collection.get_object(one["id"], version="2001-01-01T00:00:00Z") == {}
    assert collection.get_object(one["id"], spec_version="2.0") == {}
    assert collection.object_versions(one["id"]) == {"versions": [one["modified"]]}
    for odd in (one["id"].replace("indicator", "identity"), "nonsense", f"{one['id']}0"):
        path = f"reported/collections/investment/objects/{odd}/"
        assert ask(address, path).status_code == 404
        assert ask(address, f"{path}versions/").status_code == 404
    elsewhere = f"reported/collections/gambling/objects/{one['id']}/"
    assert ask(address, elsewhere).status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        *(("limit=0", "limit"), ("limit=-1", "limit"), ("limit=x", "limit")),
        *(("added_after=yesterday", "added_after"), ("added_after=2026-11-24", "added_after")),
        *(("added_after=2026-13-24T00:00:00Z", "added_after"), ("next=1", "next")),
        *(("match[id]=x", "match[id]"), ("match[type]=A", "match[type]")),
        *(("match[version]=newest", "match[version]"), ("match[version]=", "match[version]")),
        *(("match[spec_version]=x", "match[spec_version]"), ("match[name]=x", "query")),
        *(("limit=1&limit=2", "query"), ("page=2", "query")),
    ],
)
def test_a_filter_that_is_not_understood_is_refused(address: str, query: str, field: str) -> None:
    for resource in ("objects", "manifest"):
        reply = ask(address, f"reported/collections/investment/{resource}/?{query}")
        assert reply.status_code == 400
        assert reply.headers["Content-Type"] == TAXII
        assert [*reply.json()["details"]] == [field]
        assert reply.json()["http_status"] == "400"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        *((TAXII, 200), ("application/taxii+json", 200), ("*/*", 200), ("application/*", 200)),
        *(("application/taxii+json; version=2.1; charset=utf-8", 200), ("", 200)),
        *(("application/json, application/taxii+json;version=2.1", 200), ("text/html", 406)),
        *(("application/taxii+json;version=2.0", 406), ("application/json", 406)),
        *(("application/vnd.oasis.taxii+json; version=2.0", 406), (f"{TAXII};q=0", 406)),
    ],
)
def test_a_client_gets_what_it_can_read_or_is_told(address: str, accept: str, status: int) -> None:
    for path in ("", "reported/", "reported/collections/", "reported/collections/scam/objects/"):
        reply = ask(address, path, Accept=accept)
        assert (reply.status_code, reply.headers["Content-Type"]) == (status, TAXII)
    if status == 406:
        assert set(reply.json()) == {"title", "description", "http_status"}


def test_nothing_is_written(address: str) -> None:
    base = f"{address}/taxii2/reported/collections"
    sent = {"Accept": TAXII, "Content-Type": TAXII}
    for name, headers, status in [
        *(("investment", sent, 403), ("investment", sent | {"Content-Type": "text/plain"}, 415)),
        *(("investment", sent | {"Accept": "text/html"}, 406), ("nothing", sent, 404)),
    ]:
        url = f"{base}/{name}/objects/"
        reply = requests.post(url, data='{"objects": []}', headers=headers, timeout=10)
        assert (reply.status_code, reply.headers["Content-Type"]) == (status, TAXII)
    gone = requests.delete(f"{base}/investment/objects/x/", headers=sent, timeout=10)
    assert gone.status_code == 403
    put = requests.put(f"{base}/investment/", headers=sent, timeout=10)
    assert (put.status_code, put.headers["Content-Type"]) == (405, TAXII)
    assert "GET" in put.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["nothing/", "reported/collections/nothing/", "reported/status/1/"]
)
def test_what_is_not_there_is_said_as_taxii_does(address: str, path: str) -> None:
    reply = ask(address, path)
    assert (reply.status_code, reply.headers["Content-Type"]) == (404, TAXII)
    assert reply.json()["http_status"] == "404"


@pytest.fixture
def closed(tmp_path: Path, redis_server: str, clock: Clock) -> Iterator[str]:
    """The address of a service whose operator wants tokens."""
    built = web_service.services(tmp_path / "closed", redis_server, clock, taxii_tokens=True)
    with web_service.served(create_app(built)) as url:
        yield url
    built.close()


def test_an_operator_may_want_a_token(closed: str, services: Services) -> None:
    secret, _ = services.tokens.create("A SOC", Role.READER)
    reply = ask(closed, "")
    assert (reply.status_code, reply.headers["Content-Type"]) == (401, TAXII)
    assert "Basic" in reply.headers["WWW-Authenticate"]
    assert "Bearer" in reply.headers["WWW-Authenticate"]
    url = f"{closed}/taxii2/reported/collections/{IDS['investment']}/"
    for given in ({"user": "soc", "password": secret}, {"auth": common.TokenAuth(secret)}):
        assert names([Collection(url, **given).get_objects()]) == NAMED
    bearer = ask(closed, "reported/collections/", Authorization=f"Bearer {secret}")
    assert (bearer.status_code, bearer.headers["Cache-Control"]) == (200, "private, no-store")
    services.tokens.revoke("A SOC")
    assert ask(closed, "", Authorization=f"Bearer {secret}").status_code == 401


@pytest.mark.parametrize("given", ["Bearer x", "Token x", "Basic x", "Basic ", "Digest x", "x"])
def test_a_bad_token_is_refused_where_none_is_wanted(address: str, given: str) -> None:
    assert ask(address, "", Authorization=given).status_code == 401
    wrong = b64encode(b"soc:\xff").decode()
    assert ask(address, "", Authorization=f"Basic {wrong}").status_code == 401


def test_nothing_is_said_while_redis_is_away(tmp_path: Path, clock: Clock) -> None:
    built = web_service.services(tmp_path, "redis://127.0.0.1:1/0", clock)
    with web_service.served(create_app(built)) as url:
        reply = ask(url, "reported/collections/investment/objects/")
        assert (reply.status_code, reply.headers["Content-Type"]) == (503, TAXII)
        assert int(reply.headers["Retry-After"]) > 0
        assert ask(url, "reported/collections/").status_code == 200
    built.close()


def test_a_page_is_no_longer_than_a_page(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taxiiquery, "MOST", 6)
    page = collection.get_objects(limit=500)
    assert (len(page["objects"]), page["more"]) == (6, True)
