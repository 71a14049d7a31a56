"""`mynah status`: what is live, how old, how much."""

from typing import Any

import click

from service.cli.output import ago, console, emit_json, pairs, say
from service.cli.session import opened
from service.services import Services
from service.times import rfc3339


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def status(as_json: bool) -> None:
    """Show what is live, how old it is, and what is kept."""
    with opened() as services:
        facts = gather(services)
    if as_json:
        emit_json(facts)
    elif "live" not in facts:
        say("Nothing is published yet: run `mynah refresh`.")
    else:
        console().print(pairs(rows(facts)))


def gather(services: Services) -> dict[str, Any]:
    """What there is to say, as JSON has it: what is absent is left out; times as RFC 3339."""
    pointer = services.generations.pointer()
    facts: dict[str, Any] = {
        "pinned": pointer.pinned is not None,
        "decisions": len(services.decisions.current().holding(services.clock()).decisions),
    }
    if refused := services.generations.refused():
        facts["refused"] = refused
    if pointer.live is None:
        return facts
    meta = services.generations.meta(pointer.live)
    read_at = pointer.checked_at or meta.starting_at
    if pointer.checked_at is not None:
        facts["checked_at"] = rfc3339(pointer.checked_at)
    elif meta.starting_at is not None:
        facts["starting_list"] = True
    if read_at is not None:
        facts["age_seconds"] = max(0, int(services.clock()) - read_at)
    return facts | {
        "live": pointer.live,
        "published_at": rfc3339(meta.published_at),
        "entries": meta.entries,
        "held": len(meta.held),
        "lists": {name: info.entries for name, info in meta.lists.items()},
        "kept": services.generations.kept(),
    }


def rows(facts: dict[str, Any]) -> list[tuple[str, object]]:
    """The same for a person."""
    lists = ", ".join(f"{name} {count:,}" for name, count in facts["lists"].items())
    checked = "never: no feed has answered yet"
    if "starting_list" in facts:
        checked += f", the starting list serves ({ago(facts['age_seconds'])} old)"
    elif "checked_at" in facts:
        checked = f"{facts['checked_at']}, {ago(facts['age_seconds'])} ago"
    refused = [("not published", facts["refused"])] if "refused" in facts else []
    return [
        *refused,
        ("live", facts["live"] + (" (pinned by a rollback)" if facts["pinned"] else "")),
        ("published", facts["published_at"]),
        ("checked", checked),
        ("entries", f"{facts['entries']:,}"),
        ("lists", lists),
        ("held back", f"{facts['held']:,} (mynah feeds --held)"),
        ("decisions", f"{facts['decisions']:,}"),
        ("kept", ", ".join(facts["kept"])),
    ]
