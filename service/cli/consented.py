"""`mynah reports export --consented`: what may be given to the police and others who help."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import click

from service.casework import Personal, Report
from service.cli.backup import STDOUT, destination, is_terminal
from service.cli.decide import plain_words
from service.cli.output import count, say
from service.cli.reports import every
from service.cli.session import Failure, Usage, opened
from service.exports.reported import Given, stix, table
from service.services import Services
from service.store.cases import PERSONAL_SECONDS

FORMATS: dict[str, Callable[[Iterable[Given]], Iterator[str]]] = {"stix": stix, "csv": table}
REASON = "Reports whose senders allow it were given to a partner"


@click.command("export")
@click.option(
    "--consented", is_flag=True, help="Those whose senders allow it: no others are given."
)
@click.option("--format", "name", type=click.Choice([*FORMATS]), default="stix", show_default=True)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Only what came in on this day (UTC) or later: 2026-11-24.",
)
@click.option(
    "--reason", default="", help="To whom and what for, in a sentence, for the public log."
)
@click.option(
    "--output", default=STDOUT, metavar="FILE", help="Write it there, for you alone to read."
)
def export_reports(
    consented: bool, name: str, since: datetime | None, reason: str, output: str
) -> None:
    """Write the reports that may be given to the police, as a STIX bundle or a table.

    It holds stories, contacts and images: keep it safe. That it was made stands in the public log
    before anything is written: by which role, and for whom, but no report.
    """
    if not consented:
        raise Usage(
            "--consented: say it, since only reports whose senders allow it are given away."
        )
    if output == STDOUT and is_terminal():
        raise Usage("--output: name a file; standard output is a terminal, for all to read.")
    words = plain_words(reason) or REASON
    start = since.replace(tzinfo=UTC).timestamp() if since else 0
    with opened() as services:
        given = [one for one in every(services) if one.may_share and one.received_at >= start]
        if not given:
            raise Failure(
                "There is nothing to give away: none of these reports came with its sender's leave "
                "to share it with the police. Nothing was written or logged."
            )
        with destination(output) as out:
            services.decisions.note("export", words)
            for piece in FORMATS[name](whole(services, given)):
                out.write(piece.encode())
    where = "to standard output" if output == STDOUT else f"to {output}"
    say(f"Wrote {count(len(given), 'report')} {where}; the public log says so.", stderr=True)


def whole(services: Services, reports: Iterable[Report]) -> Iterator[Given]:
    """Each with what its sender wrote, as far as it is kept still. Redis deletes it; what a store
    that was repaired by hand holds for longer is not given away either.
    """
    for report in reports:
        status = services.reports.status_of_report(report).state
        if report.received_at + PERSONAL_SECONDS <= services.clock():
            yield Given(report, status, Personal(), ())
            continue
        images = (services.cases.image(report.ref, number) for number in range(report.images))
        personal = services.cases.personal(report.ref) or Personal()
        yield Given(report, status, personal, tuple(image for image in images if image))
