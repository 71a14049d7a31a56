"""Tokens, sessions and one-time links: only hashes are kept, and a revoked token ends them all."""

import pytest
from redis import Redis

from service.casework import Role
from service.store.tokens import SESSION_SECONDS, TICKET_SECONDS, NameTaken, Tokens
from tests.conftest import Clock


@pytest.fixture
def tokens(redis: Redis, clock: Clock) -> Tokens:
    return Tokens(redis, clock)


def everything(redis: Redis) -> bytes:
    """All that is stored, keys and values."""
    found = b""
    for key in redis.scan_iter():
        value = redis.hgetall(key) if redis.type(key) == b"hash" else redis.get(key)
        found += key + repr(value).encode()
    return found


def test_a_token_is_known_by_its_text_and_kept_as_a_hash(tokens: Tokens, redis: Redis) -> None:
    secret, made = tokens.create("Ann", Role.VOLUNTEER)
    found = tokens.holder(secret)
    assert found is not None
    assert (found.id, found.name, found.role) == (made.id, "Ann", Role.VOLUNTEER)
    assert tokens.holder(secret + "x") is None
    assert secret.encode() not in everything(redis)


def test_its_last_use_is_noted(tokens: Tokens, clock: Clock) -> None:
    secret, _ = tokens.create("Ann", Role.MODERATOR)
    clock.advance(100_000)
    tokens.holder(secret)
    assert [token.last_used for token in tokens.all()] == [int(clock())]


def test_a_name_in_use_is_refused_until_it_is_revoked(tokens: Tokens) -> None:
    tokens.create("Ann", Role.MODERATOR)
    with pytest.raises(NameTaken, match="Ann"):
        tokens.create("Ann", Role.READER)
    tokens.revoke("Ann")
    tokens.create("Ann", Role.READER)


def test_a_revoked_token_opens_nothing_and_its_sessions_end(tokens: Tokens) -> None:
    secret, _ = tokens.create("Ann", Role.MODERATOR)
    session = tokens.sign_in(secret)
    ticket = tokens.ticket("Ann")
    assert session is not None
    assert ticket is not None
    assert tokens.session(session) is not None
    assert tokens.revoke("Ann") is not None
    assert tokens.holder(secret) is None
    assert tokens.session(session) is None
    assert tokens.sign_in(secret) is None
    assert tokens.sign_in_by_ticket(ticket) is None
    assert tokens.revoke("Ann") is None


def test_a_link_signs_in_once(tokens: Tokens, redis: Redis) -> None:
    tokens.create("Ann", Role.MODERATOR)
    ticket = tokens.ticket("Ann")
    assert ticket is not None
    session = tokens.sign_in_by_ticket(ticket)
    assert session is not None
    holder = tokens.session(session)
    assert holder is not None
    assert holder.name == "Ann"
    assert tokens.sign_in_by_ticket(ticket) is None
    for secret in (ticket, session):
        assert secret.encode() not in everything(redis)


def test_sessions_and_links_run_out(tokens: Tokens, redis: Redis) -> None:
    secret, _ = tokens.create("Ann", Role.MODERATOR)
    tokens.sign_in(secret)
    tokens.ticket("Ann")
    lives = {key.decode().split(":")[2]: redis.ttl(key) for key in redis.scan_iter("*desk*:*:*")}
    assert 0 < lives["session"] <= SESSION_SECONDS
    assert 0 < lives["ticket"] <= TICKET_SECONDS


def test_a_session_that_is_signed_out_is_over(tokens: Tokens) -> None:
    secret, _ = tokens.create("Ann", Role.MODERATOR)
    session = tokens.sign_in(secret)
    assert session is not None
    tokens.sign_out(session)
    assert tokens.session(session) is None


def test_a_record_counts_what_became_of_reports(tokens: Tokens) -> None:
    _, token = tokens.create("Ann", Role.VOLUNTEER)
    tokens.count(token.id, accepted=5)
    assert tokens.all()[0].is_trusted
    tokens.count(token.id, declined=2)
    assert not tokens.all()[0].is_trusted
    tokens.count(token.id, declined=-2, strikes=1)
    assert not tokens.all()[0].is_trusted


@pytest.mark.parametrize("role", Role)
def test_a_role_covers_those_before_it(role: Role) -> None:
    assert [other for other in Role if role.covers(other)] == list(Role)[
        : list(Role).index(role) + 1
    ]
