"""The peers: other Mynahs whose signed lists are read as feeds. Kept in the data directory, like
the keys: which ones are trusted, and by which key, must outlive an emptied Redis.
"""

import json
import re
from base64 import b64decode
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from service.feeds.feed import Catalogue, Feed, FeedFile, FeedKind, Withdraw
from service.model import Category, Confidence, Severity

PEERS: Final = "peers.json"
PREFIX: Final = "peer-"
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
INTERVAL: Final = 3600
EXPIRY: Final = 1  # unused while it lists: what a peer drops goes at once
LICENCE: Final = "as its own sources say"


class BadPeers(ValueError):
    """The file of peers cannot be used. The text says why."""


@dataclass(frozen=True)
class Peer:
    """Another Mynah, as an operator added it."""

    name: str
    url: str  # its address, without a slash at its end
    key: str  # the public key that is trusted, base64
    confidence: Confidence
    added: str  # the day, ISO

    @property
    def feed(self) -> str:
        """The id of its feed."""
        return f"{PREFIX}{self.name}"

    def address(self, severity: Severity) -> str:
        """Where one of its files is asked for."""
        return f"{self.url}/v1/peer/{severity}"


def load(data_dir: Path) -> tuple[Peer, ...]:
    """Read the peers; none where there is no file. Raises `BadPeers`."""
    path = data_dir / PEERS
    try:
        rows = json.loads(path.read_text("utf-8")) if path.exists() else []
        found = [replace(Peer(**row), confidence=Confidence(row["confidence"])) for row in rows]
        if not all(NAME.fullmatch(one.name) and b64decode(one.key) for one in found):
            raise ValueError
    except (OSError, ValueError, TypeError, KeyError):
        raise BadPeers(f"{path} cannot be read: put back your copy, or remove it") from None
    return tuple(found)


def save(data_dir: Path, peers: Iterable[Peer]) -> None:
    """Write the peers, at once. Raises OSError."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = data_dir / f"{PEERS}.new"
    draft.write_text(json.dumps([asdict(one) for one in peers], indent=2) + "\n", "utf-8")
    draft.replace(data_dir / PEERS)


def with_peers(catalogue: Catalogue, peers: Iterable[Peer], own: Collection[str]) -> Catalogue:
    """Return the catalogue with a feed for each peer behind the others.

    `own` are the short names of our keys: what leads over one of them is no news.
    """
    known = {
        "own": " ".join(sorted(own)),
        "feeds": " ".join(sorted(feed.id for feed in catalogue)),
    }
    return Catalogue((*catalogue.feeds, *(_feed(peer, known) for peer in peers)))


def _feed(peer: Peer, known: dict[str, str]) -> Feed:
    """All peers are one family: that they repeat one another makes nothing surer."""
    return Feed(
        id=peer.feed,
        name=f"Mynah at {peer.url.partition('://')[2]}",
        homepage=peer.url,
        licence=LICENCE,
        licence_url=None,
        redistribute=True,
        kind=FeedKind.SCAMS,
        category=Category.SCAM,
        confidence=peer.confidence,
        family="peers",
        interval=INTERVAL,
        expiry=EXPIRY,
        withdraw=Withdraw.AT_ONCE,
        notes="Another Mynah, added here by `mynah peer add`.",
        reviewed=date.fromisoformat(peer.added),
        folder=peer.feed,
        files=tuple(_file(peer, severity, known) for severity in Severity),
    )


def _file(peer: Peer, severity: Severity, known: dict[str, str]) -> FeedFile:
    """What a peer only warns of, we only warn of."""
    return FeedFile(
        path=severity.value,
        url=peer.address(severity),
        format="peer",
        params=MappingProxyType(known),
        category=Category.SCAM,
        confidence=peer.confidence if severity is Severity.BLOCK else Confidence.LOW,
        family="peers",
        redistribute=True,
        guards=None,
        min_entries=0,
    )
