"""`mynah decide`: a moderator's word, which outranks every feed."""

import getpass
import os

import click

from service.cli.output import defang, say
from service.cli.session import Usage, opened
from service.model import Category, Decision, Severity, Verb
from service.refresh.claims import NotUsable, expression_of
from service.targets import InvalidTarget, recognise

WITHDRAW = "withdraw"
DONE = {Verb.BLOCK: "Blocked", Verb.ALLOW: "Allowed", WITHDRAW: "Decision withdrawn on"}


@click.command()
@click.argument("verb", type=click.Choice([*map(str, Verb), WITHDRAW]))
@click.argument("target")
@click.option("--reason", default="", help="Why, in a sentence; it is kept with the decision.")
@click.option(
    "--category",
    type=click.Choice([str(category) for category in Category]),
    help="What it is reported as, for block.  [default: scam]",
)
@click.option("--warn", is_flag=True, help="Warn with a bar instead of a full page, for block.")
def decide(verb: str, target: str, reason: str, category: str | None, warn: bool) -> None:
    """Block or allow TARGET, whatever the feeds say; or withdraw an earlier decision.

    Checks see it at once; the lists that extensions download, with the next refresh.
    """
    try:
        expression = expression_of(recognise(target))
    except (InvalidTarget, NotUsable) as problem:
        raise Usage(f"TARGET {defang(target)!r}: {problem}") from None
    if verb != Verb.BLOCK and (category or warn):
        raise Usage("--category and --warn: only for block.")
    if verb == WITHDRAW:
        withdraw(expression)
    else:
        put_in_force(
            Decision(
                expression=expression,
                verb=Verb(verb),
                reason=said(reason),
                decided_at=0,
                decided_by=who(),
                category=Category(category or Category.SCAM),
                severity=Severity.WARN if warn else Severity.BLOCK,
            )
        )
    say(f"{DONE[verb]} {defang(expression)}. Checks see it now, lists with the next refresh.")


def said(reason: str) -> str:
    """The reason as it is kept."""
    words = " ".join(reason.split())
    if not words:
        raise Usage("--reason: say in a sentence why; it is kept with the decision.")
    return words


def who() -> str:
    """The name of the account that decides; its number where a container gave it no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def put_in_force(decision: Decision) -> None:
    """Write the decision, with the time of now."""
    with opened() as services:
        services.decisions.decide(decision._replace(decided_at=int(services.clock())))


def withdraw(expression: str) -> None:
    """Take a decision back, or say that there is none."""
    with opened() as services:
        if not services.decisions.withdraw(expression):
            raise Usage(f"There is no decision on {defang(expression)}.")
