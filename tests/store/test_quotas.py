"""Marks and counts of senders, from which nobody can be followed."""

from redis import Redis

from service.store.quotas import DAY_KEY_SECONDS, Quotas
from tests.conftest import Clock


def test_a_mark_is_the_same_for_a_day_and_another_the_next(redis: Redis, clock: Clock) -> None:
    quotas = Quotas(redis, clock)
    today = quotas.mark("192.0.2.1", "scam.example/")
    assert quotas.mark("192.0.2.1", "scam.example/") == today
    assert quotas.mark("192.0.2.2", "scam.example/") != today
    assert quotas.mark("192.0.2.1", "other.example/") != today
    clock.advance(86_400)
    assert quotas.mark("192.0.2.1", "scam.example/") != today


def test_no_address_is_kept_and_the_secret_of_the_day_ends(redis: Redis, clock: Clock) -> None:
    quotas = Quotas(redis, clock)
    quotas.count(quotas.mark("192.0.2.1"), 3600)
    for key in redis.scan_iter():
        assert b"192.0.2.1" not in key + redis.get(key)
        assert 0 < redis.ttl(key) <= DAY_KEY_SECONDS


def test_counting_begins_anew_with_each_window(redis: Redis, clock: Clock) -> None:
    quotas = Quotas(redis, clock)
    assert [quotas.count("m", 3600)[0] for _ in range(3)] == [1, 2, 3]
    assert quotas.count("n", 3600)[0] == 1
    clock.advance(3600)
    number, left = quotas.count("m", 3600)
    assert number == 1
    assert 0 < left <= 3600


def test_a_proof_is_used_once(redis: Redis, clock: Clock) -> None:
    quotas = Quotas(redis, clock)
    assert quotas.spend("proof", 60)
    assert not quotas.spend("proof", 60)
