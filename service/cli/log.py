"""`mynah log`: what was decided, and whether the record of it is whole."""

import re
from collections.abc import Iterable
from typing import Any

import click

from service.cli.output import console, count, defang, emit_json, plain, say, table
from service.cli.remote_log import RemoteLog, Unreadable
from service.cli.session import Failure, Usage, opened, settings
from service.lists.chain import BrokenChain, Tip, verify
from service.services import public_fetcher

VERIFY = "verify"
_HASH = re.compile("[0-9a-f]{64}")


@click.command()
@click.argument("verb", type=click.Choice([VERIFY]), required=False)
@click.argument("url", required=False)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--head", metavar="HASH", help="For verify: a head noted earlier, to be found in it.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def log(verb: str | None, url: str | None, limit: int, head: str | None, as_json: bool) -> None:
    """Show the newest decisions; or verify that none was changed, left out or put in.

    `mynah log verify` checks the log here, `mynah log verify URL` that of another service. Exit
    code 1 when a log is not whole.
    """
    if head and (verb != VERIFY or not _HASH.fullmatch(head)):
        raise Usage("--head: for verify, the 64 hex digits of a head noted earlier.")
    if verb == VERIFY:
        tell(verified(url, head), as_json)
        return
    with opened() as services:
        lines, tip = services.log.page(None, limit)
    if as_json:
        emit_json({"entries": lines, **tip._asdict()})
    else:
        show(lines, tip)


def verified(url: str | None, head: str | None) -> Tip:
    """Read the whole log, here or at the URL, and check it."""
    try:
        if url is not None:
            return RemoteLog(url, public_fetcher(settings())).verify(head)
        with opened() as services:
            return verify(services.log.every(), head)
    except BrokenChain as problem:
        raise Failure(f"The log is not whole: {plain(str(problem))}.") from None
    except Unreadable as problem:
        raise Failure(f"The log cannot be read: {plain(str(problem))}.") from None


def tell(tip: Tip, as_json: bool) -> None:
    """Say what was found, and what to keep of it."""
    if as_json:
        emit_json(tip._asdict())
        return
    say(f"The log is whole: {count(tip.length, 'line')}.")
    say(f"Its head is {tip.head}")
    say(
        "Note that down: mynah log verify --head HASH finds out later if lines were cut off.", "dim"
    )


def show(lines: list[dict[str, Any]], tip: Tip) -> None:
    """A row for each line, the newest first."""
    if lines:
        headings = ("line", "when", "what", "target", "as", "whose", "reason")
        console().print(table(headings, map(_row, lines), right="line"))
    say(f"{count(tip.length, 'line')}; to check them: mynah log verify")


def _row(line: dict[str, Any]) -> tuple[object, ...]:
    return (
        line["seq"],
        line["at"],
        line["action"],
        defang(line.get("expression", "")),
        ", ".join(_manner(line)),
        line["role"],
        line["reason"],
    )


def _manner(line: dict[str, Any]) -> Iterable[str]:
    if "category" in line:
        yield from (line["category"], line["severity"])
    if line.get("unchecked"):
        yield "not yet checked"
    if "expires_at" in line:
        yield f"until {line['expires_at']}"
