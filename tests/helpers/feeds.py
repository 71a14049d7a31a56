"""Feeds for tests, made of what matters to the test; the rest is ordinary."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from service.feeds.catalogue import Feed, FeedFile, FeedKind, Withdraw
from service.model import Category, Confidence

_FILE = FeedFile(
    path="list.txt",
    url="https://feeds.example/list.txt",
    format="lines",
    params=MappingProxyType({}),
    category=Category.INVESTMENT,
    confidence=Confidence.HIGH,
    family="a-feed",
    redistribute=True,
    guards=None,
)
_FEED = Feed(
    id="a-feed",
    name="A feed",
    homepage="https://feeds.example/",
    licence="MIT",
    licence_url=None,
    redistribute=True,
    kind=FeedKind.SCAMS,
    category=Category.INVESTMENT,
    confidence=Confidence.HIGH,
    family="a-feed",
    interval=3600,
    expiry=30,
    withdraw=Withdraw.SLOW,
    notes="for tests",
    reviewed=date(2026, 11, 24),
    folder="a-feed",
    files=(_FILE,),
)


def file_of(**fields: Any) -> FeedFile:
    """A file of plain lines, with these fields."""
    return replace(_FILE, **fields)


def feed_of(feed_id: str = "a-feed", *files: FeedFile, **fields: Any) -> Feed:
    """A feed with these files (one, if none are given) and fields."""
    made = files or (file_of(family=feed_id),)
    return replace(_FEED, id=feed_id, folder=feed_id, files=made, **fields)
