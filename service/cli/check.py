"""`mynah check`: what is known of these targets."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click
from rich.text import Text

from service.cli.output import ago, console, defang, emit_json, plain, say, shorten
from service.cli.session import opened
from service.model import Status
from service.services import Services

LISTED = 3  # the exit code when something is listed
BATCH = 500  # targets asked for in one trip
STDIN = "-"
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

    The target - stands for the lines of standard input, one target each.
    Exit code 3 when something is listed, 0 when nothing is.
    """
    texts = list(expanded(targets))
    with opened() as services:
        answer = ask(services, texts)
    if as_json:
        emit_json(answer)
    else:
        show(answer)
    listed = any(verdict["status"] == Status.LISTED for verdict in answer["results"])
    click.get_current_context().exit(LISTED if listed else 0)


def expanded(targets: Sequence[str]) -> Iterator[str]:
    """The targets, with the lines of standard input in place of `-`; empty lines are nothing."""
    for target in targets:
        if target != STDIN:
            yield target
            continue
        for line in sys.stdin.buffer:
            if text := line.decode("utf-8", "replace").strip():
                yield text


def ask(services: Services, texts: Sequence[str]) -> dict[str, Any]:
    """One answer for all, as the API gives it; the generation is the one that answered last."""
    answer: dict[str, Any] = services.checker.check(texts[:BATCH]).to_json()
    for start in range(BATCH, len(texts), BATCH):
        further = services.checker.check(texts[start : start + BATCH]).to_json()
        answer["results"] += further["results"]
        answer["generation"] = further["generation"]
    return answer


def show(answer: dict[str, Any]) -> None:
    """Print a paragraph for each verdict and one line on the list."""
    screen = console()
    for verdict in answer["results"]:
        status = Status(verdict["status"])
        line = Text(defang(verdict["target"]), style="bold")
        line.append(f"  {WORDS[status]}", style=COLOURS.get(status, ""))
        screen.print(line, soft_wrap=not screen.is_terminal)
        for detail in details(verdict):
            say(f"  {detail}")
    say(age_of(answer["generation"]), "dim")


def age_of(generation: dict[str, Any]) -> str:
    """Which list answered, how old it is, and why it may be too old."""
    old = ago(generation["age_seconds"])
    if generation.get("starting_list"):
        said = f"the starting list that came with Mynah, {old} old; no feed has answered yet"
    else:
        said = f"checked {old} ago"
    if generation.get("from_snapshot"):
        said += "; Redis is away, so this is the last copy on disk"
    late = ". It is out of date." if generation["stale"] else "."
    return f"List {generation['id']}, {said}{late}"


def details(verdict: dict[str, Any]) -> Iterator[str]:
    """What a verdict says besides its status, a line each."""
    if reason := verdict.get("reason"):
        yield shorten(plain(reason), 400)
    if name := verdict.get("presents_as"):
        yield f"presents itself as {shorten(plain(name), 100)}; that need not be true"
    if matched := verdict.get("matched"):
        yield f"matched {defang(matched)}  {verdict['category']}, {verdict['severity']}"
    for source in verdict.get("sources", ()):
        seen = f"since {source['first_seen'][:10]}, last seen {source['last_seen'][:10]}"
        yield f"{source['name']}: {seen}  {source.get('homepage', '')}".rstrip()
    if linked := verdict.get("linked"):
        shown = ", ".join(map(defang, linked[:5]))
        more = f" and {len(linked) - 5} more" if len(linked) > 5 else ""
        yield f"reported together with {shown}{more}"
