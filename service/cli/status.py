"""`mynah status`: what is live, how old, how much."""

from typing import Any

import click

from service.cli.output import ago, console, emit_json, rfc3339, table
from service.cli.session import opened
from service.services import Services


@click.command()
@click.option("--json", "as_json", is_flag=True)
def status(as_json: bool) -> None:
    """Show what is live, how old it is, and what is kept."""
    with opened() as services:
        facts = gather(services)
    if as_json:
        emit_json(facts)
        return
    if facts["live"] is None:
        console().print("Nothing is published yet: run `mynah refresh`.")
        return
    console().print(table(("", ""), rows(facts)))


def gather(services: Services) -> dict[str, Any]:
    """What there is to say, as JSON has it; times as RFC 3339."""
    pointer = services.generations.pointer()
    facts: dict[str, Any] = {"live": pointer.live, "pinned": pointer.pinned is not None}
    if pointer.live is None:
        return facts
    meta = services.generations.meta(pointer.live)
    checked = pointer.checked_at or meta.published_at
    facts |= {
        "published_at": rfc3339(meta.published_at),
        "checked_at": rfc3339(checked),
        "age_seconds": int(services.clock()) - checked,
        "entries": meta.entries,
        "held": len(meta.held),
        "decisions": len(services.decisions.all()),
        "lists": {name: info.entries for name, info in meta.lists.items()},
        "kept": services.generations.kept(),
    }
    return facts


def rows(facts: dict[str, Any]) -> list[tuple[str, object]]:
    """The same for a person."""
    lists = ", ".join(f"{name} {count:,}" for name, count in facts["lists"].items())
    return [
        ("live", facts["live"] + (" (pinned by a rollback)" if facts["pinned"] else "")),
        ("published", facts["published_at"]),
        ("checked", f"{facts['checked_at']}, {ago(facts['age_seconds'])} ago"),
        ("entries", f"{facts['entries']:,}"),
        ("lists", lists),
        ("held back", f"{facts['held']:,} (mynah feeds --held)"),
        ("decisions", f"{facts['decisions']:,}"),
        ("kept", ", ".join(facts["kept"])),
    ]
