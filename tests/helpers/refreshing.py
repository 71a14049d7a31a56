"""A refresher over a local feed server and a real Redis, and questions about what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from redis import Redis

from service.feeds.catalogue import Catalogue, Feed
from service.feeds.fetch import Fetcher
from service.feeds.outcomes import Limits
from service.lists.records import find
from service.names.hashing import bucket, digest
from service.refresh.pipeline import Refresher
from service.refresh.report import FileReport, RefreshReport
from service.refresh.stores import Stores
from service.store.copies import CopyStore
from service.store.decisions import Decisions
from service.store.feedstate import FeedStates, FileState
from service.store.generations import Generations
from service.store.lock import Lock
from service.store.reader import Reader
from tests.helpers.feed_server import FeedServer

PATH = "/a-feed/list.txt"
DAY = 86_400

LIMITS = Limits(
    sent_bytes=2 * 2**20,
    body_bytes=4 * 2**20,
    total_seconds=60,
    connect_seconds=5,
    silence_seconds=5,
    redirects=3,
)


def stores_of(redis: Redis, clock: Callable[[], float]) -> Stores:
    """The parts of one Redis that a refresh needs."""
    return Stores(
        generations=Generations(redis, clock),
        copies=CopyStore(redis),
        decisions=Decisions(redis, clock),
        states=FeedStates(redis),
        lock=Lock(redis, "refresh", 60, clock),
        publishing=Lock(redis, "publish", 60, clock),
        reader=Reader(redis, None),
    )


@dataclass
class Bench:
    """Feeds served locally under `/<feed id>/<path>`, and the refresher that reads them."""

    redis: Redis
    server: FeedServer
    clock: Callable[[], float]
    feeds: list[Feed] = field(default_factory=list)
    fetch_clock: Callable[[], float] | None = None

    @property
    def stores(self) -> Stores:
        return stores_of(self.redis, self.clock)

    def refresh(
        self,
        feeds: Sequence[str] | None = None,
        *,
        dry_run: bool = False,
        fetch: bool = True,
        accept: frozenset[str] = frozenset(),
        accept_list: bool = False,
        patient: bool = False,
    ) -> RefreshReport:
        """Refresh once."""
        timed = {"clock": self.fetch_clock} if self.fetch_clock else {}
        fetcher = Fetcher("Mynah/test", LIMITS, mirror=self.server.url(""), **timed)
        catalogue = Catalogue(tuple(self.feeds))
        refresher = Refresher(catalogue, fetcher, self.stores, self.clock, patient=patient)
        return refresher.run(
            feeds, dry_run=dry_run, fetch=fetch, accept=accept, accept_list=accept_list
        )

    def file(self, report: RefreshReport, name: str = "a-feed/list.txt") -> FileReport:
        """What the report says of one file."""
        (found,) = [file for file in report.files if file.name == name]
        return found

    def state(self, name: str = "a-feed/list.txt") -> FileState:
        """What is remembered of one file."""
        return self.stores.states.load()[name]

    def listed(self, *expressions: str) -> list[str]:
        """Those of the expressions that the live generation lists, as a web worker finds them."""
        hashes = [digest(text) for text in expressions]
        reading = Reader(self.redis, None).read([bucket(hash_) for hash_ in hashes])
        found = zip(expressions, hashes, reading.buckets, strict=True)
        return [text for text, hash_, bucket_ in found if find(bucket_, hash_) is not None]

    def live(self) -> str | None:
        """The live generation."""
        return self.stores.generations.live()


def hosts(count: int, start: int = 0) -> str:
    """So many scam hosts, one a line."""
    return "".join(f"scam{number}.com\n" for number in range(start, start + count))


def sources(bench: Bench, expression: str) -> list[tuple[str, int, int | None]]:
    """The sources of an entry, as the live generation has them."""
    hash_ = digest(expression)
    reading = bench.stores.reader.read([bucket(hash_)])
    number = find(reading.buckets[0], hash_)
    assert number is not None
    return [tuple(source)[:3] for source in reading.generation.facts[number].sources]


def content(bench: Bench) -> dict[bytes, bytes]:
    """Every key but the states of feeds and the time of the last check."""
    keys = [k for k in bench.redis.keys("*") if k not in (b"mynah:feeds", b"mynah:checked")]
    return {key: bench.redis.dump(key) for key in keys}
