"""`mynah doctor`: looks at each part, says what is wrong and what to do."""

import shutil
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import click
from rich.text import Text

from service.check import STALE_SECONDS
from service.cli.feeds import of_feed
from service.cli.output import ago, console, emit_json, plain
from service.cli.session import Failure, cannot_write, opened, settings
from service.cli.trouble import File, trouble
from service.config import Settings
from service.help.helpline import Helpline
from service.help.loading import NAME, BadHelplines, helplines
from service.keyfile import KeyFileError
from service.keyring import Keyring
from service.services import Services
from service.store.durability import NotDurable
from service.store.embedded import EmbeddedRedisError
from service.store.errors import StoreAway, StoreError

LITTLE_DISK = 500 * 2**20
OLD_BACKUP = 7 * 86_400  # seconds

Finding = tuple[bool, str]  # whether it is well, and a sentence


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Look at each part and say what to do. Exit code 1 when something needs a person."""
    findings = list(examine(settings()))
    if as_json:
        emit_json([{"ok": well, "finding": sentence} for well, sentence in findings])
    else:
        show(findings)
    if not all(well for well, _ in findings):
        raise Failure("Something needs you: see what is marked as a problem.")


def show(findings: list[Finding]) -> None:
    """A line for each."""
    screen = console()
    for well, sentence in findings:
        mark = Text("ok       ", style="green") if well else Text("problem  ", style="bold red")
        screen.print(mark.append(plain(sentence), style=""), soft_wrap=not screen.is_terminal)


def examine(chosen: Settings) -> Iterator[Finding]:
    """Every part in turn; one that cannot be looked at is a finding too."""
    yield from data_directory(chosen)
    yield from signing_key(chosen)
    yield from contacts()
    try:
        with opened() as services:
            yield from redis_server(services)
            yield from desk(services)
            yield from live_list(services)
            yield from feed_health(services)
    except (StoreError, EmbeddedRedisError) as problem:
        yield False, str(problem)
        if isinstance(problem, StoreAway):
            yield from snapshot(services)


def data_directory(chosen: Settings) -> Iterator[Finding]:
    """Whether it can be written, and has room."""
    folder = chosen.data_dir
    if why_not := cannot_write(folder):
        yield False, why_not
        return
    free = shutil.disk_usage(folder).free
    if free < LITTLE_DISK:
        yield False, f"Only {free // 2**20} MiB are free on the disk of {folder}."
    else:
        yield True, f"The data directory {folder} can be written; {free // 2**30} GiB are free."


def signing_key(chosen: Settings) -> Iterator[Finding]:
    """Whether the key that extensions trust is there, and which one waits to take its place."""
    keys = Keyring(chosen.data_dir, chosen.signing_key, time.time)
    try:
        keys.seed()
        waits, _ = keys.next_public(), keys.handovers()
    except KeyFileError as problem:
        yield False, f"The signing key: {problem}."
        return
    if chosen.signing_key:
        yield True, "The signing key is the one in MYNAH_SIGNING_KEY."
    else:
        yield True, f"The signing key is in {chosen.data_dir}: keep a copy elsewhere."
    if waits is not None:
        yield True, f"The next key waits in {chosen.data_dir}: `mynah key switch` puts it to work."


def contacts() -> Iterator[Finding]:
    """Whether the helplines that victims are shown can be read, and are fresh."""
    try:
        yield from ages(helplines(), datetime.now(UTC).date())
    except BadHelplines as problem:
        yield False, f"No helpline can be shown: {problem}."


def ages(lines: Sequence[Helpline], today: date) -> Iterator[Finding]:
    """One finding for each helpline that nobody has looked at for a year."""
    shown = [line for line in lines if line.is_shown]
    aged = [line for line in shown if line.is_aged(today)]
    for line in aged:
        yield (
            False,
            f"The helpline {line.name!r} ({line.place}) was last checked on {line.checked}: look "
            f"at {line.page or line.source}, then set its date in service/help/{NAME}.",
        )
    if not aged:
        waiting = len(lines) - len(shown)
        yield (
            True,
            f"{len(shown)} helplines were checked within a year; {waiting} are not shown until "
            "somebody confirms them.",
        )


def redis_server(services: Services) -> Iterator[Finding]:
    """Whether Redis keeps what it is told."""
    warnings = services.warnings()
    for warning in warnings:
        yield False, warning
    if not warnings:
        yield True, "Redis answers, and keeps what it is told."


def desk(services: Services) -> Iterator[Finding]:
    """Whether reports and decisions are taken, and are safe once they are."""
    try:
        services.backups.check_durable()
    except NotDurable as problem:
        yield False, f"Reports and appeals are refused until this is mended: {problem}."
    if not services.backups.needed():
        return
    last = services.backups.last()
    age = services.clock() - (last or 0)
    if last is None:
        yield False, "No backup of reports and decisions is known: run `mynah backup FILE`."
    elif age > OLD_BACKUP:
        yield False, f"The last backup is {ago(age)} old: does the timer for `mynah backup` run?"
    else:
        yield True, f"Reports and decisions were backed up {ago(age)} ago."


def live_list(services: Services) -> Iterator[Finding]:
    """Whether there is a list, how old it is, and whether refreshes may publish."""
    pointer = services.generations.pointer()
    if pointer.live is None:
        yield False, "Nothing is published yet: run `mynah refresh`."
        return
    size = (
        f"The list {pointer.live} has {services.generations.meta(pointer.live).entries:,} entries"
    )
    if pointer.checked_at is None:
        yield False, f"{size}; no feed has ever answered. Is there a way to the internet?"
    else:
        age = services.clock() - pointer.checked_at
        said = f"{size}, checked {ago(age)} ago."
        fresh = age < STALE_SECONDS
        yield fresh, said if fresh else f"{said} Does the timer for `mynah refresh` run?"
    if refused := services.generations.refused():
        yield False, f"The newest list was not published: {refused}."
    if pointer.pinned:
        yield False, "A rollback pinned this list: `mynah rollback --unpin` lets refreshes publish."


def feed_health(services: Services) -> Iterator[Finding]:
    """One finding for each feed in trouble."""
    states = services.feed_states.load()
    well = True
    for feed in services.catalogue:
        mine = of_feed(feed.id, states)
        said = trouble(File(path, state.outcome, state.detail) for path, state in mine.items())
        if said:
            well = False
            yield False, f"{feed.id}: {said}."
    if states and well:
        yield True, f"Every feed is well, at the last look at its {len(states):,} files."


def snapshot(services: Services) -> Iterator[Finding]:
    """While Redis is away: whether checks can be answered all the same."""
    try:
        generation = services.reader.read([]).generation
    except StoreError:
        yield False, "There is no list on disk either, so checks cannot be answered."
    else:
        yield True, f"Checks are answered from the list {generation.id} on disk meanwhile."
