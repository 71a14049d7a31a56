"""What may never be listed, with the lists that are packaged."""

from dataclasses import replace
from importlib.resources import files

import pytest

from service.feeds.catalogue import Guards
from service.names.domains import above_public_suffixes
from service.names.hosts import canonical_host
from service.refresh.guarddata import build, canaries, lines_of, packaged_wallets
from service.refresh.guards import Guard, GuardData, Reason
from service.wallets import recognise

R = Reason
HOST_LISTS = (
    "banks.txt",
    "closed.txt",
    "infrastructure.txt",
    "path-required.txt",
    "payments.txt",
    "platforms.txt",
    "shorteners.txt",
    "top-sites.txt",
    "vendors.txt",
)
EXCHANGE = "evm:0x" + "28" * 20


@pytest.fixture(scope="module")
def guard() -> Guard:
    """The packaged lists, and no guard feed at all."""
    return Guard(build({}))


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("google.com/", R.SHARED_HOST),
        ("mozilla.org/", R.TOP_SITE),
        ("com/", R.PUBLIC_SUFFIX),
        ("co.uk/", R.PUBLIC_SUFFIX),
        ("uk.com/", R.PUBLIC_SUFFIX),
        ("mycrypto.ck/", R.PUBLIC_SUFFIX),
        ("pages.dev/", R.SHARED_HOST),
        ("webflow.io/", R.SHARED_HOST),
        ("amazonaws.com/", R.SHARED_HOST),
        ("s3.us-east-2.amazonaws.com/", R.PUBLIC_SUFFIX),
        ("sites.google.com/", R.SHARED_HOST),
        ("t.me/", R.SHARED_HOST),
        ("bit.ly/", R.SHORTENER),
        ("is.gd/", R.SHORTENER),
        ("support.apple.com/", R.BELOW_TOP_SITE),
        ("arf.berkeley.edu/", R.BELOW_TOP_SITE),
        ("metamask.io/", R.VENDOR),
        ("portfolio.metamask.io/", R.VENDOR),
        ("etherscan.io/token/0x1", R.VENDOR),
        ("hsbc.com.cn/", R.VENDOR),
        ("google.com/index.html", R.WHOLE_SECTION),
        ("docs.google.com/forms/", R.WHOLE_SECTION),
        ("youtube.com/watch", R.WHOLE_SECTION),
        ("apps.apple.com/tw/app/", R.WHOLE_SECTION),
        ("support.apple.com/en-us/", R.WHOLE_SECTION),
        ("127.0.0.1/", R.RESERVED),
        ("10.1.2.3/x", R.RESERVED),
        ("169.254.169.254/", R.RESERVED),
        ("224.0.0.1/", R.RESERVED),
        ("[::1]/", R.RESERVED),
        ("[fe80::1]/", R.RESERVED),
        ("[::7f00:1]/", R.RESERVED),
        ("[::808:808]/", R.RESERVED),
        ("[::ffff:7f00:1]/", R.RESERVED),
        ("[64:ff9b::7f00:1]/", R.RESERVED),
        ("[2002:7f00:1::]/", R.RESERVED),
        ("[2002:a00:1::1]/", R.RESERVED),
        ("192.88.99.1/", R.RESERVED),
        ("1.1.1.1/", R.INFRASTRUCTURE),
        ("8.8.8.8/", R.INFRASTRUCTURE),
        ("8.8.4.4/", R.INFRASTRUCTURE),
        ("9.9.9.9/", R.INFRASTRUCTURE),
        ("[2606:4700:4700::1111]/", R.INFRASTRUCTURE),
        ("fonts.googleapis.com/", R.INFRASTRUCTURE),
        ("1.1.1.1/dns-query", R.WHOLE_SECTION),
        ("localhost/", R.RESERVED),
        ("router.local/", R.RESERVED),
        ("shop.test/", R.RESERVED),
        ("example.com/", R.RESERVED),
        ("shop.example.net/", R.RESERVED),
        ("evm:0x0000000000000000000000000000000000000000", R.ZERO_ADDRESS),
        ("evm:0x000000000000000000000000000000000000dead", R.ZERO_ADDRESS),
        ("evm:0xdac17f958d2ee523a2206206994597c13d831ec7", R.TOKEN_CONTRACT),
        ("tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", R.TOKEN_CONTRACT),
    ],
)
def test_what_many_people_need_is_held_with_its_reason(
    guard: Guard, expression: str, reason: Reason
) -> None:
    assert guard.hold(expression) is reason


