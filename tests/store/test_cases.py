"""Reports and the cases they make: what is taken is whole, and nobody overwrites somebody else."""

from dataclasses import replace

import pytest
from redis import Redis

from service.casework import (
    Appeal,
    AppealState,
    Appellant,
    Case,
    CaseState,
    Personal,
    Report,
    ReportTarget,
)
from service.model import Category, Decision, Kind, Verb
from service.store import keys
from service.store.appeals import Appeals
from service.store.cases import CaseChange, Cases, Changed, ReportTaken, case_id
from service.store.decisions import Decisions
from service.store.filing import place_of
from service.store.log import Log
from tests.conftest import Clock

SCAM = ReportTarget(Kind.HOST, "scam.example", "scam.example/")
WALLET = ReportTarget(Kind.ADDRESS, "0xabc", "evm:0xabc", "evm")


@pytest.fixture
def cases(redis: Redis, clock: Clock) -> Cases:
    return Cases(redis, clock)


def report(clock: Clock, ref: str, *targets: ReportTarget, reporter: str = "m1") -> Report:
    return Report(
        ref=ref,
        received_at=int(clock()),
        targets=targets or (SCAM,),
        category=Category.INVESTMENT,
        language="en",
        reporter=reporter,
    )


def test_a_report_is_found_with_all_that_belongs_to_it(cases: Cases, clock: Clock) -> None:
    personal = Personal(story="They took it all.", contact="a@b.example", typed=("scam.example",))
    (case,) = cases.receive(report(clock, "r1"), personal, [b"image"])
    assert cases.report("r1") == report(clock, "r1")
    assert cases.personal("r1") == personal
    assert cases.image("r1", 0) == b"image"
    assert cases.queue(0, 10) == [case]
    assert case.reports == 1
    assert cases.reports_of([case.id], 2) == [report(clock, "r1")]


def test_reports_of_one_thing_are_one_case_with_its_distinct_reporters(
    cases: Cases, clock: Clock
) -> None:
    for ref, reporter in (("r1", "m1"), ("r2", "m1"), ("r3", "m2")):
        cases.receive(report(clock, ref, reporter=reporter), Personal(), [])
    (case,) = cases.queue(0, 10)
    assert (case.reports, case.reporters) == (3, 2)
    assert case.categories == {"investment": 3}


def test_a_case_of_many_reports_is_as_small_as_one_of_few(
    cases: Cases, clock: Clock, redis: Redis
) -> None:
    (first,) = cases.receive(report(clock, "r0"), Personal(), [])
    size = redis.strlen(keys.case(first.id))
    for number in range(1, 100):
        sent = report(clock, f"r{number}", reporter=f"mark{number}")
        (case,) = cases.receive(sent, Personal(), [])
    assert (case.reports, case.reporters) == (100, 100)
    assert redis.strlen(keys.case(first.id)) < size + 20


def test_reports_of_several_cases_are_read_page_by_page_each_once_the_newest_first(
    cases: Cases, clock: Clock
) -> None:
    sent = []
    for number, targets in enumerate([(SCAM,), (WALLET,), (SCAM, WALLET), (SCAM,)] * 3):
        clock.advance(number % 2)  # some of one second
        sent.append(report(clock, f"r{number:02d}", *targets))
        cases.receive(sent[-1], Personal(), [])
    ids = [case_id(target.expression) for target in (SCAM, WALLET)]
    read, before = [], ""
    while page := cases.reports_of(ids, 5, before):
        read += page
        before = place_of(page[-1])
    assert read == sent[::-1]
    assert [r.ref for r in cases.reports_of(ids[1:], 3)] == ["r10", "r09", "r06"]


