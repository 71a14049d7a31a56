"""What anybody may read: feeds, numbers, decisions, the interface."""

from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from redis import Redis

from service.model import Decision, Verb
from service.services import Services
from service.store.feedstate import FileState
from service.wallets import CHAINS
from service.wording import chain_name
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.web_service import CHECKED, FEED, NOW

PAGES = ["/", "/check", "/feeds", "/stats", "/log", "/docs"]
PICTURES = ["entries", "categories", "chains", "feeds", "reports"]


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_needs_nothing_from_elsewhere_and_no_script(
    client: FlaskClient, path: str
) -> None:
    reply = client.get(path)
    assert reply.status_code == 200
    assert "<script" not in reply.text
    assert 'src="http' not in reply.text
    assert "<h1>" in reply.text


def test_the_feeds_page_shows_each_feed_with_its_part_and_its_trouble(
    client: FlaskClient, services: Services
) -> None:
    bad = FileState(CHECKED, CHECKED - 86_400, "refused", "shrank from 900 to 3 entries", 2)
    services.feed_states.save({f"{FEED}/urls.txt": bad})
    text = client.get("/feeds").text
    assert all(f'id="{feed.id}"' in text for feed in services.catalogue)
    assert "shrank from 900 to 3 entries" in text
    assert "23 November 2026, 05:50 UTC" in text


def test_the_numbers_tell_what_was_published(client: FlaskClient) -> None:
    body = client.get("/v1/stats").json
    (day,) = body["days"]
    assert (day["day"], day["entries"]) == ("2026-11-24", 4)
    assert day["categories"] == {"investment": 3, "gambling": 1}
    assert day["chains"] == {"bitcoin": 1}
    assert body["reports"]["waiting"] == 0
    assert "list on 24 November 2026: <strong>4</strong>" in client.get("/stats").text


def test_each_day_keeps_its_last_count(client: FlaskClient, redis: Redis, clock: Clock) -> None:
    web_service.publish(redis, clock, {"a.example/": 0})
    clock.now = NOW + 86_400
    web_service.publish(redis, clock, {"a.example/": 0, "b.example/": 0})
    days = client.get("/v1/stats").json["days"]
    assert [(day["day"], day["entries"]) for day in days] == [("2026-11-24", 1), ("2026-11-25", 2)]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_an_image_without_scripts(client: FlaskClient, name: str) -> None:
    reply = client.get(f"/stats/{name}.svg")
    assert (reply.status_code, reply.mimetype) == (200, "image/svg+xml")
    drawn = ElementTree.fromstring(reply.text)  # noqa: S314 - our own
    names = {element.tag.rpartition("}")[2] for element in drawn.iter()}
    assert "svg" in names
    assert "script" not in names


def test_a_picture_shows_its_counts(client: FlaskClient) -> None:
    assert "Fake investment or trading: 3" in client.get("/stats/categories.svg").text


def test_a_picture_in_another_language_chooses_nothing_for_the_reader(client: FlaskClient) -> None:
    text = client.get("/stats", headers={"Accept-Language": "vi"}).text
    assert 'src="/stats/categories.svg?lang=vi"' in text
    reply = client.get("/stats/categories.svg?lang=vi")
    assert "Set-Cookie" not in reply.headers
    assert "Accept-Language" in reply.headers["Vary"]


def test_chains_and_feeds_are_called_by_their_names(
    client: FlaskClient, services: Services
) -> None:
    assert "Bitcoin: 1" in client.get("/stats/chains.svg").text
    name = next(feed.name for feed in services.catalogue if feed.id == FEED)
    assert f"{name}: 4" in client.get("/stats/feeds.svg").text
    assert not [chain for chain in CHAINS if not chain_name(chain)[0].isupper()]


def test_there_is_no_other_picture(client: FlaskClient) -> None:
    assert client.get("/stats/none.svg").status_code == 404


def test_the_log_shows_decisions_defanged_by_role_and_in_pages(
    client: FlaskClient, services: Services
) -> None:
    for number in range(60):
        services.decisions.decide(
            Decision(f"host{number}.example/", Verb.BLOCK, "seen", NOW, "Kimsen")
        )
    text = client.get("/log").text
    assert "host59[.]example/" in text
    assert "host0[.]example/" not in text
    assert "Kimsen" not in text
    assert "/log?before=11" in text
    assert "host0[.]example/" in client.get("/log?before=11").text


def test_a_bad_page_of_the_log_is_refused(client: FlaskClient) -> None:
    reply = client.get("/log?before=x")
    assert (reply.status_code, reply.json["errors"][0]["field"]) == (400, "before")


def test_the_docs_name_every_operation(client: FlaskClient) -> None:
    text = client.get("/docs").text
    for path, methods in client.get("/openapi.json").json["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in text


def test_nothing_is_counted_while_redis_is_away(client: FlaskClient, redis: Redis) -> None:
    redis.flushall()
    assert client.get("/stats").status_code == 503
    assert client.get("/feeds").status_code == 503


@pytest.mark.parametrize("path", ["/feeds", "/stats"])
def test_a_page_without_a_list_says_so_in_words(
    client: FlaskClient, redis: Redis, path: str
) -> None:
    redis.flushall()
    reply = client.get(f"{path}?lang=th")
    assert reply.status_code == 503
    assert reply.mimetype == "text/html"
    assert reply.headers["Retry-After"]
    assert reply.headers["Cache-Control"] == "no-store"
    assert '<html lang="th"' in reply.text
    assert "<h1>" in reply.text
    assert client.get("/v1/feeds").mimetype == "application/problem+json"
