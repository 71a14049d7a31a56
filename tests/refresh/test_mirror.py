"""The guards' promise over the whole mirror, and real incidents from it, replayed over HTTP."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from service.feeds.catalogue import Feed, load
from service.feeds.fetch import Fetcher
from service.lists.records import find
from service.names.hashing import bucket, digest
from service.names.hosts import InvalidName, canonical_host
from service.refresh.guards import Reason
from service.refresh.pipeline import Refresher
from service.refresh.report import RefreshReport
from service.refresh.stores import Stores
from service.store.connect import connect
from tests.conftest import Clock
from tests.helpers.feed_server import FeedServer
from tests.helpers.mirror import mirror_root
from tests.helpers.refreshing import Bench, stores_of

pytestmark = pytest.mark.mirror

TOP_LISTS = ("tranco10k", "majestic_million", "moz-top500", "cloudflare-top20k", "cisco_top5k")
EXPORT_KILOBYTES = 130_000  # of data: the whole list as Python's objects has twice as much
LOADED = tuple[Stores, RefreshReport]


@pytest.fixture(scope="module")
def loaded(redis_server: str) -> Iterator[LOADED]:
    """The whole mirror, published to an empty Redis once for this module."""
    root = mirror_root()
    with connect(redis_server, timeout=60) as client:
        client.flushall()
        clock = Clock()
        stores = stores_of(client, clock)
        fetcher = Fetcher("Mynah/test", mirror=root)
        yield stores, Refresher(load(), fetcher, stores, clock, patient=False).run()


def warninglist(name: str) -> list[str]:
    """The hosts of one of MISP's lists, in canonical form."""
    path = mirror_root() / "guard-misp-warninglists" / "lists" / name / "list.json"
    found = []
    for text in json.loads(path.read_text("utf-8"))["list"]:
        try:
            found.append(canonical_host(text.lstrip(".").lower()))
        except InvalidName:
            continue
    return found


def listed(stores: Stores, expressions: Iterable[str]) -> list[str]:
    """Those that the live generation lists, whether they block or warn."""
    asked = sorted(set(expressions))
    found = []
    for start in range(0, len(asked), 5000):
        hashes = {text: digest(text) for text in asked[start : start + 5000]}
        reading = stores.reader.read([bucket(hash_) for hash_ in hashes.values()])
        pairs = zip(hashes.items(), reading.buckets, strict=True)
        found += [text for (text, hash_), data in pairs if find(data, hash_) is not None]
    return found


def suffixes(host: str) -> Iterator[str]:
    """The host and every name above it, as entries."""
    while host:
        yield f"{host}/"
        host = host.partition(".")[2]


