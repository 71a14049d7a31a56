"""`mynah feeds`: every feed's health, and what the guards hold back."""

from collections import Counter
from typing import Any

import click
from rich.text import Text

from service.cli.completion import feed_ids
from service.cli.output import ago, console, defang, emit_json, say, table
from service.cli.session import Usage, opened
from service.cli.trouble import File, tally, trouble
from service.feeds.feed import Feed
from service.model import Held
from service.refresh.plan import UnknownFeed, check_names
from service.refresh.report import BAD
from service.services import Services
from service.store.drafts import Meta
from service.store.feedstate import FileState
from service.times import rfc3339

Row = dict[str, Any]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
@click.option("--held", is_flag=True, help="List what the guards keep off the list, and why.")
@click.option("--feed", "only", metavar="ID", shell_complete=feed_ids, help="Only this feed.")
def feeds(as_json: bool, held: bool, only: str | None) -> None:
    """Show every feed: health, counts, last success."""
    with opened() as services:
        try:
            check_names(services.catalogue, [only] if only else [])
        except UnknownFeed as problem:
            raise Usage(f"--feed: {problem}") from None
        meta = live_meta(services)
        states = services.feed_states.load()
        refused = services.generations.refused()
        now = services.clock()
        chosen = [feed for feed in services.catalogue if only in (None, feed.id)]
    if held:
        entries = [entry for entry in meta.held if only in (None, entry.feed)] if meta else []
        show_held(sorted(entries, key=lambda e: (e.reason, e.feed, e.expression)), as_json)
    elif as_json:
        emit_json([summary(feed, states, meta) for feed in chosen])
    else:
        show([summary(feed, states, meta) for feed in chosen], states, now)
        if refused:
            say(f"The newest list was not published: {refused}.", "red")


def live_meta(services: Services) -> Meta | None:
    """The live generation's record, or None before the first."""
    live = services.generations.live()
    return services.generations.meta(live) if live else None


def summary(feed: Feed, states: dict[str, FileState], meta: Meta | None) -> Row:
    """One feed for JSON: its files' states, and its part in the live list."""
    mine = of_feed(feed.id, states)
    info = meta.feeds.get(feed.id) if meta else None
    held = Counter(h.reason for h in meta.held if h.feed == feed.id) if meta else Counter[str]()
    success = last_success(mine)
    row: Row = {
        "id": feed.id,
        "name": feed.name,
        "kind": feed.kind,
        "licence": feed.licence,
        "redistribute": feed.redistribute,
        "entries": info.entries if info else 0,
        "held": dict(held),
        "files": [
            {"path": path, "outcome": s.outcome, "detail": s.detail} for path, s in mine.items()
        ],
    }
    if feed.disputes:
        row["disputes"] = feed.disputes
    return row | ({"last_success": rfc3339(success)} if success else {})


def of_feed(feed: str, states: dict[str, FileState]) -> dict[str, FileState]:
    """The states of one feed's files, by path."""
    names = sorted(name for name in states if name.partition("/")[0] == feed)
    return {name.partition("/")[2]: states[name] for name in names}


def last_success(states: dict[str, FileState]) -> int | None:
    """When a file of the feed last came in well, in unix seconds."""
    return max((s.last_success for s in states.values() if s.last_success), default=None)


def show(rows: list[Row], states: dict[str, FileState], now: float) -> None:
    """A line for each feed, then one for each feed in trouble."""
    headings = ("feed", "entries", "held", "last success", "state")
    lines = [line(row, last_success(of_feed(row["id"], states)), now) for row in rows]
    console().print(table(headings, lines, right="entries held"))
    for row in rows:
        if said := trouble(File(**file) for file in row["files"]):
            say(f"{row['id']}: {said}", "red")
    for row in rows:
        if "disputes" in row:
            say(f"{row['id']}: tell the publisher of a mistake at {row['disputes']}")


def line(row: Row, success: int | None, now: float) -> tuple[object, ...]:
    """One feed for a person."""
    outcomes = Counter(file["outcome"] for file in row["files"])
    said = tally(dict(sorted(outcomes.items())))
    state = Text(said or "not fetched yet", style="red" if BAD & outcomes.keys() else "")
    when = f"{ago(now - success)} ago" if success else "never"
    return row["id"], f"{row['entries']:,}", f"{sum(row['held'].values()):,}", when, state


def show_held(held: list[Held], as_json: bool) -> None:
    """Every held entry with its feed and reason."""
    if as_json:
        emit_json([entry._asdict() for entry in held])
        return
    rows = [(entry.reason, entry.feed, defang(entry.expression)) for entry in held]
    if rows:
        console().print(table(("reason", "feed", "entry"), rows))
    entries = f"{len(held):,} {'entry is' if len(held) == 1 else 'entries are'}"
    say(f"{entries} held back. To list one all the same: mynah decide block TARGET --reason WHY")
