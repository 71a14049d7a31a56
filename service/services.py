"""Builds every part of the service, once, and hands each what it needs."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from typing import Final

from service.appeals.proving import Prover
from service.appeals.receive import AppealIntake
from service.appeals.status import AppealStatuses
from service.check import Checker
from service.config import Settings
from service.evidence import images
from service.exports.edition import Edition
from service.exports.edition import Feed as ExportedFeed
from service.feeds import catalogue, peers
from service.feeds.feed import Catalogue
from service.feeds.fetch import Fetcher
from service.feeds.following import PeerFetcher
from service.feeds.outcomes import Limits
from service.feeds.proofs import FILE_LIMITS, Proofs
from service.intake.receive import Reports
from service.keyring import Keyring
from service.moderation.corroboration import Looking
from service.moderation.desk import Desk
from service.moderation.guarding import Guarding
from service.moderation.parts import Parts
from service.refresh.pipeline import Refresher
from service.refresh.stores import Stores
from service.store.appeals import Appeals
from service.store.backup import Backups
from service.store.cases import Cases
from service.store.client import Client
from service.store.connect import connect, durability_warnings
from service.store.copies import CopyStore
from service.store.decisions import Decisions
from service.store.drafts import FeedInfo
from service.store.errors import NoGeneration
from service.store.feedstate import FeedStates
from service.store.generations import Generations, Pointer
from service.store.history import History
from service.store.keeper import SnapshotKeeper
from service.store.lock import Lock
from service.store.log import Log
from service.store.quotas import Quotas
from service.store.reader import Reader
from service.store.restore import Restorer
from service.store.tokens import Tokens

BULK_SECONDS: Final = 30.0  # longest wait for one answer, where many megabytes move
LOCK_SECONDS: Final = 120  # a refresher that died is out of the way after that


@dataclass(frozen=True)
class Services:
    """The parts, for one process. `settings.redis_url` is set."""

    settings: Settings
    clock: Callable[[], float]  # unix seconds
    catalogue: Catalogue
    reader: Reader
    checker: Checker
    generations: Generations
    decisions: Decisions
    feed_states: FeedStates
    copies: CopyStore
    lock: Lock  # of whoever fetches
    publishing: Lock  # of whoever makes a list and publishes it
    cases: Cases
    appeals: Appeals
    tokens: Tokens
    quotas: Quotas
    log: Log
    history: History
    reports: Reports
    backups: Backups
    restorer: Restorer
    moderation: Parts
    clients: tuple[Client, ...]  # whose connections the parts share

    def close(self) -> None:
        """Close every connection to Redis."""
        self.reader.close()
        for client in self.clients:
            client.close()

    @cached_property
    def appeal_intake(self) -> AppealIntake:
        """What takes appeals."""
        return AppealIntake(self.checker, self.cases, self.appeals, self.quotas, self.clock)

    @cached_property
    def appeal_statuses(self) -> AppealStatuses:
        """What says where appeals stand."""
        return AppealStatuses(self.checker, self.reader, self.catalogue)

    @cached_property
    def prover(self) -> Prover:
        """What looks for proofs of control, on hosts that whoever appeals names."""
        fetcher = Fetcher(
            user_agent(self.settings),
            FILE_LIMITS,
            stays=True,
            proxies=self.settings.proxies,
            ca_bundle=self.settings.ca_bundle,
        )
        return Prover(self.appeals, Proofs(fetcher), self.clock)

    @cached_property
    def keyring(self) -> Keyring:
        """The keys of the service."""
        return Keyring(self.settings.data_dir, self.settings.signing_key, self.clock)

    @cached_property
    def signing_key(self) -> bytes:
        """The seed that signs the lists, as it was when this process first asked."""
        return self.keyring.seed()

    @cached_property
    def desk(self) -> Desk:
        """Where moderators decide."""
        return Desk(self.moderation)

    def edition(self, pointer: Pointer) -> Edition:
        """What is live, to be exported. Raises `NoGeneration` or `StoreAway`."""
        if pointer.live is None:
            raise NoGeneration("nothing has been published yet")
        meta = self.generations.meta(pointer.live)
        return Edition(
            generation=meta.id,
            published_at=meta.published_at,
            serial=pointer.moved_at or meta.published_at,
            facts=meta.facts,
            links=meta.links,
            feeds={name: _exported(info) for name, info in meta.feeds.items()},
            allowed=self.generations.allowed(meta.id),
            read=partial(self.generations.entries, meta.id),
            names=meta.names,
        )

    def warnings(self) -> list[str]:
        """What is wrong with the Redis server, a sentence each. Raises `StoreAway`."""
        return durability_warnings(connect(_url(self.settings)))

    def refresher(self) -> Refresher:
        """What reads the feeds and publishes. A mirror of our own may be asked at any time."""
        mirror = self.settings.feed_mirror
        fetcher = Fetcher(
            user_agent(self.settings),
            mirror=mirror,
            secrets=os.environ,
            proxies=self.settings.proxies,
            ca_bundle=self.settings.ca_bundle,
        )
        known = self.feed_states.load()
        followed = PeerFetcher(fetcher, peers.load(self.settings.data_dir), known.get, self.clock)
        stores = Stores(
            generations=self.generations,
            copies=self.copies,
            decisions=self.decisions,
            states=self.feed_states,
            lock=self.lock,
            publishing=self.publishing,
            reader=self.reader,
        )
        return Refresher(self.catalogue, followed, stores, self.clock, patient=mirror is None)


def build(
    settings: Settings,
    clock: Callable[[], float] = time.time,
    bulk_seconds: float = BULK_SECONDS,
    *,
    writes_snapshots: bool = False,
) -> Services:
    """Build the parts; nothing is sent to Redis yet. Raises BadRedisUrl or BadCatalogue.

    `bulk_seconds` is the longest wait for one large answer: a web worker cannot wait for long.
    `writes_snapshots`: this process lives long enough to keep the snapshot on disk up to date.
    """
    url = _url(settings)
    bulk, quick, counting = connect(url, timeout=bulk_seconds), connect(url), connect(url)
    keeper = SnapshotKeeper(settings.data_dir, bulk, writes=writes_snapshots)
    reader = Reader(quick, keeper, now=clock)
    cases, quotas = Cases(bulk, clock), Quotas(bulk, clock)
    generations, copies = Generations(bulk, clock), CopyStore(bulk)
    feeds = catalogue.load(settings.feeds)
    if followed := peers.load(settings.data_dir):
        own = Keyring(settings.data_dir, settings.signing_key, clock).ids()
        feeds = peers.with_peers(feeds, followed, own)
    moderation = Parts(
        cases=cases,
        appeals=Appeals(bulk, clock),
        tokens=Tokens(bulk, clock),
        decisions=Decisions(bulk, clock),
        reader=reader,
        guarding=Guarding(feeds, generations, copies),
        clock=clock,
    )
    return Services(
        settings=settings,
        clock=clock,
        catalogue=feeds,
        reader=reader,
        checker=Checker(reader, clock),
        generations=generations,
        decisions=moderation.decisions,
        feed_states=FeedStates(bulk),
        copies=copies,
        lock=Lock(bulk, "refresh", LOCK_SECONDS),
        publishing=Lock(bulk, "publish", LOCK_SECONDS),
        cases=cases,
        appeals=moderation.appeals,
        tokens=moderation.tokens,
        quotas=quotas,
        log=Log(bulk),
        history=History(counting),
        backups=Backups(bulk, clock, version("mynah")),
        restorer=Restorer(bulk, clock),
        reports=Reports(cases, quotas, clock, images.clean, Looking(moderation)),
        moderation=moderation,
        clients=(bulk, quick, counting),
    )


def public_fetcher(settings: Settings) -> Fetcher:
    """Return what fetches from other services: no mirror, no feed's secrets, small answers only."""
    return Fetcher(
        user_agent(settings),
        Limits(sent_bytes=16 * 2**20, body_bytes=32 * 2**20, total_seconds=30.0),
        proxies=settings.proxies,
        ca_bundle=settings.ca_bundle,
    )


def user_agent(settings: Settings) -> str:
    """How we introduce ourselves to the feeds' servers, with an address where we have one."""
    name = f"Mynah/{version('mynah')}"
    return f"{name} (+{settings.public_url})" if settings.public_url else name


def _exported(info: FeedInfo) -> ExportedFeed:
    return ExportedFeed(
        id=info.id,
        name=info.name,
        homepage=info.homepage,
        licence=info.licence,
        licence_url=info.licence_url,
        checked_at=info.checked_at,
        redistribute=info.redistribute,
        expiry=info.expiry,
    )


def _url(settings: Settings) -> str:
    if settings.redis_url is None:
        raise ValueError("the settings name no Redis: see cli/session.py")
    return settings.redis_url
