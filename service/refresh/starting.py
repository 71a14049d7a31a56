"""The starting list: what the package knows of a feed, for a first refresh without internet.

`data/starting/FEED.zst` is zstd over lines of UTF-8: a `#` line with source, licence and date, then
`expression<TAB>first-seen day<TAB>category` each. Only feeds whose licence allows it are there.
"""

import hashlib
import re
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

import zstandard

from service.model import Category, Claim


def load(feed_id: str) -> dict[str, Claim] | None:
    """Return what the package says a feed claimed, or None when it holds nothing of it."""
    source = _file(feed_id)
    if not source.is_file():
        return None
    return decode(source.read_bytes())


def day(feed_id: str) -> str | None:
    """Return the date (YYYY-MM-DD) on which the packaged copy was read, or None without one."""
    source = _file(feed_id)
    if not source.is_file():
        return None
    header = zstandard.decompress(source.read_bytes()).partition(b"\n")[0].decode()
    found = re.search(r"read on (\d{4}-\d\d-\d\d)", header)
    return found[1] if found else None


def read_at(feed_id: str) -> int | None:
    """Return the same day in unix seconds."""
    found = day(feed_id)
    return None if found is None else int(datetime.fromisoformat(f"{found}T00:00Z").timestamp())


def digest(feed_id: str) -> str | None:
    """Name the packaged file's content, or None when there is none."""
    source = _file(feed_id)
    return hashlib.sha256(source.read_bytes()).hexdigest() if source.is_file() else None


def encode(claims: dict[str, Claim], header: str) -> bytes:
    """Return a feed's file for the package. `header` is one line: source, licence, date."""
    lines = [f"# {header}"]
    for expression in sorted(claims):
        claim = claims[expression]
        lines.append(f"{expression}\t{claim.first_seen}\t{claim.category or ''}")
    return zstandard.compress("\n".join([*lines, ""]).encode(), 19)


def decode(data: bytes) -> dict[str, Claim]:
    """Return the claims that `encode` was given, without their links."""
    claims: dict[str, Claim] = {}
    shared: dict[str, Claim] = {}
    for line in zstandard.decompress(data).decode().split("\n"):
        if not line or line[0] == "#":
            continue
        expression, _, rest = line.partition("\t")
        if rest not in shared:
            day, category = rest.split("\t")
            shared[rest] = Claim(int(day), None, Category(category) if category else None)
        claims[expression] = shared[rest]
    return claims


def _file(feed_id: str) -> Traversable:
    return files("service.refresh") / "data" / "starting" / f"{feed_id}.zst"
