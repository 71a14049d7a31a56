"""Reports, appeals and rulings that follow from their refs alone: whoever knows a ref can tell
whether what is stored under it is whole.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable

from redis import Redis

from service.casework import (
    Action,
    Appeal,
    Appellant,
    Case,
    CaseState,
    Channel,
    Loss,
    Personal,
    Report,
    ReportTarget,
    Ruling,
    Step,
)
from service.lists import chain
from service.model import Category, Decision, Kind, Verb
from service.store import coding, keys
from service.store.appeals import Appeals
from service.store.cases import CaseChange, Cases, case_id
from service.store.decisions import Decisions
from service.store.filing import place_of
from service.store.log import Log
from service.store.tokens import Tokens

HOSTS = 40
NOW = 1_795_500_000


def host(number: int) -> ReportTarget:
    """One of the few sites that all reports are about, so that writers meet."""
    name = f"scam{number}.example"
    return ReportTarget(Kind.HOST, name, f"{name}/")


def report_of(ref: str) -> Report:
    """The report of this ref: one to three targets, up to two images."""
    dice = random.Random(ref)
    return Report(
        ref=ref,
        received_at=NOW,
        targets=tuple(host(n) for n in dice.sample(range(HOSTS), dice.randint(1, 3))),
        category=dice.choice(list(Category)),
        language="km",
        reporter=f"mark-{dice.randrange(1000)}",
        channel=dice.choice(list(Channel)),
        loss=Loss("1200.50", "USDT"),
        held=dice.random() < 0.1,
        images=dice.randint(0, 2),
    )


def personal_of(ref: str) -> Personal:
    """What is personal in the report or appeal of this ref."""
    return Personal(f"They took all I had: {ref} ប្រាក់", f"{ref}@mail.example", ("hxxp://scam",))


def images_of(ref: str) -> list[bytes]:
    """The images of the report of this ref."""
    dice = random.Random(ref + "images")
    return [dice.randbytes(dice.randint(2_000, 20_000)) for _ in range(report_of(ref).images)]


def appeal_of(ref: str) -> Appeal:
    """The appeal of this ref."""
    target = host(random.Random(ref).randrange(HOSTS))
    case = case_id(target.expression)
    return Appeal(ref, NOW, target, Appellant.OWNER, "en", case, code=f"code-{ref}")


def rule(cases: Cases, case: Case, ref: str) -> Case:
    """Block what the case is about; `ref` is the reason, by which it is found again."""
    ruling = Ruling(Action.BLOCK, ref, case.expression)
    step = Step(NOW, "token", ruling, case.standing)
    after = coding.load(Case, coding.dump(case))
    after = Case(**{**vars(after), "state": CaseState.LISTED, "steps": (*case.steps, step)})
    decision = Decision(case.expression, Verb.BLOCK, ref, NOW, "token", role="moderator")
    (changed,) = cases.change(CaseChange(case, after, (decision,)))
    return changed


def missing(client: Redis, acknowledged: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was acknowledged, as what and under which ref, and is not there whole."""
    cases, appeals = Cases(client, lambda: NOW), Appeals(client, lambda: NOW)
    rulings = Counter(line["reason"] for line in Log(client).every())
    names = {token.name for token in Tokens(client, lambda: NOW).all()}
    there = {
        "report": lambda ref: cases.report(ref) == report_of(ref) and is_whole(client, ref),
        "appeal": lambda ref: (
            appeals.get(ref) == appeal_of(ref) and cases.personal(ref) == personal_of(ref)
        ),
        "ruling": lambda ref: rulings[ref] == 1,
        "token": lambda ref: ref in names,
    }
    return [(what, ref) for what, ref in acknowledged if not there[what](ref)]


def is_whole(client: Redis, ref: str) -> bool:
    """Whether all that belongs to a report is there, and each of its cases lists it."""
    cases, images, place = Cases(client, lambda: NOW), images_of(ref), place_of(report_of(ref))
    ids = [case_id(target.expression) for target in report_of(ref).targets]
    return (
        cases.personal(ref) == personal_of(ref)
        and [cases.image(ref, number) for number in range(len(images))] == images
        and len(cases.many(ids)) == len(ids)
        and None not in client.zmscore(keys.FILED, [f"{id} {place}" for id in ids])
    )


def assert_nothing_is_half_there(client: Redis) -> None:
    """Every key belongs to something that is there whole, acknowledged or not."""
    cases = Cases(client, lambda: NOW)
    indexed = {name: refs(client, name) for name in (keys.REPORTS, keys.APPEALS, keys.CASES)}
    stored: defaultdict[str, set[str]] = defaultdict(set)
    for key in client.scan_iter(keys.DESK + "*", count=1000):
        kind, _, rest = key.decode().removeprefix(keys.DESK).partition(":")
        stored[kind].add(rest)
    assert stored["report"] == indexed[keys.REPORTS]
    assert stored["appeal"] == indexed[keys.APPEALS]
    assert stored["case"] == indexed[keys.CASES]
    assert stored["personal"] == indexed[keys.REPORTS] | indexed[keys.APPEALS]
    assert all(is_whole(client, ref) for ref in indexed[keys.REPORTS])
    every = cases.many(sorted(indexed[keys.CASES]))
    assert {case.id for case in every if case.state.is_open} == refs(client, keys.QUEUE)
    assert {ref for case in every for ref in case.appeals} == indexed[keys.APPEALS]
    assert_the_numbers_are_those_of_the_indexes(client, every, indexed[keys.REPORTS])
    assert_each_ruling_is_decided_and_logged(client, every)


def assert_the_numbers_are_those_of_the_indexes(
    client: Redis, every: list[Case], reports: set[str]
) -> None:
    """What a case says of how many reports and reporters it has, and which those are."""
    filed = [text.partition(" ") for text in refs(client, keys.FILED)]
    assert Counter(id for id, _, _ in filed) == {c.id: c.reports for c in every if c.reports}
    assert {place.partition(".")[2] for _, _, place in filed} == reports
    counted = Counter(one.decode().partition(" ")[0] for one in client.smembers(keys.REPORTERS))
    assert counted == {case.id: case.reporters for case in every if case.reporters}


def assert_each_ruling_is_decided_and_logged(client: Redis, every: list[Case]) -> None:
    """A step of a case, the decision and the line in the log: all three or none."""
    lines = list(Log(client).every())
    chain.verify(lines)
    steps = Counter(step.ruling.reason for case in every for step in case.steps)
    assert steps == Counter(line["reason"] for line in lines)
    last = {line["expression"]: line["reason"] for line in lines}
    decided = Decisions(client, lambda: NOW).all()
    assert {expression: decision.reason for expression, decision in decided.items()} == last


def refs(client: Redis, index: str) -> set[str]:
    """The refs or ids in a sorted set."""
    return {ref.decode() for ref in client.zrange(index, 0, -1)}
