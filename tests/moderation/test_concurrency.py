"""Many moderators at once: exactly one ruling on a case wins, and the others are told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from service.casework import Action, Declined, Ruling, Token
from service.lists.chain import verify
from service.moderation.bulk import Fate, rule_each
from service.services import Services
from service.store.cases import Changed
from tests.helpers.casefile import SITE, CaseFile

AT_ONCE = 8


def test_of_rulings_at_once_exactly_one_wins(
    file: CaseFile, ann: Token, ben: Token, services: Services
) -> None:
    vera = file.volunteer("Vera", accepted=0)
    rulings = [
        Ruling(Action.BLOCK, "A false exchange"),
        Ruling(Action.ALLOW, "It is licensed"),
        Ruling(Action.DECLINE, declined=Declined.FALSE_REPORT),
        Ruling(Action.ASK, "Which app?"),
    ]
    for round_ in range(10):
        case = file.report(f"profit-{round_}.com/", token=vera)
        gate = Barrier(AT_ONCE)

        def rule(number: int, case=case, gate=gate) -> bool:  # type: ignore[no-untyped-def]
            gate.wait()
            try:
                file.desk.rule(case, rulings[number % len(rulings)], (ann, ben)[number % 2])
            except Changed:
                return False
            return True

        with ThreadPoolExecutor(AT_ONCE) as pool:
            assert sum(pool.map(rule, range(AT_ONCE))) == 1
        after = file.case(case.expression)
        assert len(after.steps) == 1
        assert after.version == case.version + 1
    decided = file.parts.decisions.all()
    assert verify(services.log.every())[0] == len(decided)
    accepted, declined, strikes = file.record(vera)
    cases = [file.case(f"profit-{n}.com/") for n in range(10)]
    actions = [case.steps[0].ruling.action for case in cases]
    assert accepted == actions.count(Action.BLOCK)
    assert declined == actions.count(Action.ALLOW) + actions.count(Action.DECLINE)
    assert strikes == actions.count(Action.DECLINE)


def test_a_replayed_ruling_does_nothing_twice(file: CaseFile, ann: Token) -> None:
    case = file.report()
    ruling = Ruling(Action.BLOCK, "A false exchange")
    file.desk.rule(case, ruling, ann)
    results = rule_each(file.desk, [(case.id, case.version)] * 3, lambda _: ruling, ann)
    assert [result.fate for result in results] == [Fate.CHANGED] * 3
    assert len(file.case(SITE).steps) == 1


def test_in_bulk_each_item_is_decided_on_its_own(file: CaseFile, ann: Token) -> None:
    plain, guarded, canary = (file.report(text) for text in (SITE, "nytimes.com/", "google.com/"))
    changed = file.report("a-b-c.com/")
    file.report("a-b-c.com/")
    items = [(case.id, case.version) for case in (plain, guarded, canary, changed)]
    results = rule_each(
        file.desk, [*items, ("none", 1)], lambda _: Ruling(Action.BLOCK, "A false exchange"), ann
    )
    assert [result.fate for result in results] == [
        *(Fate.DONE, Fate.PROPOSED, Fate.REFUSED, Fate.CHANGED, Fate.CHANGED)
    ]
    assert set(file.parts.decisions.all()) == {SITE}
