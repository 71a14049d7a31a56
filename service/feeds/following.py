"""Fetches peers' files: what the statement names, signed with the key that is trusted. Other feeds'
files are fetched as ever.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable
from typing import Protocol

from service.feeds.fetch import Fetcher
from service.feeds.outcomes import (
    Failed,
    FailureKind,
    Fetched,
    NotModified,
    Outcome,
    Validators,
)
from service.feeds.peers import Peer
from service.lists.statement import BadStatement, Statement, read
from service.model import Severity


class State(Protocol):
    """What is known of a file from its last fetch."""

    @property
    def etag(self) -> str | None:
        """The validator of the copy at hand: here the day of its statement, and its hash."""


class PeerFetcher:
    """Wraps a fetcher, for one refresh: each peer's statement is asked for once. `state` finds what
    is known of a file, by "feed/path"; `now` gives unix seconds.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        peers: Iterable[Peer],
        state: Callable[[str], State | None],
        now: Callable[[], float],
    ) -> None:
        self._fetcher = fetcher
        self._files: dict[str, tuple[_Asked, Severity]] = {}
        for peer in peers:
            held = [_published(state(f"{peer.feed}/{severity}")) for severity in Severity]
            asked = _Asked(fetcher, peer, max(held), now)
            self._files |= {peer.address(severity): (asked, severity) for severity in Severity}

    def fetch(self, url: str, mirror_path: str, validators: Validators | None = None) -> Outcome:
        """Fetch one file. A peer's is never read from a mirror: whoever signs it is who counts."""
        known = self._files.get(url)
        if known is None:
            return self._fetcher.fetch(url, mirror_path, validators)
        asked, severity = known
        said = asked.statement()
        if not isinstance(said, Statement):
            return said
        hashed = said.files.get(severity)
        if hashed is None:
            return Failed(FailureKind.UNTRUSTED, f"is not in its statement: {severity}")
        if validators and (validators.etag or "").endswith(f" {hashed}"):
            return NotModified()
        got = self._fetcher.fetch_named(f"{asked.peer.url}/v1/peer/{said.edition}/{severity}")
        if not isinstance(got, Fetched):
            return got
        if hashlib.sha256(got.body).hexdigest() != hashed:
            return Failed(FailureKind.UNTRUSTED, "is not what its statement names")
        return Fetched(got.body, Validators(f"{said.published_at} {hashed}"), got.content_type)


class _Asked:
    """A peer, and its statement once it was asked for."""

    def __init__(self, fetcher: Fetcher, peer: Peer, floor: str, now: Callable[[], float]) -> None:
        self.peer = peer
        self._fetcher, self._floor, self._now = fetcher, floor, now
        self._lock = threading.Lock()
        self._said: Statement | Failed | None = None

    def statement(self) -> Statement | Failed:
        """Ask, or return what was said before. Two threads ask once."""
        with self._lock:
            if self._said is None:
                peer, now = self.peer, self._now()
                self._said = statement(self._fetcher, peer.url, peer.key, now, self._floor)
            return self._said


def statement(
    fetcher: Fetcher, url: str, key: str | None, now: float, floor: str = ""
) -> Statement | Failed:
    """Fetch what a Mynah says of the files for its peers, and believe it or not."""
    got = fetcher.fetch_named(f"{url}/v1/peer")
    if not isinstance(got, Fetched):
        return got if isinstance(got, Failed) else Failed(FailureKind.EMPTY, "has no content")
    try:
        return read(got.body, key, now, floor)
    except BadStatement as problem:
        return Failed(FailureKind.UNTRUSTED, f"has a statement that {problem}")


def _published(state: State | None) -> str:
    return (state.etag or "").partition(" ")[0] if state else ""