@pytest.mark.parametrize(
    "expression",
    [
        "scam.com/",
        "support-apple.com/",
        "metamask.io.scam.com/",
        "evil.github.io/",
        "evil.pages.dev/",
        "evil.blogspot.com/",
        "louph.qufewec.yi.org/",
        "evil.000webhostapp.com/",
        "bucket.s3.us-east-2.amazonaws.com/",
        "s3.us-east-2.amazonaws.com/bucket/page.html",
        "sites.google.com/view/hoadondo",
        "docs.google.com/forms/d/e/1FAIpQLSdHsv8TF6x0",
        "youtube.com/watch?v=4xhq00cymQM",
        "t.me/UniAirdropV2_bot",
        "bit.ly/3xYz",
        "facebook.com/wceiclub",
        "apps.apple.com/us/app/bookvietjet/id1346969467",
        "8.8.8.9/",
        "[2606:4700:10::6816:1]/",
        "xn--mgbh0fb.xn--kgbechtv.com/",
        "evm:0x" + "ab" * 20,
    ],
)
def test_what_only_a_scammer_needs_is_let_pass(guard: Guard, expression: str) -> None:
    assert guard.hold(expression) is None


def test_every_name_above_a_public_suffix_is_held(guard: Guard) -> None:
    names = {name for name in above_public_suffixes() if "." in name}
    assert len(names) > 700
    assert {"us-west-1.amazonaws.com", "prod.fastly.net", "nordland.no", "render.com"} <= names
    assert [name for name in sorted(names) if guard.hold(f"{name}/") is None] == []
    without_lists = Guard(GuardData())
    assert {without_lists.hold(f"{name}/") for name in names} == {R.PUBLIC_SUFFIX}


@pytest.mark.parametrize("name", HOST_LISTS)
def test_every_name_above_a_packaged_host_is_held_with_it(guard: Guard, name: str) -> None:
    above = {h.partition(".")[2] for h in lines_of(name) if h[0] != "[" and not h[-1].isdigit()}
    assert [h for h in sorted(above) if "." in h and guard.hold(f"{h}/") is None] == []


def test_the_parents_of_what_a_guard_feed_names_are_held() -> None:
    kinds = (Guards.TOP_SITE, Guards.VENDOR, Guards.SHARED_HOST, Guards.SHORTENER)
    for kind in kinds:
        fed = Guard(build({kind: ["a.deep.name.zone/"]}))
        assert fed.hold("name.zone/") is not None
        assert fed.hold("deep.name.zone/") is not None
        assert fed.hold("other.name.zone/") is None


def test_an_old_bitcoin_address_is_guarded_on_every_chain_that_has_it() -> None:
    burnt = "1BitcoinEaterAddressDontSendf59kuE"
    exchange = "34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo"
    guard = Guard(build({Guards.EXCHANGE_WALLET: [f"bitcoin:{exchange}"]}))
    for address, reason in ((burnt, R.ZERO_ADDRESS), (exchange, R.EXCHANGE_WALLET)):
        forms = [f"{chain}:{text}" for chain, text in recognise(address)]
        assert len(forms) > 1
        assert {guard.hold(form) for form in forms} == {reason}


