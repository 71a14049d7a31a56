"""Builds the starting list that the package carries, from a mirror of the feeds.

    python -m service.refresh.build_starting MIRROR 2026-08-22

The date is that of the mirror's newest file. Only feeds under permissive terms go in, and each
one's licence text beside it: docs/decisions/0001-licence.md. A file of low confidence stays out
where its feed as a whole is trusted more, since the starting list speaks with one voice a feed.
"""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from service.feeds.catalogue import load
from service.feeds.feed import Feed, FeedFile, FeedKind
from service.feeds.parsers import PARSERS
from service.model import Claim, Confidence
from service.refresh import guarddata, starting
from service.refresh.assemble import Assembled, Assembly
from service.refresh.claims import EPOCH, exceptions_of, read_items
from service.refresh.guards import Guard

PERMISSIVE = frozenset({"Apache-2.0", "BSD-3-Clause", "DBAD-1.1", "MIT", "Unlicense"})
FOLDER = Path(__file__).parent / "data" / "starting"


def main(mirror: Path, day: date) -> None:
    """Write every file anew, and say how many entries each has."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for feed in load():
        if may_carry(feed):
            write(feed, mirror, day)


def may_carry(feed: Feed) -> bool:
    """Whether the package may hold the feed's entries."""
    return feed.kind is FeedKind.SCAMS and feed.redistribute and feed.licence in PERMISSIVE


def write(feed: Feed, mirror: Path, day: date) -> None:
    """Write one feed's claims and its licence."""
    built = assemble(feed, mirror, day)
    claims = {
        text: Claim(
            min(s.first_seen for s in built.facts[number].sources),
            None,
            built.facts[number].category,
        )
        for text, number in built.entries.items()
    }
    terms = f"{feed.name}, {feed.homepage}; {feed.licence}"
    header = f"{terms}; read on {day}, canonicalised and guarded by Mynah"
    (FOLDER / f"{feed.id}.zst").write_bytes(starting.encode(claims, header))
    for licence in sorted((mirror / feed.folder).glob("LICENSE*")):
        (FOLDER / f"{feed.id}.LICENSE").write_bytes(licence.read_bytes())
    print(f"{feed.id}: {len(claims):,} entries")


def assemble(feed: Feed, mirror: Path, day: date) -> Assembled:
    """Read the feed's files as a refresh would, and let the packaged guards judge the entries."""
    today = day.toordinal() - EPOCH
    assembly = Assembly(Guard(guarddata.build({})), today)
    exceptions: set[str] = set()
    dates: dict[str, int] = {}
    listed = []
    for file, body in bodies(feed, mirror, day):
        parsed = PARSERS[file.format](body, file.params)
        exceptions |= exceptions_of(parsed.exceptions)[0]
        claims = read_items(parsed.items, today).claims
        if file.only_dates:
            for text, claim in claims.items():
                dates[text] = min(claim.first_seen, dates.get(text, claim.first_seen))
        else:
            listed.append((file, claims))
    for file, claims in listed:
        assembly.add(feed, file, claims, exceptions=exceptions, dates=dates)
    return assembly.finish([])


def bodies(feed: Feed, mirror: Path, day: date) -> Iterator[tuple[FeedFile, bytes]]:
    """The feed's files that the mirror has, dated series among them."""
    for series in feed.files:
        if series.confidence is Confidence.LOW and feed.confidence is not Confidence.LOW:
            continue
        for file in series.published(day):
            path = mirror / feed.mirror_path(file)
            if path.is_file():
                yield file, path.read_bytes()


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
