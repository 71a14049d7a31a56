"""Reporters of one thing are told apart as far as may be known of them."""

from dataclasses import replace

import pytest
from redis import Redis

from service.casework import Role, Token
from service.intake.allowance import (
    FREE_AN_HOUR,
    Sender,
)
from service.intake.receive import Reports
from service.store import keys
from service.store.cases import Cases, case_id
from service.store.tokens import Tokens
from tests.conftest import Clock
from tests.helpers.reporting import AWAY, HOME, form, needed


def test_one_case_counts_each_reporter_of_a_day_once_whatever_else_they_name(
    reports: Reports, cases: Cases
) -> None:
    reports.receive(form("a.com", "b.com"), HOME)
    reports.receive(form("b.com", "c.com"), HOME)
    reports.receive(form("b.com"), AWAY)
    case = cases.get(case_id("b.com/"))
    assert case is not None
    assert (case.reports, case.reporters) == (3, 2)


def reporters(reports: Reports, cases: Cases, *senders: Sender) -> int:
    """How many reporters one case counts that all of these report."""
    for sender in senders:
        reports.receive(form("many.com"), sender)
    case = cases.get(case_id("many.com/"))
    assert case is not None
    return case.reporters


@pytest.mark.parametrize("token_first", [True, False])
def test_one_person_with_a_token_and_without_is_one_reporter_on_one_day(
    reports: Reports, cases: Cases, token: Token, clock: Clock, token_first: bool
) -> None:
    named = replace(HOME, token=token)
    both = [named, HOME] if token_first else [HOME, named]
    assert reporters(reports, cases, *both, *both) == 1
    assert reporters(reports, cases, AWAY, replace(AWAY, token=token)) == 2
    clock.advance(86_400)
    assert reporters(reports, cases, HOME, named) == 3, "as nobody can be followed to the next day"


def test_two_people_with_tokens_in_one_office_are_two_reporters(
    reports: Reports, cases: Cases, token: Token, redis: Redis, clock: Clock
) -> None:
    other = Tokens(redis, clock).create("Ben", Role.VOLUNTEER)[1]
    assert reporters(reports, cases, *(replace(HOME, token=one) for one in (token, other))) == 2
    assert reporters(reports, cases, HOME) == 2


def test_where_a_token_was_used_stands_nowhere_beside_it_and_ends(
    reports: Reports, token: Token, redis: Redis
) -> None:
    reports.receive(form("a.com", "b.com"), replace(HOME, token=token))
    assert {one.partition(b" ")[2] for one in redis.smembers(keys.REPORTERS)} == {token.id.encode()}
    found = list(redis.scan_iter(keys.counted("*")))
    assert len(found) == 2
    assert all(0 < redis.ttl(key) <= 86_400 for key in found)
    assert {redis.get(key) for key in found} == {b"1"}


def test_reporters_are_told_apart_by_the_wider_network_and_their_allowance_is_not(
    reports: Reports, cases: Cases
) -> None:
    """One person may have a whole /48 of IPv6; a mobile network gives each person a /64 of one."""
    rooms = [Sender(f"20010db8000{n}000{n}::/64", wide="20010db80000::/48") for n in range(3)]
    assert reporters(reports, cases, *rooms) == 1
    for _ in range(FREE_AN_HOUR - 1):
        reports.receive(form(), rooms[0])
    needed(reports, rooms[0])
    reports.receive(form(), rooms[1])


def test_nobody_sees_that_one_person_stands_behind_two_cases(
    reports: Reports, redis: Redis
) -> None:
    for target in ("a.com", "b.com", "c.com"):
        reports.receive(form(target), HOME)
    marks = {one.decode().partition(" ")[2] for one in redis.smembers(keys.REPORTERS)}
    assert len(marks) == 3
