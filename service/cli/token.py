"""`mynah token`: who may report by name, moderate, and hand out tokens."""

import click

from service.casework import Role, Token
from service.cli.output import UNPRINTABLE, ago, console, emit_json, say, table
from service.cli.session import Usage, opened
from service.store.tokens import NameTaken
from service.times import rfc3339

LOCAL = "http://127.0.0.1:8080"  # where `mynah serve` listens unless told otherwise
_LONGEST_NAME = 40


@click.group()
def token() -> None:
    """Hand out tokens, list them, and take them back.

    A role may do all that those before it may: reader, volunteer, moderator, admin. See `create`.
    """


@token.command()
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--name", required=True, help="Whose it is; only moderators and you see it.")
def create(role: str, name: str) -> None:
    """Make a token and print it. It is shown this once: only its hash is kept.

    \b
    reader     no more than anybody without a token; no reports are taken with it
    volunteer  reports by name, and may agree with others on a warning
    moderator  signs in at /moderation and decides, alone or as the second
    admin      the same; tokens are handed out here, by whoever runs the server
    """
    words = " ".join(name.split())
    if not words or len(words) > _LONGEST_NAME or UNPRINTABLE.search(words):
        raise Usage(f"--name: up to {_LONGEST_NAME} characters that can be seen.")
    with opened() as services:
        try:
            secret, made = services.tokens.create(words, Role(role))
        except NameTaken as problem:
            raise Usage(f"--name: {problem}") from None
    click.echo(secret)
    say(f"Keep it: it is not shown again. It belongs to {made.name}, {made.role}.", stderr=True)


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def list_(as_json: bool) -> None:
    """Show every token but the text of it."""
    with opened() as services:
        held, now = services.tokens.all(), services.clock()
    if as_json:
        emit_json([_row(one) for one in held])
        return
    headings = ("name", "role", "last used", "accepted", "declined", "strikes", "state")
    rows = [
        (
            *(one.name, one.role, f"{ago(now - one.last_used)} ago" if one.last_used else "never"),
            *(one.accepted, one.declined, one.strikes),
            "revoked" if one.revoked_at else "in use",
        )
        for one in held
    ]
    if rows:
        console().print(table(headings, rows, right="accepted declined strikes"))
    else:
        say("No tokens yet: mynah token create --role moderator --name NAME")


@token.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Take the token of NAME back; its sessions and links end at once."""
    with opened() as services:
        taken = services.tokens.revoke(name)
    if taken is None:
        raise Usage(f"There is no token in use named {name!r}; `mynah token list` shows them.")
    say(f"Revoked the token of {taken.name}.")


@token.command()
@click.argument("name")
def link(name: str) -> None:
    """Print a link that signs NAME in to the moderators' pages, once.

    What stands after the # never reaches a log: browsers keep it to themselves.
    """
    with opened() as services:
        holders = [one for one in services.tokens.all() if one.name == name and not one.revoked_at]
        if not holders:
            raise Usage(f"There is no token in use named {name!r}; `mynah token list` shows them.")
        if not holders[0].role.covers(Role.MODERATOR):
            raise Usage(f"{name!r} is a {holders[0].role}: only moderators and admins sign in.")
        secret = services.tokens.ticket(name)
        base = services.settings.public_url
    click.echo(f"{base or LOCAL}/moderation/enter#{secret}")
    if base is None:
        guess = f"MYNAH_PUBLIC_URL is not set, so {LOCAL} is a guess: put there the address"
        say(f"{guess} and port at which the service is served. The rest holds.", stderr=True)
    say("It works once, within a quarter of an hour.", stderr=True)


def _row(one: Token) -> dict[str, object]:
    """A token for programs; what is not there is left out."""
    row: dict[str, object] = {
        "name": one.name,
        "role": one.role,
        "created_at": rfc3339(one.created_at),
        "accepted": one.accepted,
        "declined": one.declined,
        "strikes": one.strikes,
        "revoked": one.revoked_at is not None,
    }
    return row | ({"last_used": rfc3339(one.last_used)} if one.last_used else {})
