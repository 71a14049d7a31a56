"""`mynah decide`: a moderator's word, which outranks every feed."""

import getpass

import click

from service.cli.output import console, defang
from service.cli.session import Usage, opened
from service.model import Category, Decision, Severity, Target, Verb
from service.refresh.claims import NotUsable, canonicalise
from service.targets import InvalidTarget, recognise


@click.command()
@click.argument("verb", type=click.Choice([*map(str, Verb), "withdraw"]))
@click.argument("target")
@click.option("--reason", help="Why, in a sentence; it is kept with the decision.")
@click.option(
    "--category",
    type=click.Choice([str(category) for category in Category]),
    default=str(Category.SCAM),
    show_default=True,
    help="What it is reported as, for block.",
)
@click.option("--warn", is_flag=True, help="Warn with a bar instead of a full page, for block.")
def decide(verb: str, target: str, reason: str | None, category: str, warn: bool) -> None:
    """Block or allow TARGET, whatever the feeds say; or withdraw an earlier decision.

    Checks see it at once; the lists that extensions download, with the next refresh.
    """
    try:
        expression = expression_of(recognise(target))
    except (InvalidTarget, NotUsable) as problem:
        raise Usage(f"TARGET {defang(target)!r}: {problem}") from None
    if verb != "withdraw" and not (reason or "").strip():
        raise Usage("--reason: say in a sentence why; it is kept with the decision.")
    with opened() as services:
        if verb == "withdraw":
            if not services.decisions.withdraw(expression):
                raise Usage(f"There is no decision on {defang(expression)}.")
        else:
            services.decisions.decide(
                Decision(
                    expression=expression,
                    verb=Verb(verb),
                    reason=(reason or "").strip(),
                    decided_at=int(services.clock()),
                    decided_by=getpass.getuser(),
                    category=Category(category),
                    severity=Severity.WARN if warn else Severity.BLOCK,
                )
            )
    done = {"block": "Blocked", "allow": "Allowed", "withdraw": "Decision withdrawn on"}[verb]
    console().print(f"{done} {defang(expression)}. Lists follow with the next refresh.")


def expression_of(target: Target) -> str:
    """What was typed, not the whole site above it; spelt as the feeds' entries are."""
    return target.expressions[0] if target.chain else canonicalise(target.canonical)
