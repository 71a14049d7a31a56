"""What `/v1/feeds` says of each feed."""

from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient
from redis import Redis

from service.model import Held
from service.services import Services
from service.store.feedstate import FileState
from service.web.counts import Counts
from service.web.feeds import feed_json
from tests.conftest import Clock
from tests.helpers.generations import draft, publisher
from tests.helpers.web_service import CHECKED, FEED


def feed(client: FlaskClient, name: str) -> Any:
    feeds = client.get("/v1/feeds").json["feeds"]
    return next(one for one in feeds if one["id"] == name)


def test_every_feed_of_the_catalogue_is_named(client: FlaskClient, services: Services) -> None:
    found = client.get("/v1/feeds").json["feeds"]
    assert [one["id"] for one in found] == [one.id for one in services.catalogue]
    for one in found:
        assert one["licence"]
        assert None not in one.values()


def test_a_feed_shows_its_part_and_the_state_of_its_files(
    client: FlaskClient, services: Services
) -> None:
    bad = FileState(CHECKED, CHECKED - 86_400, "refused", "shrank from 900 to 3 entries", 2)
    good = FileState(CHECKED, CHECKED, "published")
    services.feed_states.save({f"{FEED}/urls.txt": bad, f"{FEED}/ips.txt": good})
    found = feed(client, FEED)
    assert (found["entries"], found["last_success"]) == (4, "2026-11-24T05:50:00Z")
    assert found["files"][1] == {
        "path": "urls.txt",
        "outcome": "refused",
        "detail": "shrank from 900 to 3 entries",
        "failures": 2,
        "last_attempt": "2026-11-24T05:50:00Z",
        "last_success": "2026-11-23T05:50:00Z",
    }


def test_what_guards_hold_back_is_counted_by_reason(
    client: FlaskClient, redis: Redis, clock: Clock
) -> None:
    generations, lock = publisher(redis, clock)
    made = draft(generations)
    made.held[:] = [Held(f"{n}.example/", FEED, "top-site") for n in range(3)]
    made.held.append(Held("evm:0x0", FEED, "zero-address"))
    generations.publish(made, lock)
    assert feed(client, FEED)["held"] == {"top-site": 3, "zero-address": 1}
    assert feed(client, FEED)["entries"] == 0


def test_a_feed_that_was_never_fetched_has_no_last_success(client: FlaskClient) -> None:
    found = feed(client, FEED)
    assert "last_success" not in found
    assert found["files"] == []


def test_a_feed_says_where_its_publisher_takes_word_of_mistakes(services: Services) -> None:
    plain = services.catalogue.feeds[0]
    named = replace(plain, disputes="https://one.example/mistakes")
    assert "disputes" not in feed_json(replace(plain, disputes=None), {}, Counts("", 0, {}, {}))
    assert feed_json(named, {}, Counts("", 0, {}, {}))["disputes"] == "https://one.example/mistakes"
