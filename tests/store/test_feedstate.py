"""The state of each file of each feed."""

import json

from redis import Redis

from service.store import keys
from service.store.feedstate import FeedStates, FileState

FAILED = FileState(
    last_attempt=1_795_500_000,
    last_success=1_795_400_000,
    outcome="failed",
    detail="429 Too Many Requests",
    failures=3,
    retry_after=1_795_500_900,
    etag='W/"1"',
    last_modified="Tue, 24 Nov 2026 06:00:00 GMT",
    validators_for="f" * 64,
)


def test_states_come_back_and_others_stay(redis: Redis) -> None:
    states = FeedStates(redis)
    states.save({"one/a.txt": FAILED, "two/b.txt": FileState(1)})
    states.save({"two/b.txt": FileState(2)})
    states.save({})
    assert states.load() == {"one/a.txt": FAILED, "two/b.txt": FileState(2)}


def test_states_of_files_that_left_the_catalogue_are_forgotten(redis: Redis) -> None:
    states = FeedStates(redis)
    states.save({"one/a.txt": FAILED, "two/b.txt": FileState(1)})
    states.forget(["two/b.txt", "three/c.txt"])
    states.forget([])
    assert list(states.load()) == ["one/a.txt"]


def test_a_field_of_another_version_is_left_out(redis: Redis) -> None:
    redis.hset(keys.FEEDS, "one/a.txt", json.dumps({"last_attempt": 5, "mood": "fair"}))
    assert FeedStates(redis).load() == {"one/a.txt": FileState(5)}
