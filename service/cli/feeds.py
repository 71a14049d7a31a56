"""`mynah feeds`: every feed's health, and what the guards hold back."""

from collections import Counter
from typing import Any

import click
from rich.text import Text

from service.cli.output import ago, console, defang, emit_json, rfc3339, table
from service.cli.session import opened
from service.feeds.feed import Feed
from service.model import Held
from service.services import Services
from service.store.drafts import Meta
from service.store.feedstate import FileState

BAD = {"refused": "red", "failed": "red", "starting-list": "yellow"}


@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--held", is_flag=True, help="List what the guards keep off the list, and why.")
@click.option("--feed", "only", metavar="ID", help="Only this feed.")
def feeds(as_json: bool, held: bool, only: str | None) -> None:
    """Show every feed: health, counts, last success."""
    with opened() as services:
        meta = live_meta(services)
        if held:
            show_held([h for h in meta.held if only in (None, h.feed)] if meta else [], as_json)
            return
        states = services.feed_states.load()
        rows = [
            summary(feed, states, meta) for feed in services.catalogue if only in (None, feed.id)
        ]
        now = services.clock()
    if as_json:
        emit_json(rows)
    else:
        show(rows, now)


def live_meta(services: Services) -> Meta | None:
    """The live generation's record, or None before the first."""
    live = services.generations.live()
    return services.generations.meta(live) if live else None


def summary(feed: Feed, states: dict[str, FileState], meta: Meta | None) -> dict[str, Any]:
    """One feed for JSON: its files' states, and its part in the live list."""
    mine = {n: s for n, s in states.items() if n.partition("/")[0] == feed.id}
    info = meta.feeds.get(feed.id) if meta else None
    held = Counter(h.reason for h in meta.held if h.feed == feed.id) if meta else Counter[str]()
    success = max((s.last_success for s in mine.values() if s.last_success), default=None)
    return {
        "id": feed.id,
        "name": feed.name,
        "kind": feed.kind,
        "licence": feed.licence,
        "redistribute": feed.redistribute,
        "entries": info.entries if info else 0,
        "held": dict(held),
        "last_success": rfc3339(success) if success else None,
        "last_success_at": success,
        "files": [
            {"path": name.partition("/")[2], "outcome": s.outcome, "detail": s.detail}
            for name, s in sorted(mine.items())
        ],
    }


def show(rows: list[dict[str, Any]], now: float) -> None:
    """A line for each feed, then a sentence for each file in trouble."""
    screen = console()
    headings = ("feed", "entries", "held", "last success", "state")
    screen.print(table(headings, [line(row, now) for row in rows], right="entries held"))
    for row in rows:
        for file in row["files"]:
            if file["outcome"] in BAD:
                said = f"{row['id']}/{file['path']}: {file['outcome']}: {file['detail']}"
                screen.print(Text(said, style=BAD[file["outcome"]]))


def line(row: dict[str, Any], now: float) -> tuple[object, ...]:
    """One feed for a person."""
    success = row["last_success_at"]
    outcomes = Counter(file["outcome"] for file in row["files"])
    state = Text(", ".join(f"{n} {o}" if n > 1 else o for o, n in sorted(outcomes.items())))
    if bad := [BAD[o] for o in outcomes if o in BAD]:
        state.stylize(min(bad))
    when = f"{ago(now - success)} ago" if success else "never"
    return row["id"], f"{row['entries']:,}", f"{sum(row['held'].values()):,}", when, state or "-"


def show_held(held: list[Held], as_json: bool) -> None:
    """Every held entry with its feed and reason."""
    if as_json:
        emit_json([entry._asdict() for entry in held])
        return
    screen = console()
    screen.print(
        table(
            ("reason", "feed", "entry"),
            sorted((h.reason, h.feed, defang(h.expression)) for h in held),
        )
    )
    screen.print(f"{len(held):,} held back. To list one all the same: mynah decide block TARGET")