def test_where_names_stand_is_said_of_hosts_that_are_guarded(guard: Guard) -> None:
    hosts = {line.partition("/")[0] for line in lines_of("owners.txt")}
    assert [host for host in sorted(hosts) if guard.hold(f"{host}/") is None] == []


@pytest.mark.parametrize("name", [*HOST_LISTS, "owners.txt"])
def test_a_packaged_host_is_in_canonical_form_and_there_once(name: str) -> None:
    lines = lines_of(name)
    assert len(lines) == len(set(lines))
    hosts = {line.partition("/")[0] for line in lines}
    assert [host for host in sorted(hosts) if canonical_host(host) != host] == []


def test_the_parent_of_a_top_site_is_held_with_it() -> None:
    guard = Guard(build({Guards.TOP_SITE: ["play.popular.zone/"]}))
    assert guard.hold("popular.zone/") is R.TOP_SITE
    assert guard.hold("other.popular.zone/") is None


def test_a_guard_feed_adds_to_what_is_packaged() -> None:
    guard = Guard(
        build(
            {
                Guards.TOP_SITE: ["popular.zone/"],
                Guards.SHARED_HOST: ["free-names.zone/", "popular.zone/"],
                Guards.SHORTENER: ["s.zone/"],
                Guards.VENDOR: ["wallet.zone/"],
                Guards.EXCHANGE_WALLET: [EXCHANGE],
            }
        )
    )
    held = {
        "popular.zone/": R.SHARED_HOST,
        "free-names.zone/": R.SHARED_HOST,
        "s.zone/": R.SHORTENER,
        "wallet.zone/": R.VENDOR,
        "pay.wallet.zone/": R.VENDOR,
        EXCHANGE: R.EXCHANGE_WALLET,
        "etherscan.io/": R.VENDOR,
    }
    assert {text: guard.hold(text) for text in held} == held
    passed = ("a.popular.zone/", "a.free-names.zone/", "s.zone/x1", "wallet.zone/fake-page")
    assert [guard.hold(text) for text in passed] == [None] * 4


@pytest.mark.parametrize("host", ["google.com", "apple.com", "github.com", "berkeley.edu"])
def test_a_poisoned_guard_feed_opens_no_packaged_top_site(host: str) -> None:
    guard = Guard(build({Guards.SHARED_HOST: [f"{host}/"]}))
    assert guard.hold(f"{host}/") is not None
    assert guard.hold(f"login.{host}/") is R.BELOW_TOP_SITE


def test_an_emptied_guard_feed_takes_nothing_away() -> None:
    guard = Guard(build({kind: [] for kind in Guards}))
    assert guard.hold("google.com/") is not None
    assert guard.hold("support.apple.com/") is R.BELOW_TOP_SITE


@pytest.mark.parametrize("name", HOST_LISTS)
def test_a_packaged_list_names_its_source_licence_and_date_and_holds_its_hosts(
    guard: Guard, name: str
) -> None:
    first = (files("service.refresh") / "data" / name).read_text("utf-8").partition("\n")[0]
    assert first.startswith("# ")
    assert "Source: " in first
    assert "CC0-1.0" in first or "Apache-2.0" in first
    assert first[-10:].count("-") == 2
    passed = [host for host in lines_of(name) if guard.hold(f"{host}/") is None]
    assert passed == []


def test_every_packaged_address_is_a_valid_one_in_canonical_form() -> None:
    for expression in packaged_wallets():
        chain, _, address = expression.partition(":")
        assert (chain, address) in recognise(address), expression


def test_every_canary_is_held_by_another_guard_too() -> None:
    data = build({})
    others = Guard(replace(data, canaries=frozenset()))
    assert [text for text in sorted(canaries()) if others.hold(text) is None] == []


def test_a_canary_is_held_even_where_nothing_else_knows_it() -> None:
    guard = Guard(GuardData(canaries=frozenset({"precious.zone/"})))
    assert guard.hold("precious.zone/") is R.CANARY
