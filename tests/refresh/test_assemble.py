"""From all files' claims to the list."""

from collections.abc import Mapping

from service.model import Category, Claim, Confidence, Decision, Held, Severity, Source, Verb
from service.refresh.assemble import Assembled, Assembly
from service.refresh.guards import Guard, GuardData, Reason
from tests.helpers.feeds import feed_of, file_of

TODAY = 20_781
NOW = Claim(TODAY)
TOKEN = "evm:0xtoken"
GUARD = Guard(
    GuardData(
        bare={"popular.com": Reason.TOP_SITE, "pages.dev": Reason.SHARED_HOST},
        zones={"popular.com": Reason.BELOW_TOP_SITE, "pages.dev": None},
        wallets={TOKEN: Reason.TOKEN_CONTRACT},
        canaries=frozenset({"precious.com/"}),
    )
)


def listed(
    claims: Mapping[str, Claim], *decisions: Decision, exceptions: tuple[str, ...] = ()
) -> Assembled:
    """The list that one feed's claims make."""
    feed = feed_of()
    assembly = Assembly(GUARD, TODAY)
    assembly.add(feed, feed.files[0], claims, exceptions=exceptions)
    return assembly.finish(decisions)


def decision(expression: str, verb: Verb) -> Decision:
    return Decision(expression, verb, "looked at it", TODAY * 86_400, "m")


def test_entries_said_by_the_same_voices_share_a_fact() -> None:
    one, two = feed_of("one"), feed_of("two")
    assembly = Assembly(GUARD, TODAY)
    assembly.add(one, one.files[0], {"a.com/": NOW, "b.com/": NOW, "c.com/": NOW})
    assembly.add(two, two.files[0], {"b.com/": NOW, "c.com/": NOW, "d.com/": NOW})
    result = assembly.finish([])
    assert set(result.entries) == {"a.com/", "b.com/", "c.com/", "d.com/"}
    assert result.entries["b.com/"] == result.entries["c.com/"]
    assert len(result.facts) == 3
    both = result.facts[result.entries["b.com/"]]
    assert both.sources == (Source("one", TODAY), Source("two", TODAY))
    assert result.listed == {"one": 3, "two": 3}


def test_what_a_listed_site_calls_itself_is_kept_and_makes_no_other_fact() -> None:
    named = {"a.com/": Claim(TODAY, presents_as="Gate.io"), "b.com/": NOW}
    result = listed(named | {"popular.com/": Claim(TODAY, presents_as="Popular")})
    assert result.names == {"a.com/": "Gate.io"}
    assert len(result.facts) == 1


def test_what_a_guard_holds_is_listed_with_its_reason_for_every_feed() -> None:
    one, two = feed_of("one"), feed_of("two")
    assembly = Assembly(GUARD, TODAY)
    assembly.add(one, one.files[0], {"popular.com/": NOW, "a.com/": NOW})
    assembly.add(two, two.files[0], {"popular.com/": NOW, "x.popular.com/": NOW})
    result = assembly.finish([])
    assert set(result.entries) == {"a.com/"}
    assert sorted(result.held) == [
        Held("popular.com/", "one", "top-site"),
        Held("popular.com/", "two", "top-site"),
        Held("x.popular.com/", "two", "below-top-site"),
    ]


def test_a_feeds_exception_holds_only_its_own_entries() -> None:
    one, two = feed_of("one"), feed_of("two")
    assembly = Assembly(GUARD, TODAY)
    assembly.add(one, one.files[0], {"a.com/": NOW, "b.a.com/": NOW}, exceptions=["a.com/"])
    assembly.add(two, two.files[0], {"a.com/": NOW})
    result = assembly.finish([])
    assert set(result.entries) == {"a.com/"}
    assert sorted(result.held) == [
        Held("a.com/", "one", "feed-exception"),
        Held("b.a.com/", "one", "feed-exception"),
    ]
    assert result.facts[0].sources == (Source("two", TODAY),)


def test_an_exception_for_a_platform_spares_none_of_its_customers() -> None:
    result = listed({"pages.dev/": NOW, "evil.pages.dev/": NOW}, exceptions=("pages.dev/",))
    assert set(result.entries) == {"evil.pages.dev/"}


def test_a_claim_that_ran_out_is_not_listed_and_the_next_end_is_known() -> None:
    claims = {
        "over.com/": Claim(20_000, TODAY - 30),
        "going.com/": Claim(20_000, TODAY - 10),
        "here.com/": NOW,
    }
    result = listed(claims)
    assert set(result.entries) == {"going.com/", "here.com/"}
    assert result.next_expiry == TODAY + 20


