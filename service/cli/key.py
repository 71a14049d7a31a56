"""`mynah key`: which key signs the lists, and how another takes its place."""

from base64 import b64encode
from typing import Any

import click

from service.cli.output import console, emit_json, pairs, say
from service.cli.session import Usage, opened_keys
from service.keyring import NEXT, Keyring, RotationError
from service.lists.manifest import key_id

DAYS = 180  # so long a browser may be off, and still follow to the new key
_days = click.option(
    "--days",
    default=DAYS,
    show_default=True,
    type=click.IntRange(1, 3650),
    help="How long browsers that knew the old key may take to follow.",
)


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
@click.pass_context
def key(context: click.Context, as_json: bool) -> None:
    """Show the key that signs the lists. To replace it: `next`, then `switch`.

    Put the public key where people can find it by another way than this service.
    """
    if context.invoked_subcommand is not None:
        return
    facts = gather(opened_keys())
    if as_json:
        emit_json(facts)
    else:
        console().print(pairs(rows(facts)))


@key.command("next")
@_days
def next_(days: int) -> None:
    """Make the next key, and let the present one sign that it will take over.

    Every manifest says so from the next restart of the service on; the present key still signs.
    """
    keys = opened_keys()
    try:
        keys.announce(days)
    except RotationError as problem:
        raise Usage(f"{problem}.") from None
    say(f"The next key is in {keys.data_dir / NEXT}: keep a copy elsewhere, then restart.")
    say("When every host has it: mynah key switch")


@key.command()
@_days
def switch(days: int) -> None:
    """Let the next key sign from now on. The old one is kept, and vouches for it once more."""
    keys = opened_keys()
    try:
        statement = keys.switch(days)
    except RotationError as problem:
        raise Usage(f"{problem}.") from None
    say(f"Key {key_id(keys.public())} signs after a restart of the service.")
    say(f"Browsers that know the old key follow until {statement['valid_until']}.")


def gather(keys: Keyring) -> dict[str, Any]:
    """What may be known of the keys, as JSON has it; what is absent is left out."""
    public, following = keys.public(), keys.next_public()
    facts: dict[str, Any] = {
        "key_id": key_id(public),
        "public_key": b64encode(public).decode(),
        "handovers": keys.handovers(),
    }
    if following is not None:
        facts["next_public_key"] = b64encode(following).decode()
    return facts


def rows(facts: dict[str, Any]) -> list[tuple[str, object]]:
    """The same for a person."""
    said = [
        ("hand-over", f"{one['from']} → {one['to']}, until {one['valid_until']}")
        for one in facts["handovers"]
    ]
    waits = [("next key", facts["next_public_key"])] if "next_public_key" in facts else []
    return [("key", facts["key_id"]), ("public key", facts["public_key"]), *waits, *said]