def test_one_report_of_things_that_were_merged_has_one_reporter(cases: Cases, clock: Clock) -> None:
    """Each of them knows the reporter by another mark."""
    first, second = cases.receive(report(clock, "r1", SCAM, WALLET), Personal(), [])
    merged = replace(first, state=CaseState.DUPLICATE, merged_into=second.id)
    cases.change(CaseChange(first, merged))
    both = replace(SCAM, mark="of the site"), replace(WALLET, mark="of the wallet")
    _, heard = cases.receive(report(clock, "r2", *both), Personal(), [])
    assert (heard.id, heard.reporters) == (second.id, 2)
    for alone in both:
        (*_, heard) = cases.receive(report(clock, f"by {alone.mark}", alone), Personal(), [])
        assert (heard.id, heard.reporters) == (second.id, 2)


def test_what_is_reported_together_is_linked_both_ways(cases: Cases, clock: Clock) -> None:
    first, second = cases.receive(report(clock, "r1", SCAM, WALLET), Personal(), [])
    assert first.linked == ("evm:0xabc",)
    assert second.linked == ("scam.example/",)


def test_the_urgent_and_the_corroborated_come_first(cases: Cases, clock: Clock) -> None:
    hosts = [replace(SCAM, expression=f"s{n}.example/") for n in range(3)]
    cases.receive(report(clock, "r0", hosts[0]), Personal(), [])
    clock.advance(60)
    for ref, reporter in (("r1", "m1"), ("r2", "m2")):
        cases.receive(report(clock, ref, hosts[1], reporter=reporter), Personal(), [])
    clock.advance(60)
    cases.receive(replace(report(clock, "r3", hosts[2]), held=True), Personal(), [])
    order = [case.expression for case in cases.queue(0, 10)]
    assert order == ["s2.example/", "s1.example/", "s0.example/"]


def test_an_open_appeal_puts_its_case_forward_and_a_proof_a_bit_more(
    cases: Cases, clock: Clock, redis: Redis
) -> None:
    """Not before what is urgent; and no longer, once it was answered."""
    appeals, day = Appeals(redis, clock), 86_400
    hosts = [replace(SCAM, expression=f"s{n}.example/") for n in range(6)]

    def order() -> str:
        return "".join(case.expression[1] for case in cases.queue(0, 10))

    cases.receive(report(clock, "r0", hosts[0]), Personal(), [])
    clock.advance(3 * day)
    cases.receive(report(clock, "r1", hosts[1]), Personal(), [])
    for n in (2, 3):
        sent = Appeal(f"a{n}", int(clock()), hosts[n], Appellant.OWNER, "en", "", "code")
        sent = replace(sent, case=case_id(hosts[n].expression))
        appeals.receive(sent, Personal())
        clock.advance(60)
    cases.receive(replace(report(clock, "r4", hosts[4]), held=True), Personal(), [])
    assert order() == "42301"
    proven = appeals.change(sent, lambda one: replace(one, proven_at=int(clock())))
    assert order() == "43201"
    case = cases.get(sent.case)
    assert case is not None
    kept = replace(proven, state=AppealState.KEPT)
    (after,) = cases.change(CaseChange(case, case, appeals=(kept,)))
    assert order() == "42013"
    again = replace(kept, state=AppealState.IN_REVIEW, version=kept.version + 1)
    cases.change(CaseChange(after, after, appeals=(again,)))
    assert order() == "43201"


def test_a_report_whose_acknowledgement_was_lost_counts_once_when_it_is_written_again(
    cases: Cases, clock: Clock
) -> None:
    (once,) = cases.receive(report(clock, "r1"), Personal(), [])
    with pytest.raises(ReportTaken) as taken:
        cases.receive(report(clock, "r1"), Personal("Another story."), [])
    assert (taken.value.report, taken.value.cases) == (report(clock, "r1"), [once])
    assert cases.personal("r1") is None
    assert cases.queue(0, 10) == [once]


def ruled(case: Case, state: CaseState) -> CaseChange:
    return CaseChange(case, replace(case, state=state))