def test_a_days_own_file_is_that_days_word_and_expires() -> None:
    file = file_of(once=True)
    feed = feed_of("a-feed", file)
    assembly = Assembly(GUARD, TODAY)
    assembly.add(feed, file, {"old.com/": Claim(TODAY - 30), "new.com/": Claim(TODAY - 29)})
    result = assembly.finish([])
    assert set(result.entries) == {"new.com/"}
    assert result.next_expiry == TODAY + 1


def test_another_files_dates_say_when_an_entry_was_first_seen() -> None:
    feed = feed_of()
    assembly = Assembly(GUARD, TODAY)
    dates = {"a.com/": 20_000, "b.com/": TODAY + 9, "unlisted.com/": 1}
    assembly.add(feed, feed.files[0], {"a.com/": NOW, "b.com/": NOW}, dates=dates)
    result = assembly.finish([])
    seen = {text: result.facts[n].sources[0].first_seen for text, n in result.entries.items()}
    assert seen == {"a.com/": 20_000, "b.com/": TODAY}


def test_a_decision_to_allow_takes_a_host_and_its_www_twin_out_but_nothing_below() -> None:
    claims = {"a.com/": NOW, "x.a.com/": NOW, "a.com/login": NOW}
    result = listed(claims, decision("www.a.com/", Verb.ALLOW))
    assert set(result.entries) == {"x.a.com/", "a.com/login"}


def test_a_decision_to_block_outranks_a_guard_and_settles_the_case() -> None:
    result = listed({"popular.com/": NOW}, decision("popular.com/", Verb.BLOCK))
    fact = result.facts[result.entries["popular.com/"]]
    assert fact.severity is Severity.BLOCK
    assert [source.feed for source in fact.sources] == ["moderators"]
    assert result.held == []


def test_a_decision_to_block_adds_the_moderators_to_the_sources() -> None:
    result = listed({"a.com/": NOW}, decision("a.com/", Verb.BLOCK))
    fact = result.facts[result.entries["a.com/"]]
    assert [source.feed for source in fact.sources] == ["a-feed", "moderators"]


def test_no_decision_lists_a_canary() -> None:
    result = listed({"a.com/": NOW}, decision("precious.com/", Verb.BLOCK))
    assert set(result.entries) == {"a.com/"}
    assert result.held == [Held("precious.com/", "moderators", "canary")]


def test_links_lead_both_ways_but_never_to_what_is_held() -> None:
    wallet = "evm:0xbad"
    claims = {
        "drain.com/": NOW._replace(links=(wallet, TOKEN, "evm:0xunlisted")),
        wallet: NOW,
        TOKEN: NOW._replace(links=("drain.com/",)),
    }
    result = listed(claims)
    assert set(result.entries) == {"drain.com/", wallet}
    assert result.links == {
        "drain.com/": (wallet, "evm:0xunlisted"),
        wallet: ("drain.com/",),
    }


def test_a_files_own_confidence_and_category_hold_for_its_entries() -> None:
    low = file_of(path="low.txt", confidence=Confidence.LOW, category=Category.SCAM)
    feed = feed_of("a-feed", low)
    assembly = Assembly(GUARD, TODAY)
    assembly.add(feed, low, {"a.com/": NOW, "b.com/": NOW._replace(category=Category.SHOP)})
    result = assembly.finish([])
    facts = {text: result.facts[n] for text, n in result.entries.items()}
    assert facts["a.com/"].severity is Severity.WARN
    assert [facts[text].category for text in ("a.com/", "b.com/")] == [Category.SCAM, Category.SHOP]


def unchecked(expression: str) -> Decision:
    return decision(expression, Verb.BLOCK)._replace(unchecked=True)


def test_what_no_moderator_has_checked_is_listed_to_warn() -> None:
    result = listed({"a.com/": NOW}, unchecked("new.com/"))
    fact = result.facts[result.entries["new.com/"]]
    assert (fact.severity, fact.sources) == (Severity.WARN, (Source("volunteers", TODAY),))


def test_what_no_moderator_has_checked_outranks_neither_feed_nor_guard() -> None:
    result = listed(
        {"a.com/": NOW, "popular.com/": NOW}, *map(unchecked, ["a.com/", "popular.com/"])
    )
    fact = result.facts[result.entries["a.com/"]]
    assert (fact.severity, [s.feed for s in fact.sources]) == (Severity.BLOCK, ["a-feed"])
    assert set(result.entries) == {"a.com/"}
    assert result.held == [
        Held("popular.com/", "a-feed", "top-site"),
        Held("popular.com/", "volunteers", "top-site"),
    ]
