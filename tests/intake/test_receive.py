"""Reports are taken once, counted by who sends them, and lead back to nobody."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count

import pytest
from redis import Redis

from service.casework import Action, CaseState, Declined, Role, Ruling, Step, Token
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
from service.intake.forms import Form, read
from service.intake.receive import BadImages, Reports
from service.model import Decision, Verb
from service.store import keys
from service.store.cases import CaseChange, Cases, case_id, ref_of
from service.store.decisions import Decisions
from service.store.durability import NotDurable
from service.store.errors import StoreAway
from service.store.quotas import Quotas
from service.store.tokens import Tokens
from tests.conftest import Clock

HOME = Sender("192.0.2.1")
AWAY = Sender("192.0.2.2")


@pytest.fixture
def cases(redis: Redis, clock: Clock) -> Cases:
    return Cases(redis, clock)


@pytest.fixture
def reports(cases: Cases, redis: Redis, clock: Clock) -> Reports:
    return Reports(cases, Quotas(redis, clock), clock, bytes.upper)


@pytest.fixture
def token(redis: Redis, clock: Clock) -> Token:
    return Tokens(redis, clock).create("Ann", Role.VOLUNTEER)[1]


def form(*targets: str, story: str = "") -> Form:
    found = read({"targets": (targets and list(targets)) or ["a.com"], "category": "shop"})
    assert isinstance(found, Form)
    return replace(found, story=story)


def solve(needed: ProofNeeded) -> Work:
    nonces = map(str, count())
    right = (n for n in nonces if proof.solved(needed.challenge, n, needed.difficulty))
    return Work(needed.challenge, next(right))


def needed(reports: Reports, sender: Sender = HOME, given: Work | None = None) -> ProofNeeded:
    with pytest.raises(ProofNeeded) as refused:
        reports.receive(form(), sender, proof=given)
    return refused.value


def fill(reports: Reports) -> None:
    for _ in range(FREE_AN_HOUR):
        reports.receive(form(), HOME)


def test_a_report_is_followed_by_its_id_and_only_a_hash_of_that_is_kept(
    reports: Reports, redis: Redis
) -> None:
    receipt = reports.receive(form("https://a.com/x", "b.com"), HOME)
    assert receipt.status.state is CaseState.RECEIVED
    assert [target.shown for target in receipt.status.targets] == ["hxxps://a[.]com/x", "b[.]com"]
    assert reports.status_of(receipt.id) == receipt.status
    assert reports.status_of(ref_of(receipt.id)) is None
    assert receipt.id.encode() not in b"".join(redis.scan_iter())


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


def test_what_is_sent_again_with_the_same_once_is_the_same_report(
    reports: Reports, cases: Cases, clock: Clock
) -> None:
    first = reports.receive(form(story="s"), HOME, once="k")
    clock.advance(DAY - 1)  # past midnight
    assert reports.receive(form(story="s"), HOME, once="k").id == first.id
    others = [
        reports.receive(form(story="s"), AWAY, once="k"),
        reports.receive(form(story="other"), HOME, once="k"),
        reports.receive(form(story="s"), HOME, once="l"),
    ]
    assert len({first.id, *(other.id for other in others)}) == 4
    assert len(cases.newest_reports(0, 10)) == 4


def test_what_is_sent_several_times_at_once_is_one_report_and_counted_once(
    cases: Cases, redis: Redis, clock: Clock
) -> None:
    """All of them have looked for an earlier one before any is taken."""
    together = threading.Barrier(4)

    def clean(data: bytes) -> bytes:
        together.wait(timeout=20)
        return data

    meeting = Reports(cases, Quotas(redis, clock), clock, clean)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(meeting.receive, form(), HOME, [b"a"], once="k") for _ in range(4)]
        receipts = [one.result() for one in sent]
    assert receipts == receipts[:1] * 4
    assert len(cases.newest_reports(0, 10)) == 1
    reports = Reports(cases, Quotas(redis, clock), clock, bytes)
    for _ in range(FREE_AN_HOUR - 1):
        reports.receive(form(), HOME)
    needed(reports)


def test_a_report_that_cannot_be_kept_is_refused_and_not_counted(
    reports: Reports, redis: Redis
) -> None:
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        for _ in range(FREE_AN_HOUR + 1):
            with pytest.raises(NotDurable):
                reports.receive(form(), HOME)
    finally:
        redis.config_set("maxmemory-policy", "noeviction")
    reports.receive(form(), HOME)


def test_images_are_written_anew_or_refused_by_number(
    cases: Cases, redis: Redis, clock: Clock
) -> None:
    def clean(data: bytes) -> bytes:
        if data == b"svg":
            raise ValueError("expected a JPEG, PNG or WebP image")
        return data.upper()

    able = Reports(cases, Quotas(redis, clock), clock, clean)
    receipt = able.receive(form(), HOME, [b"a", b"b"])
    assert cases.image(ref_of(receipt.id), 1) == b"B"
    with pytest.raises(BadImages) as refused:
        able.receive(form(), HOME, [b"a", b"svg"])
    assert [fault.field for fault in refused.value.faults] == ["evidence[1]"]
    assert len(cases.newest_reports(0, 10)) == 1, "nothing is stored by half"


def rule(cases: Cases, host: str, state: CaseState, ruling: Ruling, *decisions: Decision) -> None:
    case = cases.get(case_id(f"{host}/"))
    assert case is not None
    step = Step(case.changed_at, "t", ruling, case.standing)
    after = replace(case, state=state, reason=ruling.reason, steps=(step,), question="Which page?")
    after = replace(after, merged_into=ruling.into)
    cases.change(CaseChange(case, after, decisions=decisions))


def block(cases: Cases, host: str, clock: Clock, expires_at: int | None = None) -> None:
    """Block a host, as a moderator does."""
    decision = Decision(f"{host}/", Verb.BLOCK, "A fake shop.", int(clock()), "t")
    decision = decision._replace(expires_at=expires_at)
    ruling = Ruling(Action.BLOCK, "A fake shop.", f"{host}/")
    rule(cases, host, CaseState.LISTED, ruling, decision)


def test_what_came_of_each_target_is_told_in_words(
    reports: Reports, cases: Cases, clock: Clock
) -> None:
    receipt = reports.receive(form("a.com", "b.com", "c.com", "d.com", "e.com"), HOME)
    block(cases, "a.com", clock)
    declined = Ruling(Action.DECLINE, declined=Declined.UNREACHABLE)
    rule(cases, "b.com", CaseState.DECLINED, declined)
    merge = Ruling(Action.MERGE, into=case_id("a.com/"))
    rule(cases, "c.com", CaseState.DUPLICATE, merge)
    rule(cases, "d.com", CaseState.IN_REVIEW, Ruling(Action.ASK))
    status = reports.status_of(receipt.id)
    assert status is not None
    assert status.state is CaseState.IN_REVIEW
    a, b, c, d, e = status.targets
    assert a.reason == "Browsers with Mynah warn of it. A fake shop."
    assert b.reason == "It was not there any more when we looked."
    assert (c.state, c.duplicate_of) == (CaseState.DUPLICATE, CaseState.LISTED)
    assert c.reason == a.reason
    assert (d.question, e.question, a.question) == ("Which page?", "", "")
    rule(cases, "d.com", CaseState.DECLINED, declined)
    rule(cases, "e.com", CaseState.DECLINED, declined)
    assert reports.status_of(receipt.id).state is CaseState.LISTED  # type: ignore[union-attr]


def test_a_report_of_what_was_merged_is_answered_as_it_reads_later(
    reports: Reports, cases: Cases, clock: Clock
) -> None:
    reports.receive(form("a.com", "b.com", "c.com"), HOME)
    block(cases, "a.com", clock)
    for host, into in (("b.com", "a.com/"), ("c.com", "b.com/")):
        rule(cases, host, CaseState.DUPLICATE, Ruling(Action.MERGE, into=case_id(into)))
    clock.advance(1)
    receipt = reports.receive(form("c.com"), AWAY)
    assert receipt.status.targets[0].state is CaseState.LISTED
    assert "warn of it" in receipt.status.targets[0].reason
    assert reports.status_of(receipt.id) == receipt.status


def test_what_is_listed_no_more_is_not_called_listed(
    reports: Reports, cases: Cases, clock: Clock, redis: Redis
) -> None:
    """Its block has ended, was withdrawn or gave way to an allow, and nobody reported it again."""
    receipt = reports.receive(form("a.com", "b.com", "c.com", "d.com"), HOME)
    block(cases, "a.com", clock, int(clock()) + 60)
    block(cases, "b.com", clock)
    block(cases, "c.com", clock)
    rule(cases, "d.com", CaseState.DUPLICATE, Ruling(Action.MERGE, into=case_id("a.com/")))
    decisions = Decisions(redis, clock)
    decisions.withdraw("b.com/")
    decisions.decide(Decision("c.com/", Verb.ALLOW, "Its owner changed.", int(clock()), "t"))
    told = reports.status_of(receipt.id)
    assert told is not None
    assert [target.state for target in told.targets] == [
        *(CaseState.LISTED, CaseState.ENDED, CaseState.ENDED, CaseState.DUPLICATE)
    ]
    clock.advance(60)
    told = reports.status_of(receipt.id)
    assert told is not None
    assert told.state is CaseState.ENDED
    assert told.targets[3].duplicate_of is CaseState.ENDED
    for target in told.targets:
        assert "warn of it" not in target.reason
        assert "has ended" in target.reason


def test_nobody_can_ask_here_whether_somebody_else_reported_it(
    reports: Reports, cases: Cases, clock: Clock
) -> None:
    """A scammer may send reports of himself: what moderators did before is not for his eyes."""
    first = reports.receive(form("a.com", "b.com", "c.com"), HOME)
    rule(cases, "a.com", CaseState.IN_REVIEW, Ruling(Action.ASK, "Which page?"))
    rule(cases, "b.com", CaseState.DUPLICATE, Ruling(Action.MERGE, into=case_id("a.com/")))
    rule(cases, "c.com", CaseState.DECLINED, Ruling(Action.DECLINE, "It is honest."))
    clock.advance(1)
    later = reports.receive(form("a.com", "b.com", "c.com"), AWAY)
    fresh = reports.receive(form("x.com", "y.com", "z.com"), AWAY)
    assert [
        (target.state, target.question, target.reason, target.duplicate_of)
        for target in later.status.targets
    ] == [
        (target.state, target.question, target.reason, target.duplicate_of)
        for target in fresh.status.targets
    ]
    told = reports.status_of(first.id)
    assert told is not None
    assert told.targets[0].question == "Which page?"


def test_a_report_that_is_kept_is_answered_though_the_store_goes_away(
    reports: Reports, cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> None:
        raise StoreAway

    monkeypatch.setattr(cases, "many", away)
    assert reports.receive(form(), HOME).status.state is CaseState.RECEIVED


def test_a_row_of_a_file_is_taken_once(reports: Reports, cases: Cases, token: Token) -> None:
    assert reports.take_row(form(), token, dry_run=True)
    assert cases.newest_reports(0, 10) == []
    assert [reports.take_row(form(), token) for _ in range(2)] == [True, False]
    assert reports.take_row(form(), None)
    assert len(cases.newest_reports(0, 10)) == 2
