"""The whole mirror, read by the bundled catalogue: every file parses, and the counts are right."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from service.feeds.catalogue import Feed, FeedFile, FeedKind, load
from service.feeds.parsers import PARSERS, Parsed
from tests.helpers.mirror import mirror_root
from tests.helpers.samples import assert_adds_up

pytestmark = pytest.mark.mirror

# The mirror was taken at the end of August 2026; its newest daily file is of the 15th.
TAKEN = date(2026, 8, 22)

# Entries by the mirror's own description, counted without this code.
ENTRIES = {
    "gaso-blocklist/global-anti-scam-org-scam-urls.txt": 11_221,
    "gaso-blocklist/global-anti-scam-org-scam-ips.txt": 7,
    "chongluadao-blocklist/urls.txt": 34_468,
    "chongluadao-blocklist/ips.txt": 4,
    "metamask-eth-phishing-detect/src/config.json": 59_507,
    "metamask-eth-phishing-detect/src/hosts.txt": 1_071,  # 1,072 less localhost
    "scamsniffer-scam-database/blacklist/domains.json": 165_446,
    "scamsniffer-scam-database/blacklist/address.json": 2_530,
    "phantom-blocklist/nft-blocklist.yaml": 3_119,
    "keplr-phishing-block-list/block-list.txt": 1_346,
    "etheraddresslookup/blacklists/domains.json": 14_939,
    "etheraddresslookup/blacklists/uri.json": 270,
    "discord-antiscam-links/list.txt": 36_747,  # 36,749 less two wildcards
    "jarelllama-scam-blocklist/lists/adblock/scams_light.txt": 18_254,
    "blocklistproject-lists/alt-version/scam-nl.txt": 8_527,
    "blocklistproject-lists/alt-version/phishing-nl.txt": 190_215,
    "sinfonietta-gambling-hosts/gambling-hosts": 2_642,
    "openphish-community/feed.txt": 300,
    "houboyjacky-tw-scam-filters/ScamSiteGetFromTaiwan165_RAW.txt": 45_258,
    "guard-misp-warninglists/lists/dynamic-dns/list.json": 35_467,
    "guard-misp-warninglists/lists/url-shortener/list.json": 255,
    "guard-polkadot/all.json": 29,
    "guard-metamask/src/config.json": 499,
}
RAW = "houboyjacky-tw-scam-filters/ScamSiteGetFromTaiwan165_RAW.txt"


@pytest.fixture(scope="module")
def mirror() -> Path:
    return mirror_root()


@pytest.fixture(scope="module")
def parsed(mirror: Path) -> dict[str, Parsed]:
    return {f"{feed.id}/{file.path}": read(mirror, feed, file) for feed, file in held(mirror)}


def held(mirror: Path) -> Iterator[tuple[Feed, FeedFile]]:
    """Every file that the catalogue expects by the mirror's day; an optional one may be missing."""
    for feed in load():
        for file in (each for series in feed.files for each in series.published(TAKEN)):
            if not file.optional or (mirror / feed.mirror_path(file)).is_file():
                yield feed, file


def read(mirror: Path, feed: Feed, file: FeedFile) -> Parsed:
    return PARSERS[file.format]((mirror / feed.mirror_path(file)).read_bytes(), file.params)


def test_every_file_adds_up_and_is_within_its_limits(mirror: Path) -> None:
    """Read one at a time: together they hold some 200 MB."""
    for feed, file in held(mirror):
        result = read(mirror, feed, file)
        assert_adds_up(result)
        distinct = len({item.text for item in result.items})
        assert distinct >= file.min_entries, f"{feed.id}/{file.path} has {distinct}"
        if result.declared is not None:
            assert result.declared == result.lines, f"{feed.id}/{file.path}"


def test_the_counts_are_those_of_the_mirrors_description(parsed: dict[str, Parsed]) -> None:
    assert {path: len(parsed[path].items) for path in ENTRIES} == ENTRIES


def test_nothing_in_the_mirror_fails_for_its_encoding_or_length(parsed: dict[str, Parsed]) -> None:
    reasons = Counter[str]()
    for result in parsed.values():
        reasons.update(result.skipped)
    assert set(reasons) == {
        *("switched-off", "regex", "wildcard", "malformed", "empty", "local-name", "other-label")
    }


