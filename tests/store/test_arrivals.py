"""When entries came to the list: kept while nothing is said anew, moved when something is."""

from dataclasses import replace

from redis import Redis

from service.model import Category, Fact, Severity, Source
from service.store import entries, keys, register
from service.store.drafts import FeedInfo
from service.store.generations import Generations
from service.store.lock import Lock
from tests.conftest import Clock
from tests.helpers.generations import draft, publisher

OPEN = FeedInfo("one", "One", "https://one.example", 0, 1, True)
SHUT = FeedInfo("shut", "Shut", "https://shut.example", 0, 1, False)
FACT = Fact(Severity.BLOCK, Category.INVESTMENT, (Source("one", 20_000),))


def publish(
    generations: Generations, lock: Lock, facts: dict[str, Fact], shut: FeedInfo = SHUT
) -> str:
    """Publish these entries, each with a fact of its own."""
    made = replace(
        draft(generations),
        entries={text: number for number, text in enumerate(facts)},
        facts=[*facts.values()],
        links={},
        feeds={"one": OPEN, "shut": shut},
    )
    generations.publish(made, lock)
    return made.id


def came(generations: Generations, generation: str) -> dict[str, str]:
    rows = generations.dated_entries(generation)
    return {text: register.id_at(at) for text, _, at in rows}


def test_what_stays_as_it_was_keeps_its_time(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    first = publish(generations, lock, {"b/": FACT, "d/": FACT, "gone/": FACT})
    clock.advance(600)
    second = publish(generations, lock, {"a/": FACT, "b/": FACT, "c/": FACT, "d/": FACT})
    assert came(generations, second) == {"a/": second, "b/": first, "c/": second, "d/": first}


def test_what_is_said_otherwise_counts_as_new(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    more = (Source("one", 20_000), Source("shut", 20_001))
    first = publish(generations, lock, {"a/": FACT, "b/": FACT})
    clock.advance(600)
    warned = FACT._replace(severity=Severity.WARN)
    second = publish(generations, lock, {"a/": warned, "b/": FACT._replace(sources=more)})
    assert came(generations, second) == {"a/": second, "b/": first}  # nobody may hear of `shut`
    clock.advance(600)
    facts = {"a/": warned, "b/": FACT._replace(sources=more)}
    third = publish(generations, lock, facts, SHUT._replace(redistribute=True))
    assert came(generations, third) == {"a/": second, "b/": third}


def test_links_count_too(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    made = draft(generations)
    generations.publish(made, lock)
    clock.advance(60)
    again = replace(made, id=generations.next_id(), links={})
    generations.publish(again, lock)
    changed = {text for text, at in came(generations, again.id).items() if at == again.id}
    assert changed == set(made.links)


def test_a_list_of_an_older_version_came_as_a_whole(redis: Redis, clock: Clock) -> None:
    generations, lock = publisher(redis, clock)
    old = publish(generations, lock, {"a/": FACT})
    redis.hset(keys.entries(old), "0", entries._pack([["a/"], [0]]))
    assert came(generations, old) == {"a/": old}
    clock.advance(600)
    new = publish(generations, lock, {"a/": FACT, "b/": FACT})
    assert came(generations, new) == {"a/": old, "b/": new}
    redis.delete(keys.entries(new))
    clock.advance(600)
    last = publish(generations, lock, {"a/": FACT})
    assert came(generations, last) == {"a/": last}
