"""When lists follow the decisions: whenever those have moved, and never for nothing."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis import Redis

from service.cli.following import POLL, Follower, following
from service.model import Decision, Verb
from service.services import Services
from service.store import keys
from tests.conftest import Clock
from tests.helpers import web_service

ALLOW = Decision("shop.example/", Verb.ALLOW, "Looked at it", 1, "Kim")


@dataclass
class Publisher:
    """Notes when it is told to publish; it does well unless told otherwise."""

    well: bool = True
    runs: list[threading.Event] = field(default_factory=list)

    def __call__(self, stop: threading.Event) -> bool:
        self.runs.append(stop)
        return self.well


@pytest.fixture
def services(
    redis: Redis,  # noqa: ARG001 - emptied
    redis_server: str,
    tmp_path: Path,
    clock: Clock,
) -> Iterator[Services]:
    built = web_service.services(tmp_path, redis_server, clock)
    yield built
    built.close()


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
def follower(services: Services, publisher: Publisher) -> Follower:
    return Follower(services, publisher)


def looks(follower: Follower, publisher: Publisher, times: int = 3) -> int:
    """How often it publishes in so many looks."""
    before = len(publisher.runs)
    for _ in range(times):
        follower.look(threading.Event())
    return len(publisher.runs) - before


def test_while_nothing_was_ever_decided_nothing_is_published(
    follower: Follower, publisher: Publisher
) -> None:
    assert looks(follower, publisher) == 0


def test_each_change_is_published_once(
    follower: Follower, publisher: Publisher, services: Services
) -> None:
    services.decisions.decide(ALLOW)
    assert looks(follower, publisher) == 1
    services.decisions.withdraw(ALLOW.expression)
    assert looks(follower, publisher) == 1


def test_what_is_decided_while_a_list_is_made_is_for_the_next(
    publisher: Publisher, services: Services
) -> None:
    def publish(stop: threading.Event) -> bool:
        if not publisher.runs:
            services.decisions.decide(ALLOW)
        return publisher(stop)

    services.decisions.decide(ALLOW)
    assert looks(Follower(services, publish), publisher) == 2


def test_the_end_of_a_decision_is_published_too(
    follower: Follower, publisher: Publisher, services: Services, clock: Clock
) -> None:
    for seconds in (60, 120):
        ends = int(clock()) + seconds
        services.decisions.decide(ALLOW._replace(expression=f"{seconds}.a/", expires_at=ends))
    assert looks(follower, publisher) == 1
    clock.advance(59)
    assert looks(follower, publisher) == 0
    clock.advance(1)
    assert looks(follower, publisher) == 1
    clock.advance(60)
    assert looks(follower, publisher) == 1


def test_one_who_is_publishing_is_waited_for_and_one_who_is_fetching_is_not(
    follower: Follower, publisher: Publisher, services: Services
) -> None:
    services.decisions.decide(ALLOW)
    with services.publishing:
        assert looks(follower, publisher) == 0
    with services.lock:
        assert looks(follower, publisher) == 1


def test_nothing_is_tried_while_a_rollback_has_pinned_the_list(
    follower: Follower, publisher: Publisher, services: Services, redis: Redis
) -> None:
    services.decisions.decide(ALLOW)
    redis.set(keys.PINNED, "20261124T090000Z")
    assert looks(follower, publisher) == 0
    services.generations.unpin()
    assert looks(follower, publisher) == 1


def test_what_went_wrong_is_tried_again_less_and_less_often(
    follower: Follower, publisher: Publisher, services: Services
) -> None:
    waits = []
    publisher.well = False
    services.decisions.decide(ALLOW)
    for _ in range(8):
        assert looks(follower, publisher, 1) == 1
        waits.append(follower.wait)
    assert waits == [2 * POLL, 4 * POLL, 8 * POLL, 16 * POLL, 32 * POLL, 300, 300, 300]
    publisher.well = True
    assert looks(follower, publisher) == 1
    assert follower.wait == POLL


def test_a_redis_that_is_away_is_asked_again(tmp_path: Path, publisher: Publisher) -> None:
    away = web_service.services(tmp_path, f"unix://{tmp_path}/none.sock", Clock())
    follower = Follower(away, publisher)
    assert looks(follower, publisher) == 0
    assert POLL < follower.wait < 60


def test_who_was_away_is_looked_at_as_often_as_before(
    follower: Follower, publisher: Publisher
) -> None:
    follower.wait = 15
    assert (looks(follower, publisher, 1), follower.wait) == (0, POLL)


def test_a_machine_that_starts_no_process_is_asked_again(services: Services) -> None:
    def cannot(_: threading.Event) -> bool:
        raise OSError("no memory left")

    services.decisions.decide(ALLOW)
    follower = Follower(services, cannot)
    follower.look(threading.Event())
    assert POLL < follower.wait < 60


@pytest.mark.parametrize("on", [True, False])
def test_it_works_beside_the_server_unless_it_is_turned_off(
    services: Services, *, on: bool
) -> None:
    def at_work() -> bool:
        return any(thread.name == "following" for thread in threading.enumerate())

    with following(services, on=on):
        assert at_work() is on
    assert not at_work()
