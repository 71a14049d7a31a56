"""How much each sender may send, and the proof of work that buys an anonymous one more."""

from dataclasses import replace

import pytest
from redis import Redis

from service.casework import Token
from service.intake import proof
from service.intake.allowance import (
    DAY,
    FREE_AN_HOUR,
    HELD_AN_HOUR,
    HOUR,
    MOST_A_DAY,
    PROOF_SECONDS,
    TOKEN_AN_HOUR,
    ProofNeeded,
    Sender,
    Struck,
    TooMany,
    Work,
)
from service.intake.receive import Reports
from service.store.cases import Cases, ref_of
from tests.conftest import Clock
from tests.helpers.reporting import AWAY, HOME, fill, form, needed, solve


def test_after_some_reports_an_hour_a_proof_is_asked_for_and_used_once(
    reports: Reports, clock: Clock
) -> None:
    fill(reports)
    given = solve(needed(reports))
    reports.receive(form(), AWAY)
    reports.receive(form(), HOME, proof=given)
    assert needed(reports, given=given).difficulty > 0
    clock.advance(HOUR)
    reports.receive(form(), HOME)


def test_a_proof_that_is_late_wrong_or_not_ours_is_none(reports: Reports, clock: Clock) -> None:
    fill(reports)
    given = solve(needed(reports))
    needed(reports, given=Work(given.challenge, "no"))
    foreign = proof.make(b"theirs", 0, int(clock()) + 60, bytes(proof.RANDOM_BYTES))
    needed(reports, given=Work(foreign, ""))
    clock.advance(HOUR)
    fill(reports)
    needed(reports, given=given)
    assert HOUR > PROOF_SECONDS


def test_proofs_grow_harder_and_end_at_the_days_most(
    reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.intake.allowance.FIRST_DIFFICULTY", 2)
    fill(reports)
    asked = []
    for _ in range(MOST_A_DAY - FREE_AN_HOUR):
        challenge = needed(reports)
        asked.append(challenge.difficulty)
        reports.receive(form(), HOME, proof=solve(challenge))
    assert asked == sorted(asked)
    assert asked[0] < asked[-1]
    with pytest.raises(TooMany) as refused:
        reports.receive(form(), HOME, proof=None)
    assert not isinstance(refused.value, ProofNeeded)
    assert 0 < refused.value.retry_in <= DAY


def test_who_says_that_somebody_is_held_has_an_allowance_besides(
    reports: Reports, clock: Clock
) -> None:
    fill(reports)
    held = replace(form(), held=True)
    for _ in range(HELD_AN_HOUR):
        reports.receive(held, HOME)
    needed(reports)
    with pytest.raises(ProofNeeded) as refused:
        reports.receive(held, HOME)
    reports.receive(held, HOME, proof=solve(refused.value))
    clock.advance(refused.value.retry_in)
    for _ in range(HELD_AN_HOUR):
        reports.receive(held, HOME)
    fill(reports)


def test_the_days_most_stops_nobody_who_is_held_for_longer_than_an_hour(
    reports: Reports, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr("service.intake.allowance.MOST_A_DAY", FREE_AN_HOUR)
    fill(reports)
    held = replace(form(), held=True)
    for _ in range(HELD_AN_HOUR):
        reports.receive(held, HOME)
    with pytest.raises(TooMany) as refused:
        reports.receive(held, HOME)
    assert 0 < refused.value.retry_in <= HOUR
    clock.advance(refused.value.retry_in)
    reports.receive(held, HOME)


def test_a_token_has_a_quota_of_its_own(reports: Reports, token: Token, redis: Redis) -> None:
    sender = Sender("192.0.2.1", token)
    fill(reports)
    reports.receive(form(), sender)
    with redis.pipeline() as pipe:
        for key in redis.scan_iter(f"*token-{token.id}"):
            pipe.set(key, TOKEN_AN_HOUR)
        pipe.execute()
    with pytest.raises(TooMany):
        reports.receive(form(), sender)


def test_a_token_is_named_in_its_reports_and_after_three_strikes_refused(
    reports: Reports, token: Token, cases: Cases
) -> None:
    receipt = reports.receive(form(), Sender("192.0.2.1", token))
    report = cases.report(ref_of(receipt.id))
    assert report is not None
    assert (report.token, report.reporter) == (token.id, token.id)
    with pytest.raises(Struck):
        reports.receive(form(), Sender("192.0.2.1", replace(token, strikes=3)))
