"""An ad blocker's engine that is not ours decides on our rules as `/v1/check` does."""

import random

import pytest
from adblock import Engine, FilterSet
from redis import Redis

from service.check import Checker, Verdict
from service.exports.choice import Chosen
from service.exports.formats import FORMATS
from service.model import Decision, Severity, Verb
from service.services import Services
from service.store.decisions import Decisions
from service.store.drafts import Draft
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.exported import ALLOWED, BLOCK, HOSTILE, LISTED, PLAIN, edition, text
from tests.helpers.generations import publisher

SAMPLE = 4000


def engine(rules: str) -> Engine:
    filters = FilterSet()
    filters.add_filter_list(rules)
    return Engine(filters)


def blocks(made: Engine, host: str) -> bool:
    """Whether a visit of a page there, or a request to it from another site, is stopped."""
    url = f"https://{host}/page?x=1"
    found = made.check_network_urls(url, "https://reader.example.org/", "image")
    return bool(found.matched)


def test_hostile_names_make_no_rule_for_anything_else() -> None:
    made = engine(text("adblock.txt", edition(PLAIN | dict.fromkeys(HOSTILE, BLOCK), ALLOWED)))
    for host in LISTED:
        assert blocks(made, host)
        assert blocks(made, f"login.{host}")
    for host in ("bad.example", "x.bad.example", "example", "example.org", "good.scam.example"):
        assert not blocks(made, host)


def hosts(seed: int) -> list[str]:
    """Names that lie above, below and beside one another."""
    chance = random.Random(seed)
    names = ["".join(chance.choices("abcdefgh-0123", k=chance.randint(1, 9))) for _ in range(400)]
    names = [f"x{name}x" for name in names]
    made = set()
    while len(made) < SAMPLE:
        made.add(".".join(chance.choices(names, k=chance.randint(1, 3))) + ".com")
    return sorted(made)


@pytest.fixture
def decided(redis: Redis, clock: Clock, services: Services) -> Services:
    """A list of half of the names, with a third of the others allowed; a third of it only warns."""
    listed, allowed = hosts(1)[::2], hosts(1)[1::6]
    decisions = Decisions(redis, clock)
    for host in allowed[:60]:
        decisions.decide(Decision(f"{host}/", Verb.ALLOW, "fine", int(clock()), "ann"))
    clock.advance(60)
    generations, lock = publisher(redis, clock)
    entries = {f"{host}/": int(number % 3 == 0) for number, host in enumerate(listed)}
    entries |= {f"deep.{host}/": 0 for host in allowed[:60]}
    made = tuple(f"{host}/" for host in allowed[:60])
    generations.publish(
        Draft(generations.next_id(), int(clock()), entries, web_service.FACTS, allowed=made), lock
    )
    return services


def is_severe(checker: Checker, verdict: Verdict) -> bool:
    """Whether a browser gets a full page. What only warns below a site that blocks is not asked
    about: the site's rule covers it, in browsers too (service/lists/texts.py).
    """
    if verdict.fact is None or verdict.matched is None:
        return False
    if verdict.fact.severity is Severity.BLOCK:
        return True
    parent = verdict.matched[:-1].partition(".")[2]
    return "." in parent and is_severe(checker, checker.check([parent]).verdicts[0])


def test_the_engine_decides_as_a_check_does(decided: Services) -> None:
    edition = decided.edition(decided.generations.pointer())
    rules = b"".join(FORMATS["adblock.txt"].export(edition, Chosen())).decode()
    assert rules.count("@@||") > 0
    assert rules.count("$important") > 0
    made = engine(rules)
    deep = [f"deep.{host}" for host in hosts(1)[1::6][:60]]
    asked = [*deep, *hosts(1), *(f"login.{host}" for host in hosts(1)[:2000]), *hosts(2)[:1000]]
    severe = {}
    for start in range(0, len(asked), 100):
        part = asked[start : start + 100]
        verdicts = decided.checker.check(part).verdicts
        for host, verdict in zip(part, verdicts, strict=True):
            severe[host] = is_severe(decided.checker, verdict)
    assert len(asked) * 0.1 < sum(severe.values()) < len(asked) * 0.9
    assert [host for host in asked if blocks(made, host) != severe[host]] == []
