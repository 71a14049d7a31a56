"""THE question: which verdict, what is said of it, and that not knowing is never "not listed"."""

from typing import Any

import pytest

from service.check import STALE_SECONDS, Checker
from service.model import Category, Decision, Fact, Severity, Source, Verb
from service.store.drafts import FeedInfo
from service.store.errors import NoGeneration, StoreAway
from tests.conftest import Clock
from tests.helpers.fake_reader import FakeReader

NOW = int(Clock().now)
CHECKED = NOW - 3_600
GASO = FeedInfo("gaso", "Global Anti-Scam Org.", "https://gaso.example", CHECKED, 3, True)
WALLET = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
FACTS = [
    Fact(Severity.BLOCK, Category.INVESTMENT, (Source("gaso", 20_515), Source("gone", 20_400, 1))),
    Fact(Severity.WARN, Category.GAMBLING, (Source("gaso", 20_600),)),
]
ENTRIES = {"scam.example/": 0, "shop.example/casino/": 1, f"bitcoin:{WALLET}": 0}


@pytest.fixture
def reader() -> FakeReader:
    links = {f"bitcoin:{WALLET}": ("scam.example/",)}
    return FakeReader(ENTRIES, FACTS, checked_at=CHECKED, feeds={"gaso": GASO}, links=links)


def ask(reader: FakeReader, *texts: str, clock: Clock | None = None) -> dict[str, Any]:
    checker = Checker(reader, clock or Clock())  # type: ignore[arg-type]  # reads as Reader does
    return checker.check(texts).to_json()


def verdict(reader: FakeReader, text: str) -> dict[str, Any]:
    (found,) = ask(reader, text)["results"]
    assert None not in found.values()
    return found


def decide(reader: FakeReader, expression: str, verb: Verb, **more: Any) -> None:
    made = Decision(expression, verb, "A person looked.", NOW - 60, "ana", **more)
    reader.decisions = {**reader.decisions, expression: made}


@pytest.mark.parametrize(
    ("text", "status", "matched"),
    [
        ("scam.example", "listed", "scam.example/"),
        ("https://www.SCAM.example:8443/a/b?c#d", "listed", "scam.example/"),
        ("hxxp://scam[.]example", "listed", "scam.example/"),
        ("notscam.example", "unknown", None),
        ("http://shop.example/", "unknown", None),
        ("http://shop.example/casino/roulette", "listed", "shop.example/casino/"),
        (f"bitcoin:{WALLET}?amount=1", "listed", f"bitcoin:{WALLET}"),
        (WALLET[:-1] + "b", "invalid", None),
        ("", "invalid", None),
        ("javascript:alert(1)", "invalid", None),
    ],
)
def test_a_text_gets_the_verdict_of_what_it_stands_for(
    reader: FakeReader, text: str, status: str, matched: str | None
) -> None:
    found = verdict(reader, text)
    assert (found["target"], found["status"], found.get("matched")) == (text, status, matched)


def test_a_listed_target_says_by_whom_since_when_and_why(reader: FakeReader) -> None:
    found = verdict(reader, "scam.example")
    assert (found["severity"], found["category"]) == ("block", "investment")
    said = "Reported as a fake investment or trading site by Global Anti-Scam Org. and gone"
    assert found["reason"].startswith(said)
    assert found["reason"].endswith("since 8 November 2025.")
    named, nameless = found["sources"]
    assert named == {
        "id": "gaso",
        "name": "Global Anti-Scam Org.",
        "homepage": "https://gaso.example",
        "first_seen": "2026-03-03T00:00:00Z",
        "last_seen": "2026-11-24T05:00:00Z",
    }
    assert set(nameless) == {"id", "name", "first_seen", "last_seen"}  # a feed we no longer read
    assert found["first_seen"] == "2025-11-08T00:00:00Z"
    assert found["last_confirmed"] == "2026-11-24T05:00:00Z"


def test_what_was_reported_together_is_named(reader: FakeReader) -> None:
    assert verdict(reader, WALLET)["linked"] == ["scam.example/"]
    assert verdict(reader, WALLET)["chain"] == "bitcoin"


def test_what_nobody_reported_has_no_field_of_an_entry(reader: FakeReader) -> None:
    found = verdict(reader, "http://unheard.example/x")
    assert set(found) == {"target", "status", "kind", "canonical"}


