"""`mynah refresh` and `mynah rollback`: what a maintainer's timer runs, and the way back."""

import click

from service.cli.completion import feed_ids
from service.cli.output import emit_json, say
from service.cli.progress import watching
from service.cli.report import show, upshot
from service.cli.session import Failure, Usage, opened
from service.refresh.plan import UnknownFeed
from service.refresh.report import RefreshReport
from service.services import LOCK_SECONDS
from service.store.errors import Held, NothingToRollBackTo, Pinned
from service.store.lock import Lock

REFUSED = 1  # nothing published: the list itself needs a person
TROUBLED = 4  # published, but some feed was refused or failed
PATIENCE = 45.0  # seconds: one that only follows the decisions is done by then
NOT_PINNED = "No list was pinned: refreshes publish as they did."


@click.command()
@click.option(
    "--feed",
    "feeds",
    multiple=True,
    metavar="ID",
    shell_complete=feed_ids,
    help="Only this feed, due or not.",
)
@click.option("--no-fetch", is_flag=True, help="Ask no feed; only let the list follow decisions.")
@click.option("--accept", is_flag=True, help="Take the change in size of the --feed named, once.")
@click.option(
    "--accept-list", is_flag=True, help="Publish, once, though the list lost much or much is held."
)
@click.option("--wait", is_flag=True, help="Wait two minutes for another refresh that is at work.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be published.")
@click.option("--quiet", "-q", is_flag=True, help="Say only what is in trouble, and the upshot.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def refresh(
    feeds: tuple[str, ...],
    no_fetch: bool,
    accept: bool,
    accept_list: bool,
    wait: bool,
    dry_run: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Fetch the feeds that are due, and publish a new list if there is anything new.

    Exit code 4: some feed was refused or failed; its last good copy stays, the others count.
    Exit code 1: nothing was published. The list that was live still is.
    """
    if accept and not feeds:
        raise Usage("--accept: name the feed you have looked at with --feed.")
    if no_fetch and feeds:
        raise Usage("--no-fetch asks no feed: leave --feed out.")
    with opened() as services:
        if not dry_run:
            lock = services.publishing if no_fetch else services.lock
            wait_for_others(lock, long=wait)
        try:
            with watching(silent=quiet or as_json) as watcher:
                report = services.refresher().run(
                    feeds or None,
                    dry_run=dry_run,
                    fetch=not no_fetch,
                    accept=frozenset(feeds if accept else ()),
                    accept_list=accept_list,
                    progress=watcher,
                )
        except UnknownFeed as problem:
            raise Usage(f"--feed: {problem}") from None
        except Held as problem:
            raise Failure(f"Another refresh is at work: {problem.holder}.") from None
        except Pinned as problem:
            raise Failure(f"{problem} (mynah rollback --unpin)") from None
    if as_json:
        emit_json(report.to_json())
    elif no_fetch:
        say_what_followed(report, quiet=quiet)
    else:
        show(report, services.catalogue, quiet=quiet)
    click.get_current_context().exit(
        REFUSED if report.refused else TROUBLED if report.troubled else 0
    )


def wait_for_others(lock: Lock, *, long: bool) -> None:
    """Wait while another refresh is at work; if `long`, until a dead one's lock has run out."""
    holder = lock.held_by_another()
    if holder and long:
        said = f"Another refresh is at work: {holder}. Waiting for it, two minutes at most."
        say(said, stderr=True)
    lock.wait_for(LOCK_SECONDS + 1 if long else PATIENCE)


def say_what_followed(report: RefreshReport, *, quiet: bool) -> None:
    """One line; none when `quiet` and nothing was to be done: it runs every minute."""
    if report.generation or report.dry_run:
        say(upshot(report))
    elif not quiet:
        say("The list has all that was decided." if report.entries else "There is no list yet.")


@click.command()
@click.option("--unpin", is_flag=True, help="Let refreshes publish again.")
def rollback(unpin: bool) -> None:
    """Put the list before the live one back, and pin it."""
    with opened() as services:
        if unpin:
            pinned = services.generations.unpin()
            say("Refreshes publish again, from the next one on." if pinned else NOT_PINNED)
            return
        try:
            target = services.generations.rollback()
        except NothingToRollBackTo as problem:
            raise Failure(f"Nothing to go back to: {problem}.") from None
    say(f"{target} is live again and pinned. To let refreshes publish: mynah rollback --unpin")
