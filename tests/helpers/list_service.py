"""A stand-in of the service for browser tests: signed lists, deltas and buckets of given entries.

The bytes are made by the service's own code; what is left out is Redis, feeds and everything else.
"""

import hashlib
import json
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from service.lists import manifest as manifests
from service.lists.chain import GENESIS, Tip
from service.lists.texts import both_lists, delta
from service.model import Category, Fact, Severity, Source
from service.names.hashing import digest
from tests.helpers.local_server import LocalServer, Reply
from tests.helpers.report_desk import ReportDesk

SEED = bytes(range(32))
DAY = 86_400
CONFIRMED = "2026-11-20T00:00:00Z"  # by every source


class Entry(NamedTuple):
    """One listed expression, and what is said of it."""

    expression: str
    severity: Severity = Severity.BLOCK
    category: Category = Category.INVESTMENT
    sources: tuple[tuple[str, str], ...] = (("A public feed", "2026-10-05T00:00:00Z"),)
    unchecked: bool = False
    presents_as: str = ""


class ListService(LocalServer):
    """Serves what was published last. Tests may spoil the manifest, or any body by its path."""

    def __init__(self, seed: bytes = SEED) -> None:
        super().__init__()
        self.url = f"http://127.0.0.1:{self.port}"
        self.seed = seed
        self.requests: list[str] = []
        self.manifest: dict[str, Any] = {}
        self.bodies: dict[str, bytes] = {}
        self.open = threading.Event()  # cleared, it keeps whoever asks for a bucket waiting
        self.open.set()
        self.replies: dict[str, Reply] = {}  # answers to paths, whatever else would be said
        self.gates: dict[str, threading.Event] = {}  # paths that are answered once they are set
        self.entries: dict[str, Entry] = {}
        self.desk = ReportDesk()
        self.checked: list[str] = []  # what was asked about in strict mode
        self.strict: dict[str, Entry] = {}  # what is listed there, by target
        self._texts: dict[str, dict[str, bytes]] = {}
        self._newest = int(time.time()) - 60

    def publish(
        self, entries: Sequence[Entry], *, after: int = 1, valid: int = 7 * DAY, deltas: bool = True
    ) -> None:
        """Publish `after` seconds after the newest, valid for `valid` seconds from now."""
        published_at = self._newest + after
        self._newest = max(self._newest, published_at)
        self.entries = {digest(entry.expression).hex(): entry for entry in entries}
        version = f"version-{len(self._texts)}"
        texts = both_lists(*_facts(entries))
        self._texts[version] = texts
        infos = {name: self._info(name, version, text, deltas) for name, text in texts.items()}
        expires = int(time.time()) + valid
        plain = manifests.build(infos, published_at, expires, 900, self.url, Tip(0, GENESIS))
        self.manifest = manifests.sign(plain, self.seed)

    def package(self, folder: Path) -> None:
        """Write what was published last as the extension's packaged lists."""
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps(self.manifest), "utf-8")
        for name, text in list(self._texts.values())[-1].items():
            (folder / f"{name}.txt").write_bytes(text)

    def asked(self) -> list[str]:
        """What was asked for but the manifest, which browsers fetch from time to time."""
        return [path for path in self.requests if path != "/v1/lists"]

    def reply_to_post(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self.requests.append(path)
        if path == "/v1/reports":
            return self.desk.take(headers, body)
        targets = json.loads(body)["targets"]
        self.checked += targets
        return _json({"results": [self._verdict(target) for target in targets]})

    def reply(self, host: str, path: str) -> Reply:  # noqa: ARG002  every host is answered alike
        self.requests.append(path)
        if path in self.gates:
            self.gates[path].wait(20)
        if path in self.replies:
            return self.replies[path]
        if path == "/v1/lists" and path not in self.bodies:
            return _json(self.manifest)
        if path.startswith("/v1/hashes/"):
            self.open.wait(10)
            return _json(self._bucket(path.rsplit("/", 1)[1]))
        if path.startswith("/v1/reports/"):
            return self.desk.status(path.rsplit("/", 1)[1])
        if path in self.bodies:
            return Reply(self.bodies[path], "text/plain; charset=utf-8")
        return Reply(b"", status=404)

    def _info(self, name: str, version: str, text: bytes, deltas: bool) -> manifests.ListInfo:
        self.bodies[f"/v1/lists/{name}/{version}"] = text
        sizes = []
        for start, texts in self._texts.items():
            if not deltas or start == version:
                continue
            change = delta(texts[name], text)
            self.bodies[f"/v1/lists/{name}/{start}..{version}"] = change
            sizes.append((start, len(change)))
        checksum = hashlib.sha256(text).hexdigest()
        return manifests.ListInfo(version, text.count(b"\n"), checksum, len(text), tuple(sizes))

    def _verdict(self, target: str) -> dict[str, Any]:
        entry = self.strict.get(target)
        if entry is None:
            return {"target": target, "status": "unknown"}
        listed = {"target": target, "status": "listed", "matched": entry.expression}
        return {**_match(digest(entry.expression).hex(), entry), **listed}

    def _bucket(self, prefix: str) -> dict[str, Any]:
        found = [(hashed, e) for hashed, e in self.entries.items() if hashed.startswith(prefix)]
        return {
            "prefix": prefix,
            "ttl_seconds": 300,
            "generation": self.manifest["lists"][0]["version"],
            "matches": [_match(hashed, entry) for hashed, entry in found],
        }


def _facts(entries: Sequence[Entry]) -> tuple[Mapping[str, int], Sequence[Fact]]:
    facts = [Fact(e.severity, e.category, (Source("feed", 20_000),)) for e in entries]
    return {entry.expression: number for number, entry in enumerate(entries)}, facts


def _match(hashed: str, entry: Entry) -> dict[str, Any]:
    sources = [
        {
            "id": name.lower().replace(" ", "-"),
            "name": name,
            "first_seen": since,
            "last_seen": CONFIRMED,
        }
        for name, since in entry.sources
    ]
    return {
        "hash": hashed,
        "severity": entry.severity,
        "category": entry.category,
        "sources": sources,
        "first_seen": min(since for _, since in entry.sources),
        **({"unchecked": True} if entry.unchecked else {}),
        **({"presents_as": entry.presents_as} if entry.presents_as else {}),
    }


def _json(value: object) -> Reply:
    return Reply(json.dumps(value).encode(), "application/json")