def test_a_moderator_outranks_the_feeds(reader: FakeReader) -> None:
    decide(reader, "scam.example/", Verb.ALLOW)
    found = verdict(reader, "https://scam.example/x")
    assert (found["status"], found["reason"]) == ("allowed", "A person looked.")
    assert "severity" not in found


def test_a_moderator_blocks_what_no_feed_lists(reader: FakeReader) -> None:
    decide(reader, "new.example/", Verb.BLOCK, category=Category.JOB_LURE)
    found = verdict(reader, "new.example")
    assert (found["status"], found["category"]) == ("listed", "job-lure")
    assert [source["id"] for source in found["sources"]] == ["moderators"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("http://shop.example/casino/", "listed"),  # a feed's word on the path, the more specific
        ("http://shop.example/other", "allowed"),
        ("http://other.shop.example/", "allowed"),
    ],
)
def test_the_most_specific_expression_decides(reader: FakeReader, text: str, status: str) -> None:
    decide(reader, "shop.example/", Verb.ALLOW)
    assert verdict(reader, text)["status"] == status


def test_many_targets_are_answered_in_order_from_one_trip(reader: FakeReader) -> None:
    texts = ["scam.example", "", "unheard.example", "scam.example"]
    found = ask(reader, *texts)["results"]
    assert [one["target"] for one in found] == texts
    assert [one["status"] for one in found] == ["listed", "invalid", "unknown", "listed"]
    assert reader.trips == 1


def test_the_answer_says_how_old_the_list_is(reader: FakeReader) -> None:
    clock = Clock(float(CHECKED + STALE_SECONDS))
    first = ask(reader, "scam.example", clock=clock)["generation"]
    assert (first["age_seconds"], first["stale"]) == (STALE_SECONDS, False)
    clock.advance(1)
    assert ask(reader, "scam.example", clock=clock)["generation"]["stale"] is True
    assert "from_snapshot" not in first
    reader.from_snapshot = True
    assert ask(reader, "scam.example")["generation"]["from_snapshot"] is True


def test_a_clock_that_was_set_back_makes_no_list_younger_than_now(reader: FakeReader) -> None:
    assert ask(reader, "x.example", clock=Clock(0.0))["generation"]["age_seconds"] == 0


@pytest.mark.parametrize("trouble", [StoreAway("Redis is away"), NoGeneration("nothing yet")])
def test_that_we_could_not_look_is_no_verdict(reader: FakeReader, trouble: Exception) -> None:
    reader.trouble = trouble  # type: ignore[assignment]
    with pytest.raises(type(trouble)):
        ask(reader, "scam.example")


def test_what_nobody_has_checked_only_warns_and_says_so(reader: FakeReader) -> None:
    decide(reader, "new.example/", Verb.BLOCK, category=Category.JOB_LURE, unchecked=True)
    found = verdict(reader, "new.example")
    assert (found["status"], found["severity"], found["unchecked"]) == ("listed", "warn", True)
    assert found["reason"].startswith("Reported as a false job offer by Mynah's volunteers; known")
    assert found["reason"].endswith(" Reported, not yet checked.")
    assert [source["id"] for source in found["sources"]] == ["volunteers"]


def test_what_nobody_has_checked_leaves_a_feeds_word_as_it_is(reader: FakeReader) -> None:
    before = verdict(reader, "scam.example")
    decide(reader, "scam.example/", Verb.BLOCK, unchecked=True)
    assert verdict(reader, "scam.example") == before
    assert "unchecked" not in before


@pytest.mark.parametrize("ours", ["moderators", "volunteers"])
def test_a_list_made_under_a_decision_that_is_over_says_what_feeds_say(ours: str) -> None:
    facts = [
        Fact(Severity.BLOCK, Category.SHOP, (Source(ours, 20_700),)),
        Fact(Severity.BLOCK, Category.SHOP, (Source("gaso", 20_600), Source(ours, 20_700))),
    ]
    entries = {"alone.example/": 0, "both.example/": 1}
    reader = FakeReader(entries, facts, checked_at=CHECKED, feeds={"gaso": GASO})
    assert verdict(reader, "alone.example")["status"] == "unknown"
    assert [source["id"] for source in verdict(reader, "both.example")["sources"]] == ["gaso"]
