"""`mynah decide`: a moderator's word, which outranks every feed."""

import getpass
import os

import click

from service.cli.output import count, defang, say
from service.cli.session import Usage, opened
from service.model import Category, Decision, Severity, Verb
from service.moderation.guarding import NOT_LOADED, UNREADABLE
from service.moderation.objections import objection
from service.moderation.refusals import Refused, cleaned
from service.refresh.claims import NotUsable, expression_of
from service.services import Services
from service.targets import InvalidTarget, recognise

WITHDRAW = "withdraw"
DAY = 86_400
FOLLOW = (
    "Checks see it now. Browsers see it with their next list: that follows within a minute where "
    "`mynah serve` runs, else with the next refresh."
)
DONE = {Verb.BLOCK: "Blocked", Verb.ALLOW: "Allowed", WITHDRAW: "Decision withdrawn on"}


@click.command()
@click.argument("verb", type=click.Choice([*map(str, Verb), WITHDRAW]))
@click.argument("target")
@click.option("--reason", default="", help="Why, in a sentence; it is shown in the public log.")
@click.option(
    "--category",
    type=click.Choice([str(category) for category in Category]),
    help="What it is reported as, for block.  [default: scam]",
)
@click.option("--warn", is_flag=True, help="Warn with a bar instead of a full page, for block.")
@click.option(
    "--expires",
    metavar="DAYS",
    type=click.IntRange(1, 3650),
    help="Let it count for so many days only.  [default: for good]",
)
def decide(
    verb: str, target: str, reason: str, category: str | None, warn: bool, expires: int | None
) -> None:
    """Block or allow TARGET, whatever the feeds say; or withdraw an earlier decision.

    Checks see it at once; the lists that browsers download, within a minute where `mynah serve`
    runs, else with the next refresh.
    """
    try:
        expression = expression_of(recognise(target))
    except (InvalidTarget, NotUsable) as problem:
        raise Usage(f"TARGET {defang(target)!r}: {problem}") from None
    if verb != Verb.BLOCK and (category or warn):
        raise Usage("--category and --warn: only for block.")
    if verb == WITHDRAW and expires:
        raise Usage("--expires: only for block and allow.")
    if verb == WITHDRAW:
        withdraw(expression, plain_words(reason))
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
            ),
            expires,
        )
    say(f"{DONE[verb]} {defang(expression)}{_until(expires)}. {FOLLOW}")


def _until(days: int | None) -> str:
    return f" for {count(days, 'day')}" if days else ""


def said(reason: str) -> str:
    """The reason as it is kept; there must be one."""
    words = plain_words(reason)
    if not words:
        raise Usage("--reason: say in a sentence why; it is kept with the decision.")
    return words


def plain_words(text: str) -> str:
    """The text in one line, by the rules for whatever stands in the public log."""
    try:
        return cleaned("reason", text)
    except Refused as refused:
        raise Usage(f"--{refused.field}: {refused.message}") from None


def who() -> str:
    """The name of the account that decides; its number where a container gave it no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def put_in_force(decision: Decision, days: int | None) -> None:
    """Write the decision, with the time of now, after a word on what the guards would say; it
    holds for so many days, or for good.
    """
    with opened() as services:
        if decision.verb is Verb.BLOCK:
            caution(services, decision.expression)
        now = int(services.clock())
        ends = now + days * DAY if days else None
        services.decisions.decide(decision._replace(decided_at=now, expires_at=ends))


def caution(services: Services, expression: str) -> None:
    """Refuse a canary, which is never listed; say which guard a decision to block overrides."""
    judged, shown = services.moderation.guarding.judge(expression), defang(expression)
    if judged.canary:
        raise Usage(f"{shown} may never be listed, not even by a decision: see docs/guards.md.")
    if judged.objection is None:
        return
    if judged.objection in (NOT_LOADED, UNREADABLE):
        said = f"Caution: nobody looked whether a guard would hold {shown}, and it is in force all "
        said += f"the same: {objection(judged.objection)}."
    else:
        said = f"Caution: a guard would hold {shown} ({judged.objection}); this decision outranks "
        said += "it."
    say(f"{said} `mynah decide withdraw` takes it back.", "yellow", stderr=True)


def withdraw(expression: str, reason: str) -> None:
    """Take a decision back, or say that there is none."""
    with opened() as services:
        if not services.decisions.withdraw(expression, reason):
            raise Usage(f"There is no decision on {defang(expression)}.")
