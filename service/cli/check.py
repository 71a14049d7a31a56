"""`mynah check`: what is known of these targets."""

from typing import Any

import click
from rich.text import Text

from service.cli.output import ago, console, defang, emit_json, plain
from service.cli.session import opened
from service.model import Status

LISTED = 3  # the exit code when something is listed
COLOURS = {
    Status.LISTED: "bold red",
    Status.SUSPICIOUS: "yellow",
    Status.ALLOWED: "green",
    Status.INVALID: "magenta",
}
WORDS = {
    Status.LISTED: "LISTED",
    Status.SUSPICIOUS: "suspicious",
    Status.ALLOWED: "allowed",
    Status.UNKNOWN: "unknown (nobody reported it to us; that does not make it safe)",
    Status.INVALID: "not a URL, host or wallet address",
}


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as the API gives it.")
def check(targets: tuple[str, ...], as_json: bool) -> None:
    """Say what is known of URLs, hosts and wallet addresses.

    Exit code 3 when something is listed, 0 when nothing is.
    """
    with opened() as services:
        answer = services.checker.check(targets).to_json()
    if as_json:
        emit_json(answer)
    else:
        show(answer)
    listed = any(verdict["status"] == Status.LISTED for verdict in answer["results"])
    click.get_current_context().exit(LISTED if listed else 0)


def show(answer: dict[str, Any]) -> None:
    """Print a paragraph for each verdict and one line on the list."""
    screen = console()
    for verdict in answer["results"]:
        status = Status(verdict["status"])
        line = Text(defang(verdict["target"]), style="bold")
        screen.print(line.append(f"  {WORDS[status]}", style=COLOURS.get(status, "")))
        for detail in details(verdict):
            screen.print(Text(f"  {plain(detail)}"))
    generation = answer["generation"]
    age = f"List {generation['id']}, checked {ago(generation['age_seconds'])} ago"
    if generation.get("from_snapshot"):
        age += "; Redis is away, so this is the last copy on disk"
    screen.print(Text(age + (". It is out of date." if generation["stale"] else "."), style="dim"))


def details(verdict: dict[str, Any]) -> list[str]:
    """What a verdict says besides its status, a line each."""
    lines = []
    if reason := verdict.get("reason"):
        lines.append(reason)
    if matched := verdict.get("matched"):
        lines.append(f"matched {defang(matched)}  {verdict['category']}, {verdict['severity']}")
    for source in verdict.get("sources", ()):
        seen = f"since {source['first_seen'][:10]}, last seen {source['last_seen'][:10]}"
        lines.append(f"{source['name']}: {seen}  {source.get('homepage', '')}".rstrip())
    if linked := verdict.get("linked"):
        lines.append("reported together with " + ", ".join(map(defang, linked)))
    return lines
