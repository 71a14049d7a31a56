"""`mynah appeals`: who says that something is listed by mistake, and our answers."""

from typing import Any

import click

from service.appeals.words import answer_by
from service.casework import Appeal, AppealState, Personal
from service.cli.decide import FOLLOW, said, who
from service.cli.output import ago, console, count, defang, emit_json, say, table
from service.cli.session import Failure, Usage, opened
from service.moderation.desk import AlreadyAnswered
from service.moderation.refusals import Refused
from service.services import Services
from service.store.cases import NoSuchCase
from service.times import rfc3339

MOST = 100  # a list on the screen; the queue of cases is for the rest
ANSWERS = [str(AppealState.REMOVED), str(AppealState.KEPT)]


@click.group()
def appeals() -> None:
    """Show appeals against entries, and answer them."""


@appeals.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON, statements too.")
def show(as_json: bool) -> None:
    """List the newest appeals, those without an answer first."""
    with opened() as services:
        found = services.appeals.newest(0, MOST)
        found.sort(key=lambda appeal: not appeal.state.is_open)
        if as_json:
            emit_json([row(appeal, services.cases.personal(appeal.ref)) for appeal in found])
            return
        now = services.clock()
    headings = ("ref", "state", "age", "from", "proven", "entry")
    console().print(table(headings, [line(appeal, now) for appeal in found]))
    say(f"{count(sum(appeal.state.is_open for appeal in found), 'appeal')} without an answer.")


def line(appeal: Appeal, now: float) -> tuple[object, ...]:
    """One appeal for a person."""
    age = ago(now - appeal.received_at)
    entry = defang(appeal.target.expression)
    return appeal.ref, appeal.state, age, appeal.appellant, appeal.proven_by or "no", entry


def row(appeal: Appeal, personal: Personal | None) -> dict[str, Any]:
    """One appeal for JSON. What is personal is gone after its time."""
    fields: dict[str, Any] = {
        "ref": appeal.ref,
        "state": appeal.state,
        "received_at": rfc3339(appeal.received_at),
        "answer_by": rfc3339(answer_by(appeal)),
        "appellant": appeal.appellant,
        "language": appeal.language,
        "target": appeal.target.canonical,
        "entry": appeal.target.expression,
        "proven_by": appeal.proven_by,
        "reason": appeal.reason or None,
        "statement": personal and personal.story,
        "contact": (personal and personal.contact) or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


@appeals.command()
@click.argument("ref")
@click.argument("answer", type=click.Choice(ANSWERS))
@click.option("--reason", default="", help="Why, in a sentence that whoever appealed will read.")
def answer(ref: str, answer: str, reason: str) -> None:
    """Answer the appeal REF: removed takes the entry off the list, kept lets it stay.

    removed decides to allow the entry, which answers every open appeal about it.
    """
    with opened() as services:
        appeal = put_in_force(services, ref, AppealState(answer), said(reason))
    entry = defang(appeal.target.expression)
    if appeal.state is AppealState.REMOVED:
        say(f"Removed: {entry} is allowed. {FOLLOW}")
    else:
        say(f"Kept: {entry} stays as it is. Whoever appealed can read why.")


def put_in_force(services: Services, ref: str, state: AppealState, reason: str) -> Appeal:
    """Write the answer, or say why it cannot be."""
    try:
        return services.desk.answer(ref, state, reason, who())
    except NoSuchCase:
        raise Usage("There is no such appeal; mynah appeals list shows their refs.") from None
    except AlreadyAnswered:
        raise Failure("It has been answered already.") from None
    except Refused as refused:
        raise Usage(f"--{refused.field}: {refused.message}") from None