def test_a_ruling_closes_the_case_decides_and_is_logged_at_once(
    cases: Cases, clock: Clock, redis: Redis
) -> None:
    (case,) = cases.receive(report(clock, "r1"), Personal(), [])
    decision = Decision("scam.example/", Verb.BLOCK, "A fake exchange", int(clock()), "t1")
    (after,) = cases.change(replace(ruled(case, CaseState.LISTED), decisions=(decision,)))
    assert (after.state, after.version) == (CaseState.LISTED, case.version + 1)
    assert cases.get(case.id) == after
    assert cases.queue(0, 10) == []
    assert Decisions(redis, clock).get("scam.example/") == decision
    assert [line["action"] for line in Log(redis).every()] == ["block"]


def test_who_decides_on_what_has_changed_meanwhile_is_told_and_nothing_is_done(
    cases: Cases, clock: Clock, redis: Redis
) -> None:
    (case,) = cases.receive(report(clock, "r1"), Personal(), [])
    cases.receive(report(clock, "r2", reporter="m2"), Personal(), [])
    decision = Decision("scam.example/", Verb.BLOCK, "Late", int(clock()), "t1")
    with pytest.raises(Changed):
        cases.change(replace(ruled(case, CaseState.LISTED), decisions=(decision,)))
    assert cases.waiting() == 1
    assert Decisions(redis, clock).all() == {}


def test_several_changes_are_made_together_or_not_at_all(cases: Cases, clock: Clock) -> None:
    first, second = cases.receive(report(clock, "r1", SCAM, WALLET), Personal(), [])
    cases.change(ruled(second, CaseState.DECLINED))
    with pytest.raises(Changed):
        cases.change(ruled(first, CaseState.LISTED), ruled(second, CaseState.LISTED))
    assert cases.get(first.id) == first


def test_a_declined_case_opens_again_for_another_reporter_only(cases: Cases, clock: Clock) -> None:
    (case,) = cases.receive(report(clock, "r1"), Personal(), [])
    cases.change(ruled(case, CaseState.DECLINED))
    cases.receive(report(clock, "r2"), Personal(), [])
    assert cases.waiting() == 0
    cases.receive(report(clock, "r3", reporter="m2"), Personal(), [])
    assert [open_case.id for open_case in cases.queue(0, 10)] == [case_id("scam.example/")]


def test_what_is_personal_has_an_end(cases: Cases, clock: Clock, redis: Redis) -> None:
    cases.receive(report(clock, "r1"), Personal(story="mine"), [b"image"])
    kept = {key: redis.ttl(key) for key in redis.scan_iter("mynah:{desk}:*")}
    ending = {key.decode().split(":")[2] for key, ttl in kept.items() if ttl > 0}
    assert ending == {"personal", "image"}


def test_a_decision_that_is_not_as_it_was_seen_stops_the_change(
    cases: Cases, clock: Clock, redis: Redis
) -> None:
    (case,) = cases.receive(report(clock, "r1"), Personal(), [])
    mine = Decision("scam.example/", Verb.BLOCK, "A fake exchange", int(clock()), "t1")
    theirs = mine._replace(verb=Verb.ALLOW, decided_by="t2")
    change = replace(ruled(case, CaseState.LISTED), decisions=(mine,), seen={mine.expression: None})
    Decisions(redis, clock).decide(theirs)
    with pytest.raises(Changed):
        cases.change(change)
    assert cases.get(case.id) == case
    assert Decisions(redis, clock).get("scam.example/") == theirs
    cases.change(replace(change, seen={mine.expression: theirs}))
    assert Decisions(redis, clock).get("scam.example/") == mine


def test_an_appeal_that_has_changed_stops_the_change(
    cases: Cases, clock: Clock, redis: Redis
) -> None:
    appeals = Appeals(redis, clock)
    seen = Appeal(
        ref="a1",
        received_at=int(clock()),
        target=SCAM,
        appellant=Appellant.OWNER,
        language="en",
        case=case_id(SCAM.expression),
        code="mynah-1",
    )
    case = appeals.receive(seen, Personal())
    appeals.change(seen, lambda one: replace(one, proven_by="dns"))
    answered = replace(seen, state=AppealState.KEPT)
    with pytest.raises(Changed):
        cases.change(replace(ruled(case, CaseState.LISTED), appeals=(answered,)))
    assert cases.get(case.id) == case