def test_the_whole_mirror_is_published(loaded: LOADED) -> None:
    _, report = loaded
    assert report.entries > 550_000
    assert not report.troubled
    assert sum(file.lines for file in report.files) > 1_000_000


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["rpz.zone", "entries.jsonl", "stix.json"])
def test_an_export_of_the_whole_mirror_takes_little_memory(
    name: str, loaded: LOADED, redis_server: str, tmp_path: Path
) -> None:
    assert loaded
    environment = os.environ | {"MYNAH_REDIS_URL": redis_server, "MYNAH_DATA_DIR": str(tmp_path)}
    limited = ["bash", "-c", 'ulimit -d "$0" && exec "$@"', str(EXPORT_KILOBYTES)]
    filters = ["--category", "investment"] if name == "stix.json" else []  # else 760 MB
    command = [sys.executable, "-m", "service", "export", name, *filters]
    done = subprocess.run(
        [*limited, *command, "--output", str(tmp_path / name)], env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    assert (tmp_path / name).stat().st_size > 10_000_000


def test_every_line_of_every_file_is_kept_or_has_its_reason(loaded: LOADED) -> None:
    _, report = loaded
    assert len(report.files) > 300
    unexplained = {
        file.name: (file.lines, file.kept, dict(file.skipped))
        for file in report.files
        if file.lines != file.kept + sum(file.skipped.values())
    }
    assert unexplained == {}


@pytest.mark.parametrize("name", TOP_LISTS)
def test_no_top_site_is_listed_nor_any_name_above_it(loaded: LOADED, name: str) -> None:
    stores, _ = loaded
    hosts = warninglist(name)
    assert len(hosts) >= 500
    twins = [f"www.{host}/" for host in hosts]
    assert listed(stores, [*twins, *(text for host in hosts for text in suffixes(host))]) == []


def test_no_public_or_private_suffix_is_listed(loaded: LOADED) -> None:
    stores, _ = loaded
    hosts = [host for name in ("second-level-tlds", "tlds") for host in warninglist(name)]
    assert len(hosts) > 9000
    assert listed(stores, [f"{host}/" for host in hosts]) == []


@pytest.mark.parametrize("name", ["dynamic-dns", "url-shortener", "public-ipfs-gateways"])
def test_no_shared_host_is_listed_whole(loaded: LOADED, name: str) -> None:
    stores, _ = loaded
    assert listed(stores, [f"{host}/" for host in warninglist(name)]) == []


def test_customers_of_shared_hosts_are_listed_all_the_same(loaded: LOADED) -> None:
    stores, _ = loaded
    allowed = json.loads((mirror_root() / "polkadot-phishing" / "all.json").read_text("utf-8"))
    platforms = [host.removeprefix("*.") for host in allowed["allow"]]
    assert listed(stores, [f"{host}/" for host in platforms]) == []
    below = [host for host in allowed["deny"] if host.endswith(tuple(f".{p}" for p in platforms))]
    plain = [host for host in below if host.isascii() and host.islower() and host[-1] != "."]
    assert len(plain) > 5000
    # What is missing is below a name that is itself a public suffix or a top site.
    assert len(listed(stores, [f"{host}/" for host in plain])) > 0.99 * len(set(plain))


def test_no_exchange_wallet_token_contract_or_burn_address_is_listed(loaded: LOADED) -> None:
    stores, _ = loaded
    folder = mirror_root() / "etherscan-labels" / "data"
    names = ("binance", "bitfinex", "coinbase", "huobi", "kraken", "okx")
    files = [folder / "etherscan" / "accounts" / f"{name}.csv" for name in names]
    files.append(folder / "bscscan" / "accounts" / "exchange.csv")
    addresses = {f"evm:{address}" for file in files for address in _addresses(file)}
    assert len(addresses) > 250
    addresses |= {
        "evm:0x" + "0" * 40,
        "evm:0xdac17f958d2ee523a2206206994597c13d831ec7",  # USDT
        "evm:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48",  # USDC
        "evm:0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2",  # WETH
        "evm:0x95ad61b0a150d79219dcf64e1e6cc01f0b64c4ce",  # SHIB
        "evm:0xb8c77482e45f1f44de1745f52c74426c631bdd52",  # BNB
    }
    assert listed(stores, addresses) == []


def _addresses(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [row["Address"].lower() for row in csv.DictReader(file) if row["Address"]]


def test_everything_held_has_a_reason_and_a_feed(loaded: LOADED) -> None:
    stores, report = loaded
    live = stores.generations.live()
    assert live is not None
    held = stores.generations.meta(live).held
    assert 500 < len(held) < 3000
    assert {entry.reason for entry in held} <= set(Reason)
    assert {entry.feed for entry in held} <= {file.feed for file in report.files}
    reasons = {(entry.expression, entry.feed): entry.reason for entry in held}
    assert reasons["sites.google.com/", "scamsniffer-scam-database"] == "shared-host"
    assert reasons["metamask.io/", "gaso-blocklist"] == "vendor"
    usdt = "evm:0xdac17f958d2ee523a2206206994597c13d831ec7"
    assert reasons[usdt, "scamsniffer-scam-database"] == "token-contract"


def test_gambling_and_what_one_low_feed_says_is_not_in_the_list_that_blocks(
    loaded: LOADED,
) -> None:
    stores, _ = loaded
    live = stores.generations.live()
    assert live is not None
    body = stores.generations.list_body(live, "hosts", "identity")
    assert body is not None
    blocking = set(body.decode().split())
    only_gambling = ["12bet.com", "188bet.com"]
    assert listed(stores, [f"{host}/" for host in only_gambling])
    assert blocking.isdisjoint(only_gambling)


def test_a_second_refresh_of_the_same_mirror_publishes_nothing(loaded: LOADED) -> None:
    stores, first = loaded
    fetcher = Fetcher("Mynah/test", mirror=mirror_root())
    again = Refresher(load(), fetcher, stores, Clock(), patient=False).run()
    assert again.generation is None
    assert stores.generations.live() == first.generation
    assert {file.outcome.value for file in again.files} <= {"unchanged", "kept", "absent"}


def gaso() -> Feed:
    feed = load().get("gaso-blocklist")
    assert feed is not None
    return feed


def replay(redis: Redis, server: FeedServer, feed: Feed, bodies: list[bytes]) -> list[str]:
    """Serve one body after the other as the feed's first file; return what became of each."""
    first = feed.files[0]
    for file in feed.files[1:]:
        server.serve(f"/{feed.mirror_path(file)}", "scam-elsewhere.com\n")
    bench = Bench(redis, server, Clock(), [feed])
    outcomes = []
    for body in bodies:
        server.serve(f"/{feed.mirror_path(first)}", body.decode())
        report = bench.refresh()
        file = bench.file(report, f"{feed.id}/{first.path}")
        outcomes.append(f"{file.outcome} {file.detail.partition(':')[0]}".strip())
    return outcomes


def test_gasos_real_collapses_are_refused(redis: Redis, feed_server: FeedServer) -> None:
    history = mirror_root() / "gaso-blocklist" / "history"
    name = "global-anti-scam-org-scam-urls.txt"
    bodies = [(day / name).read_bytes() for day in sorted(history.iterdir())]
    assert [body.count(b"\n") + 1 for body in bodies] == [5568, 860, 5593, 56_859, 10_975]
    small = bodies[:3]
    assert replay(redis, feed_server, gaso(), small) == [
        "published",
        "refused too-few",
        "published",
    ]
    redis.flushall()
    assert replay(redis, feed_server, gaso(), bodies[3:]) == ["published", "refused shrunk"]


def test_blocklistprojects_real_incidents_are_refused(
    redis: Redis, feed_server: FeedServer
) -> None:
    root = mirror_root() / "blocklistproject-lists"
    feed = load().get("blocklistproject-lists")
    assert feed is not None
    gambling = sorted((root / "incident-gambling").rglob("gambling.txt"))
    hosts = load().get("sinfonietta-gambling-hosts")  # the same kind of list in the same format
    assert hosts is not None
    outcomes = replay(redis, feed_server, hosts, [path.read_bytes() for path in gambling])
    assert outcomes[0] == "published"
    assert [outcome.partition(" ")[0] for outcome in outcomes[1:]] == ["refused", "refused"]
    redis.flushall()
    (collapsed,) = (root / "incident-phishing").rglob("phishing.txt")
    scam = (root / "alt-version" / "scam-nl.txt").read_bytes()
    outcomes = replay(redis, feed_server, feed, [scam, collapsed.read_bytes()])
    assert outcomes == ["published", "refused too-few"]
