"""`mynah doctor`: looks at each part, says what is wrong and what to do."""

import os
import shutil
from collections.abc import Callable, Iterator

import click
from rich.text import Text

from service.cli.output import ago, console
from service.cli.session import Failure, opened
from service.services import Services
from service.store.errors import StoreError

STALE_SECONDS = 2 * 86_400
LITTLE_DISK = 500 * 2**20

Finding = tuple[bool, str]  # whether it is well, and a sentence


@click.command()
def doctor() -> None:
    """Look at each part and say what to do. Exit code 1 when something needs a person."""
    screen = console()
    with opened() as services:
        findings = list(examine(services))
    for well, sentence in findings:
        mark = Text("ok      ", style="green") if well else Text("problem ", style="bold red")
        screen.print(mark.append(sentence, style=""))
    if not all(well for well, _ in findings):
        raise Failure("Something needs you: see the lines marked problem.")


def examine(services: Services) -> Iterator[Finding]:
    """Every part in turn; one that cannot be looked at is a finding too."""
    parts: tuple[Callable[[Services], Iterator[Finding]], ...] = (
        data_directory,
        redis_server,
        live_list,
        feed_health,
    )
    for part in parts:
        try:
            yield from part(services)
        except StoreError as problem:
            yield False, f"{part.__name__.replace('_', ' ')}: {problem}"


def data_directory(services: Services) -> Iterator[Finding]:
    folder = services.settings.data_dir
    if not os.access(folder, os.W_OK):
        yield False, f"The data directory {folder} cannot be written: set MYNAH_DATA_DIR."
        return
    free = shutil.disk_usage(folder).free
    if free < LITTLE_DISK:
        yield False, f"Only {free // 2**20} MiB are free on the disk of {folder}."
    else:
        yield True, f"The data directory {folder} can be written; {free // 2**30} GiB are free."


def redis_server(services: Services) -> Iterator[Finding]:
    warnings = services.warnings()
    for warning in warnings:
        yield False, warning
    if not warnings:
        yield True, "Redis answers, and keeps what it is told."


def live_list(services: Services) -> Iterator[Finding]:
    pointer = services.generations.pointer()
    if pointer.live is None:
        yield False, "Nothing is published yet: run `mynah refresh`."
        return
    meta = services.generations.meta(pointer.live)
    age = services.clock() - (pointer.checked_at or meta.published_at)
    fresh = age < STALE_SECONDS
    said = f"The list {pointer.live} has {meta.entries:,} entries, checked {ago(age)} ago."
    yield fresh, said if fresh else f"{said} Does the timer for `mynah refresh` run?"
    if pointer.pinned:
        yield False, "A rollback pinned this list: `mynah rollback --unpin` lets refreshes publish."


def feed_health(services: Services) -> Iterator[Finding]:
    states = services.feed_states.load()
    troubled = {name: s for name, s in states.items() if s.outcome in ("refused", "failed")}
    for name, state in sorted(troubled.items()):
        advice = (
            f" If the feed is right, `mynah refresh --accept {name.partition('/')[0]}`."
            if state.outcome == "refused"
            else ""
        )
        yield False, f"{name} {state.detail} ({state.failures} times in a row).{advice}"
    if states and not troubled:
        yield True, f"All {len(states)} feed files are well."
