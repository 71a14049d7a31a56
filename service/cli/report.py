"""A refresh's report for a person: a table, a line for each feed in trouble, and the upshot."""

from collections import Counter
from collections.abc import Iterator

from rich.text import Text

from service.cli.output import console, count, say, table
from service.cli.trouble import File, tally, trouble
from service.feeds.feed import Catalogue, FeedKind
from service.refresh import starting
from service.refresh.report import BAD, FileReport, Outcome, RefreshReport

NOT_READ = "–"


def show(report: RefreshReport, catalogue: Catalogue, *, quiet: bool) -> None:
    """Print it; when `quiet`, only what is in trouble and the upshot."""
    feeds: dict[str, list[FileReport]] = {}
    for file in report.files:
        feeds.setdefault(file.feed, []).append(file)
    if not quiet:
        rows = [_row(feed, files, report) for feed, files in feeds.items()]
        headings = ("feed", "lines", "kept", "skipped", "held", "outcome")
        console().print(table(headings, rows, right="lines kept skipped held"))
    for line in troubles(feeds, catalogue):
        say(line, "red")
    if report.refused:
        say(f"the list: {report.refused}", "red")
    say(upshot(report))


def _row(feed: str, files: list[FileReport], report: RefreshReport) -> tuple[object, ...]:
    """One feed's part of the report."""
    outcomes = Counter[str](file.outcome for file in files)
    said = tally(outcomes)
    if Outcome.STARTING_LIST in outcomes:
        said += f" ({report.listed.get(feed, 0):,} entries)"
    skipped = sum(sum(file.skipped.values()) for file in files)
    read = (sum(f.lines for f in files), sum(f.kept for f in files), skipped)
    # What was never read has no number of lines: a nought would say that it is empty.
    numbers = [f"{n:,}" if any(read) or not BAD & set(outcomes) else NOT_READ for n in read]
    held = sum(report.held.get(feed, {}).values())
    style = "red" if BAD & set(outcomes) else ""
    return feed, *numbers, f"{held:,}", Text(said, style=style)


def troubles(feeds: dict[str, list[FileReport]], catalogue: Catalogue) -> Iterator[str]:
    """One line for each feed that failed or was refused, with what serves in its place."""
    for feed, files in feeds.items():
        bad = [file for file in files if file.outcome in BAD]
        if bad:
            said = trouble(File(file.path, file.outcome, file.detail) for file in bad)
            yield f"{feed}: {said}; {_instead(feed, bad, catalogue)}"


def _instead(feed: str, bad: list[FileReport], catalogue: Catalogue) -> str:
    """What the list has in place of the files in trouble."""
    if any(file.outcome == Outcome.STARTING_LIST for file in bad):
        return f"the starting list of {starting.day(feed)} serves"
    if all(file.lines for file in bad):
        return "the last good copy serves" if len(bad) == 1 else "the last good copies serve"
    known = catalogue.get(feed)
    if known and known.kind is FeedKind.GUARD:
        return "the guards in the package serve"
    return "there is no copy yet"


def upshot(report: RefreshReport) -> str:
    """The last line: what is live now."""
    took = f"in {report.seconds:.1f} s"
    entries = f"{report.entries:,} entries"
    if report.dry_run:
        return f"Dry run {took}: a list of {entries}; nothing was written."
    if report.refused:
        return f"Not published {took}: the list of {entries} stays."
    if report.generation is None:
        asked = any(file.outcome is not Outcome.NOT_DUE for file in report.files)
        why = "Nothing new" if asked else f"None of {count(len(report.files), 'file')} is due"
        return f"{why} {took}: the list of {entries} stays."
    return f"Published {report.generation} {took}: {entries}."
