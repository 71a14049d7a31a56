"""What people send in is taken only by a server that keeps it."""

import pytest
from redis import Redis
from redis.exceptions import NoPermissionError

from service.model import Decision, Verb
from service.store.connect import connect
from service.store.decisions import Decisions
from service.store.durability import NotDurable, require_durable
from service.store.errors import StoreAway


def test_a_server_that_keeps_what_it_is_told_will_do(redis: Redis) -> None:
    require_durable(redis)


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("appendonly", "no", "appendonly"),
        ("maxmemory-policy", "volatile-lru", "volatile-lru"),
        ("appendfsync", "everysec", "set appendfsync always"),
    ],
)
def test_one_that_could_lose_it_will_not(redis: Redis, setting: str, value: str, told: str) -> None:
    before = redis.config_get(setting)[setting]
    redis.config_set(setting, value)
    try:
        with pytest.raises(NotDurable, match=told):
            require_durable(redis)
    finally:
        redis.config_set(setting, before)


def test_one_that_does_not_say_how_often_it_writes_to_disk_will_do(redis: Redis) -> None:
    """As hosted servers do, which forbid CONFIG."""
    redis.execute_command("ACL", "SETUSER", "guest", "on", "nopass", "~*", "+@all", "-config")
    try:
        path = redis.connection_pool.connection_kwargs["path"]
        with Redis(unix_socket_path=path, username="guest", password="x") as guest:
            with pytest.raises(NoPermissionError):
                guest.config_get("appendfsync")
            require_durable(guest)
    finally:
        redis.execute_command("ACL", "DELUSER", "guest")


def test_one_that_is_away_will_not() -> None:
    with connect("unix:///nowhere/none.sock") as client, pytest.raises(StoreAway):
        require_durable(client)


def test_no_decision_is_taken_by_one_that_could_lose_it(redis: Redis) -> None:
    decisions = Decisions(redis)
    decision = Decision("a.example/", Verb.ALLOW, "Looked at it", 1, "Ann")
    redis.config_set("maxmemory-policy", "volatile-lru")
    try:
        with pytest.raises(NotDurable):
            decisions.decide(decision)
    finally:
        redis.config_set("maxmemory-policy", "noeviction")
    assert decisions.all() == {}
