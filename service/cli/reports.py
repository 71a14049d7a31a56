"""`mynah reports`: what people sent in, and files of it from partners."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

import click

from service.casework import Personal, Report, Token
from service.cli.output import UNPRINTABLE, console, count, defang, emit_json, pairs, say, table
from service.cli.session import Usage, opened
from service.intake.allowance import Struck, WrongRole
from service.intake.forms import Fault, Form, read
from service.intake.rows import BadFile, Row, rows_of
from service.intake.status import ReportStatus
from service.services import Services
from service.store.filing import place_of
from service.times import rfc3339

AT_ONCE = 200
SOME_ROWS_BAD = 4


@click.group()
def reports() -> None:
    """Show what people sent in, or read in a partner's file."""


@reports.command("list")
@click.option("--open", "only_open", is_flag=True, help="Those that wait.  [default]")
@click.option("--all", "everything", is_flag=True, help="Those that were decided too.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def list_reports(only_open: bool, everything: bool, as_json: bool) -> None:
    """List reports, the newest first."""
    if only_open and everything:
        raise Usage("--open and --all: choose one.")
    with opened() as services:
        chosen = every(services) if everything else waiting(services)
        found = [(report, services.reports.status_of_report(report)) for report in chosen]
    if as_json:
        emit_json([summary(report, status) for report, status in found])
        return
    rows = [line(report, status) for report, status in found]
    if rows:
        console().print(table(("report", "received", "state", "urgent", "targets"), rows))
    say(f"{count(len(rows), 'report')}{'' if everything else ' waiting'}.")


@reports.command()
@click.argument("ref")
@click.option("--personal", is_flag=True, help="Show the story and the contact too.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def show(ref: str, personal: bool, as_json: bool) -> None:
    """Show one report. REF is as `mynah reports list` has it."""
    with opened() as services:
        report = services.cases.report(ref)
        if report is None:
            raise Usage(f"There is no report {defang(ref)!r}; see `mynah reports list --all`.")
        status = services.reports.status_of_report(report)
        told = (services.cases.personal(ref) or Personal()) if personal else None
    facts = summary(report, status) | (said_by(told) if told else {})
    if as_json:
        emit_json(facts)
        return
    targets = [f"{t['target']}: {t['status']} {t.get('reason', '')}" for t in facts["targets"]]
    shown = {name: value for name, value in facts.items() if name != "targets"}
    console().print(pairs([*shown.items(), *(("target", target) for target in targets)]))
    if told and told.story:
        for part in told.story.split("\n"):
            say(part)


@reports.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--token-name", metavar="NAME", help="Whose reports they are.")
@click.option("--dry-run", is_flag=True, help="Check every row, and take none.")
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as JSON.")
def import_file(file: BinaryIO, token_name: str | None, dry_run: bool, as_json: bool) -> None:
    """Take each row of FILE as a report: JSON lines, or CSV with the fields' names on top.

    Rows that were taken before are left alone. Exit code 4: some rows cannot be used.
    """
    with opened() as services:
        token = holder(services, token_name) if token_name else None
        try:
            outcomes = [(row, taken(services, row, token, dry_run)) for row in rows_in(file)]
        except BadFile as problem:
            raise Usage(f"FILE: {problem}.") from None
        except WrongRole:
            raise Usage("--token-name: a reader may not report; a volunteer may.") from None
        except Struck:
            raise Usage("--token-name: too many of its reports were found false.") from None
    tell(outcomes, dry_run, as_json)


def every(services: Services) -> Iterator[Report]:
    """All reports, the newest first."""
    start = 0
    while page := services.cases.newest_reports(start, AT_ONCE):
        yield from page
        start += len(page)


def waiting(services: Services) -> list[Report]:
    """The reports of open cases, the newest first."""
    found: dict[str, Report] = {}
    start = 0
    while cases := services.cases.queue(start, AT_ONCE):
        most = sum(case.reports for case in cases)
        of_these = services.cases.reports_of([case.id for case in cases], most)
        found |= {report.ref: report for report in of_these}
        start += len(cases)
    return sorted(found.values(), key=place_of, reverse=True)


def summary(report: Report, status: ReportStatus) -> dict[str, Any]:
    """One report for JSON, without anything personal."""
    perhaps = {
        "channel": report.channel,
        "lost": f"{report.loss.amount} {report.loss.currency}" if report.loss else None,
        "token": report.token,
    }
    targets = [
        {"target": target.shown, "kind": target.kind, "status": target.state}
        | ({"reason": target.reason} if target.reason else {})
        for target in status.targets
    ]
    return {
        "ref": report.ref,
        "received_at": rfc3339(report.received_at),
        "status": status.state,
        "urgent": report.held,
        "category": report.category,
        "language": report.language,
        "may_contact": report.may_contact,
        "may_share": report.may_share,
        "images": report.images,
        **{name: value for name, value in perhaps.items() if value},
        "targets": targets,
    }


def said_by(told: Personal) -> dict[str, Any]:
    """What is personal; empty once it was deleted."""
    return {"contact": told.contact, "typed": list(told.typed), "story": told.story}


def line(report: Report, status: ReportStatus) -> tuple[object, ...]:
    """One report for a person."""
    targets = ", ".join(UNPRINTABLE.sub("", target.shown) for target in status.targets)
    urgent = "yes" if report.held and status.state.is_open else ""
    return report.ref, rfc3339(report.received_at), status.state, urgent, targets


def holder(services: Services, name: str) -> Token:
    """The token in use of this name."""
    for token in services.tokens.all():
        if token.name == name and token.revoked_at is None:
            return token
    raise Usage(f"--token-name: there is no token named {defang(name)!r}.")


def rows_in(file: BinaryIO) -> Iterator[Row]:
    """The rows of a file in UTF-8. Raises `BadFile`."""
    try:
        text = file.read().decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BadFile(f"it is not UTF-8 (byte {problem.start:,})") from None
    return rows_of(file.name, text)


def taken(services: Services, row: Row, token: Token | None, dry_run: bool) -> bool | list[Fault]:
    """Whether a row was new, or why it cannot be used."""
    if row.faults:
        return list(row.faults)
    form = read(row.fields)
    if not isinstance(form, Form):
        return form
    return services.reports.take_row(form, token, dry_run=dry_run)


def tell(outcomes: list[tuple[Row, bool | list[Fault]]], dry_run: bool, as_json: bool) -> None:
    """Say what came of each row."""
    number = Counter(outcome for _, outcome in outcomes if isinstance(outcome, bool))
    bad = [
        {"line": row.line, "field": fault.field, "message": fault.message}
        for row, outcome in outcomes
        if not isinstance(outcome, bool)
        for fault in outcome
    ]
    rows = sum(not isinstance(outcome, bool) for _, outcome in outcomes)
    if as_json:
        emit_json(
            {
                "dry_run": dry_run,
                "taken": number[True],
                "known": number[False],
                "unusable": rows,
                "errors": bad,
            }
        )
    else:
        for fault in bad:
            say("line {line}: {field}: {message}".format(**fault), "red", stderr=True)
        new = "would be taken" if dry_run else "taken"
        say(
            f"{count(number[True], 'report')} {new}, {number[False]:,} there already, "
            f"{count(rows, 'row')} that cannot be used."
        )
    if rows:
        raise SystemExit(SOME_ROWS_BAD)
