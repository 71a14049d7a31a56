"""How each file of each feed last fared: kept between refreshes, whether they published or not."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields

from service.store import keys
from service.store.client import Client
from service.store.errors import reaching_redis


@dataclass(frozen=True)
class FileState:
    """One file of a feed. Times are unix seconds."""

    last_attempt: int
    last_success: int | None = None  # fetched and accepted, or unchanged since
    outcome: str = ""  # one of refresh's outcomes
    detail: str = ""  # a sentence for the operator
    failures: int = 0  # in a row, up to now
    retry_after: int | None = None  # not to be fetched before
    etag: str | None = None
    last_modified: str | None = None
    validators_for: str | None = None  # the body's SHA-256 that both validators belong to


class FeedStates:
    """The states in one Redis, by "feed/path"."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @reaching_redis()
    def load(self) -> dict[str, FileState]:
        """Return every state that was saved."""
        rows = self._client.hgetall(keys.FEEDS).items()
        return {name.decode(): _decode(row) for name, row in rows}

    @reaching_redis()
    def save(self, states: Mapping[str, FileState]) -> None:
        """Write these states; others stay as they are."""
        if states:
            rows = {name: json.dumps(asdict(state)) for name, state in sorted(states.items())}
            self._client.hset(keys.FEEDS, mapping=rows)

    @reaching_redis()
    def forget(self, names: Iterable[str]) -> None:
        """Remove the states of files that are no longer in the catalogue."""
        gone = sorted(names)
        if gone:
            self._client.hdel(keys.FEEDS, *gone)


def _decode(row: bytes) -> FileState:
    """Return the state; fields of another version of this program are left out."""
    stored = json.loads(row)
    return FileState(**{f.name: stored[f.name] for f in fields(FileState) if f.name in stored})
