"""The same powers at a prompt. Exit codes: 0 done; 1 failed; 2 usage; others each command names."""

import click

from service.cli.appeals import appeals
from service.cli.backup import backup, restore
from service.cli.check import check
from service.cli.consented import export_reports
from service.cli.decide import decide
from service.cli.doctor import doctor
from service.cli.export import export
from service.cli.feeds import feeds
from service.cli.key import key
from service.cli.log import log
from service.cli.peer import peer
from service.cli.refresh import refresh, rollback
from service.cli.reports import reports
from service.cli.serve import serve
from service.cli.session import Commands
from service.cli.status import status
from service.cli.token import token


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mynah", message="mynah %(version)s")
def main() -> None:
    """Mynah warns of reported scam sites and wallet addresses.

    Settings are environment variables named MYNAH_...: see docs/operations.md.
    """


reports.add_command(export_reports)
COMMANDS = (
    *(appeals, backup, check, decide, doctor, export, feeds, key, log),
    *(peer, refresh, reports, restore, rollback, serve, status, token),
)
for command in COMMANDS:
    main.add_command(command)
