"""A feed and its files, as values. `catalogue.load` makes them and vouches for every field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from service.feeds.parsers import DATED
from service.model import Category, Confidence

# Limits for a file that names none of its own, all against its last good copy.
MAX_SHRINK = 0.3  # refuse when the count of entries fell by more than this share
MAX_GROWTH = 3.0  # refuse when the count is more than this many times as high
MAX_GUARD_GROWTH = 1.2  # the same for a guard: such lists hardly grow, and each entry unlists
MIN_ENTRIES = 1  # refuse when fewer parse


class FeedKind(StrEnum):
    """What a feed's entries are for."""

    SCAMS = "scams"  # listed, once the guards let them pass
    GUARD = "guard"  # never listed: they hold other feeds' entries back


class Guards(StrEnum):
    """What the entries of a guard file are, which says what they hold back."""

    TOP_SITE = "top-site"
    VENDOR = "vendor"  # the real thing that scams imitate: banks, wallets
    SHARED_HOST = (
        "shared-host"  # pages of many strangers: only a path or a sub-domain may be listed
    )
    SHORTENER = "shortener"  # the same, by path only
    EXCHANGE_WALLET = "exchange-wallet"
    TOKEN_CONTRACT = "token-contract"  # noqa: S105 (no password)


class Withdraw(StrEnum):
    """What it means when a feed stops listing an entry."""

    SLOW = "slow"  # perhaps a bad scrape: the entry stays until it expires
    AT_ONCE = "at-once"  # an authority's word


@dataclass(frozen=True, slots=True)
class FeedFile:
    """One file of a feed. What it does not say itself it has from its feed.

    `dated` is the first day of a series whose `path` and `url` hold `{date}` or `{month}`: see
    `published`. `only_dates` marks a file that says when entries of the feed's other files were
    first listed, and lists nothing itself.
    """

    path: str  # the upstream repository's path, and the name of the file's copy
    url: str
    format: str  # a key of parsers.PARSERS
    params: Mapping[str, Any]
    category: Category
    confidence: Confidence
    family: str  # feeds and files that copy one another share one
    redistribute: bool
    guards: Guards | None  # set exactly in a guard feed
    mirror: str | None = None  # the path in a mirror of the feed, where it is not `path`
    optional: bool = False  # may be missing upstream without being a failure
    only_dates: bool = False
    dated: date | None = None
    delay_days: int = 0  # how long after its date a dated file appears
    max_shrink: float = MAX_SHRINK
    max_growth: float = MAX_GROWTH
    min_entries: int = MIN_ENTRIES
    once: bool = False  # a dated file whose day is over: never fetched again once it is held

    def published(self, today: date) -> tuple["FeedFile", ...]:
        """List the files of a dated series up to `today`, oldest first; or just this file."""
        if self.dated is None:
            return (self,)
        last = today - timedelta(days=self.delay_days)
        days = _months(self.dated, last) if "{month}" in self.path else _days(self.dated, last)
        return tuple(self._on(day, last) for day in days)

    def _on(self, day: date, last: date) -> "FeedFile":
        """Fill in the date, which is the first-seen day of what the file lists."""
        month = f"{day:%Y-%m}"
        path, url, mirror = (
            None
            if text is None
            else text.replace("{date}", day.isoformat()).replace("{month}", month)
            for text in (self.path, self.url, self.mirror)
        )
        params = {**self.params, "first_seen": day} if self.format in DATED else self.params
        over = f"{last:%Y-%m}" > month if "{month}" in self.path else True
        return replace(
            self,
            path=path or self.path,
            url=url or self.url,
            mirror=mirror,
            params=MappingProxyType(dict(params)),
            dated=None,
            once=over,
        )


@dataclass(frozen=True, slots=True)
class Feed:
    """One publisher's list: who makes it, under what terms, and how far it is trusted."""

    id: str
    name: str
    homepage: str
    licence: str  # an SPDX id, or words where there is none
    licence_url: str | None
    redistribute: bool  # may its entries leave this service in exports and starting lists
    kind: FeedKind
    category: Category
    confidence: Confidence
    family: str
    interval: int  # seconds between two fetches
    expiry: int  # days an entry stays after the feed stopped listing it
    withdraw: Withdraw
    notes: str
    reviewed: date  # when a person last looked at the feed and at this record
    folder: str  # the feed's folder in a mirror: its id, unless two feeds share one upstream
    files: tuple[FeedFile, ...]
    disputes: str | None = None  # where the publisher takes word of mistakes: https: or mailto:

    def mirror_path(self, file: FeedFile) -> str:
        """Say where a mirror keeps the file, from the mirror's root."""
        return f"{self.folder}/{file.mirror or file.path}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every feed, in the file's order."""

    feeds: tuple[Feed, ...]

    def __iter__(self) -> Iterator[Feed]:
        return iter(self.feeds)

    def get(self, feed_id: str) -> Feed | None:
        """Find a feed by its id."""
        return next((feed for feed in self.feeds if feed.id == feed_id), None)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _months(first: date, last: date) -> list[date]:
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(start, end + 1)]