def test_the_sums_over_a_feeds_files_are_those_of_the_description(
    parsed: dict[str, Parsed],
) -> None:
    deny = parsed["polkadot-phishing/all.json"]
    assert len(deny.items) == 54_863 + 2  # and two that are denied by path
    phantom = [parsed[f"phantom-blocklist/{name}blocklist.yaml"] for name in ("", "eth-")]
    assert sum(len(result.items) for result in phantom) == 44_945
    daily = [result for path, result in parsed.items() if "/archive/" in path]
    assert (len(daily), sum(result.lines for result in daily)) == (227, 16_695)
    bad = {
        item.text
        for path, result in parsed.items()
        if path.startswith("etherscan-labels/")
        for item in result.items
    }
    assert len(bad) == 589  # less the sanctions list of 2023, which is left out
    guarded = {
        item.text
        for path, result in parsed.items()
        if re.match(r"guard-etherscan-labels/.*/accounts/", path)
        for item in result.items
    }
    assert len(guarded) == 298


def test_sanctioned_addresses_are_those_of_the_description(parsed: dict[str, Parsed]) -> None:
    by_ticker = {
        path.partition("addresses_")[2].removesuffix(".json"): len(result.items)
        for path, result in parsed.items()
        if path.startswith("ofac-")
    }
    one = dict.fromkeys(("ARB", "BSC", "BSV", "ETC", "XRP", "XVG"), 1)
    three = dict.fromkeys(("DASH", "XMR", "ZEC"), 3)
    many = {"XBT": 435, "ETH": 152, "USDT": 26, "LTC": 10, "BCH": 7, "TRX": 184, "USDC": 2}
    assert by_ticker == one | three | many


def test_taiwans_filters_give_their_rules_and_exceptions(parsed: dict[str, Parsed]) -> None:
    files = {path: r for path, r in parsed.items() if path.startswith("houboyjacky")}
    rules = [result for path, result in files.items() if not path.endswith("_RAW.txt")]
    skipped = sum((result.skipped for result in rules), Counter[str]())
    allow = files["houboyjacky-tw-scam-filters/CustomAllowForAdguardHome.txt"]
    unusable_rules = skipped.total() - skipped["switched-off"] - allow.skipped.total()
    assert sum(len(result.items) for result in rules) + unusable_rules == 159_793
    assert skipped["switched-off"] == 218 - 8  # 8 in the file that is left out
    assert allow.lines == 779
    assert len({item.brand for item in files[RAW].items}) == 8_576 - 2  # less the headings
    switched_off = {"google.com", "t.me", "github.io", "coinbase.com"}
    assert not switched_off & {item.text for result in rules for item in result.items}


def test_cryptoscamdb_reads_as_a_yaml_loader_reads_it(
    mirror: Path, parsed: dict[str, Parsed]
) -> None:
    """The records are read line by line: a real loader is the judge of that."""
    path = mirror / "cryptoscamdb-blacklist/data/urls.yaml"
    records = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    result = parsed["cryptoscamdb-blacklist/data/urls.yaml"]
    expected = Counter(record["url"].strip() for record in records)
    noted = "1PSHt9agWavn4mf44d8rH6HPfaVpkdV75A (btc)"  # the one that is counted as malformed
    for record in records:
        for addresses in (record.get("addresses") or {}).values():
            expected.update(text for a in addresses if (text := a.strip()) != noted)
    assert Counter(item.text for item in result.items) == expected
    assert result.skipped == {"malformed": 1}
    linked = {item.text: item.links for item in result.items if item.links}
    assert linked["http://myelherwallel.com"] == ("0xD0cC2B24980CBCCA47EF755Da88B220a82291407",)


def test_first_seen_days_cover_the_polkadot_list(parsed: dict[str, Parsed]) -> None:
    months = [result for path, result in parsed.items() if "/meta/" in path]
    dated = [item for result in months for item in result.items]
    assert (len(months), len(dated)) == (14, 14_320)
    assert all(item.first_seen and item.first_seen.year >= 2025 for item in dated)


def test_a_guard_list_is_never_read_as_scams(mirror: Path) -> None:
    guards = {feed.mirror_path(file) for feed, file in held(mirror) if feed.kind is FeedKind.GUARD}
    scams = {feed.mirror_path(file) for feed, file in held(mirror) if feed.kind is FeedKind.SCAMS}
    # two upstreams keep both lists in one document, each read by its own path
    assert guards & scams == {
        "metamask-eth-phishing-detect/src/config.json",
        "polkadot-phishing/all.json",
    }