def test_a_case_knows_its_neighbours_in_the_queue_and_on_its_host(
    cases: Cases, clock: Clock
) -> None:
    texts = ("scam.example/", "scam.example/a", "other.example/")
    for number, text in enumerate(texts):
        clock.advance(60)
        cases.receive(report(clock, f"r{number}", replace(SCAM, expression=text)), Personal(), [])
    first, second, third = (case_id(text) for text in texts)
    assert cases.neighbours(first) == (None, second)
    assert cases.neighbours(second) == (first, third)
    assert cases.neighbours(third) == (second, None)
    assert cases.neighbours("closed") == (None, first)
    assert {case.id for case in cases.on_host("scam.example", 9)} == {first, second}


def listed(cases: Cases, case: Case, clock: Clock, expires_at: int | None = None) -> Case:
    """Block what the case is about, as a moderator does."""
    decision = Decision(case.expression, Verb.BLOCK, "Looked at it", int(clock()), "t1")
    change = ruled(case, CaseState.LISTED)
    in_force = decision._replace(expires_at=expires_at)
    return cases.change(replace(change, decisions=(in_force,)))[0]


def test_a_listed_case_stays_closed_only_while_its_block_is_in_force(
    cases: Cases, clock: Clock, redis: Redis
) -> None:
    (case,) = cases.receive(report(clock, "r1"), Personal(), [])
    listed(cases, case, clock, int(clock()) + 60)
    cases.receive(report(clock, "r2", reporter="m2"), Personal(), [])
    assert cases.waiting() == 0
    clock.advance(60)
    cases.receive(report(clock, "r3", reporter="m3"), Personal(), [])
    (again,) = cases.queue(0, 10)
    assert (again.state, again.reporters) == (CaseState.RECEIVED, 3)
    listed(cases, again, clock)
    Decisions(redis, clock).withdraw("scam.example/")
    cases.receive(report(clock, "r4"), Personal(), [])
    assert cases.waiting() == 1


def test_what_is_reported_again_is_heard_by_the_case_it_was_merged_into(
    cases: Cases, clock: Clock
) -> None:
    first, second = cases.receive(report(clock, "r1", SCAM, WALLET), Personal(), [])
    merged = replace(first, state=CaseState.DUPLICATE, merged_into=second.id)
    cases.change(CaseChange(first, merged), ruled(second, CaseState.DECLINED))
    assert cases.waiting() == 0
    cases.receive(report(clock, "r2", reporter="m2"), Personal(), [])
    (heard,) = cases.queue(0, 10)
    assert (heard.id, heard.reporters) == (second.id, 2)


def test_where_somebody_is_held_a_person_looks_again(cases: Cases, clock: Clock) -> None:
    (case,) = cases.receive(report(clock, "r1"), Personal(), [])
    cases.change(ruled(case, CaseState.DECLINED))
    cases.receive(replace(report(clock, "r2"), held=True), Personal(), [])
    (again,) = cases.queue(0, 10)
    assert again.urgent


def test_what_is_kept_of_things_reported_together_has_a_bound(cases: Cases, clock: Clock) -> None:
    long = replace(SCAM, expression=f"scam.example/{'x' * 2000}")
    others = [replace(SCAM, expression=f"s{n}.example/") for n in range(18)]
    for batch in range(4):
        more = [replace(one, expression=f"{batch}{one.expression}") for one in others]
        cases.receive(report(clock, f"r{batch}", SCAM, long, *more), Personal(), [])
    case = cases.get(case_id("scam.example/"))
    assert case is not None
    assert len(case.linked) == 50
    assert long.expression not in case.linked
