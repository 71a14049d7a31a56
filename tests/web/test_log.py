"""What `/v1/log` answers: every decision, in pages, by role and never by name."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from service.lists.chain import GENESIS, verify
from service.model import Decision, Verb
from service.services import Services
from service.store import keys
from tests.helpers.web_service import NOW


def decide(services: Services, count: int) -> None:
    for number in range(count):
        decision = Decision(f"s{number}.example/", Verb.BLOCK, "Seen.", NOW, "Kim Kimsen")
        services.decisions.decide(decision)


def pages(client: FlaskClient, path: str) -> list[Any]:
    """That page, and those that follow it."""
    found = [client.get(path).json]
    while "next" in found[-1]:
        found.append(client.get(found[-1]["next"]).json)
    return found


def test_a_log_without_lines_is_an_answer(client: FlaskClient) -> None:
    assert client.get("/v1/log").json == {"entries": [], "length": 0, "head": GENESIS}


def test_pages_follow_one_another_and_make_the_whole_chain(
    client: FlaskClient, services: Services
) -> None:
    decide(services, 7)
    found = pages(client, "/v1/log?limit=3")
    assert [[line["seq"] for line in page["entries"]] for page in found] == [
        [7, 6, 5],
        [4, 3, 2],
        [1],
    ]
    lines = [line for page in found for line in page["entries"]]
    assert verify(reversed(lines)) == (found[0]["length"], found[0]["head"])
    assert client.get("/v1/log?before=3").json["entries"] == lines[5:]
    assert client.get("/v1/log?before=1").json["entries"] == []
    assert client.get("/v1/log?before=900").json["entries"] == lines


def test_nobody_is_named(client: FlaskClient, services: Services) -> None:
    decide(services, 1)
    assert "Kimsen" not in client.get("/v1/log").text


def test_a_hundred_lines_unless_told_and_five_hundred_at_most(
    client: FlaskClient, services: Services, redis: Redis
) -> None:
    decide(services, 1)
    redis.rpush(keys.LOG, *[redis.lindex(keys.LOG, 0) or b""] * 600)
    assert len(client.get("/v1/log").json["entries"]) == 100
    assert len(client.get("/v1/log?limit=500").json["entries"]) == 500


def test_who_holds_the_newest_page_is_told_so(client: FlaskClient, services: Services) -> None:
    decide(services, 1)
    tag = client.get("/v1/log").headers["ETag"]
    held = {"If-None-Match": tag}
    assert client.get("/v1/log", headers=held).status_code == 304
    assert client.get("/v1/log?limit=5", headers=held).status_code == 200
    decide(services, 1)
    assert client.get("/v1/log", headers=held).status_code == 200


def test_any_page_of_the_web_may_read_it(client: FlaskClient) -> None:
    assert client.get("/v1/log").headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=ten", "limit"),
        ("limit=%D9%A3", "limit"),
        ("limit=1&limit=2", "limit"),
        ("before=0", "before"),
        ("before=-1", "before"),
        ("before=9007199254740992", "before"),
        ("before=", "before"),
        ("after=3", "query"),
        ("limit=%FF", "limit"),
    ],
)
def test_an_odd_question_is_refused_by_its_field(
    client: FlaskClient, query: str, field: str
) -> None:
    reply = client.get(f"/v1/log?{query}")
    assert (reply.status_code, reply.mimetype) == (400, "application/problem+json")
    assert [error["field"] for error in reply.json["errors"]] == [field]


def test_the_manifest_is_signed_with_the_logs_tip(client: FlaskClient, services: Services) -> None:
    before = client.get("/v1/lists")
    assert before.json["log"] == {"length": 0, "head": GENESIS}
    decide(services, 2)
    after = client.get("/v1/lists", headers={"If-None-Match": before.headers["ETag"]})
    assert after.json["log"] == services.log.tip()._asdict()
    assert after.json["log"]["length"] == 2
    assert after.json["published_at"] == before.json["published_at"]


def test_a_service_that_has_published_nothing_has_a_log_all_the_same(
    client: FlaskClient, services: Services, redis: Redis
) -> None:
    decide(services, 1)
    redis.delete(keys.LIVE)
    assert client.get("/v1/log").json["length"] == 1
