"""`mynah peer`: other Mynahs, whose signed lists are read as feeds."""

import re
from base64 import b64decode
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click

from service.cli.output import console, count, emit_json, say, table
from service.cli.session import Failure, Usage, opened_keys, settings
from service.feeds import peers
from service.feeds.following import statement
from service.feeds.peers import Peer
from service.lists.manifest import key_id
from service.lists.statement import Statement
from service.model import Confidence
from service.services import public_fetcher


@click.group()
def peer() -> None:
    """Follow other Mynahs, and leave them. The next refresh reads or drops what they list."""


@peer.command()
@click.argument("url")
@click.option("--name", default="", metavar="NAME", help="What to call it.  [default: its host]")
@click.option(
    "--confidence",
    type=click.Choice([str(one) for one in Confidence]),
    default=str(Confidence.LOW),
    show_default=True,
    help="How far it is trusted: low alone only warns.",
)
@click.option("--key", default="", metavar="KEY", help="Its public key, as its operator told you.")
def add(url: str, name: str, confidence: str, key: str) -> None:
    """Follow the Mynah at URL, from the next refresh on.

    Its key is trusted from now on, and no other: compare what is shown with what its operator tells
    you by another way. Adding it again takes the place of what was said before.
    """
    address, called = _address(url), name or _name_of(url)
    if not peers.NAME.fullmatch(called):
        raise Usage("--name: expected small letters, digits and hyphens.")
    keys = opened_keys()
    said = statement(public_fetcher(settings()), address, key or None, keys.clock())
    if not isinstance(said, Statement):
        raise Failure(f"{address}/v1/peer {said.detail}.")
    _confirm(address, said.public_key, key, keys.ids())
    followed = Peer(called, address, said.public_key, Confidence(confidence), _today(keys.clock()))
    others = [one for one in peers.load(keys.data_dir) if called != one.name]
    if any(one.url == address for one in others):
        raise Usage(f"URL: {address} is followed already, by another name: see `mynah peer list`.")
    peers.save(keys.data_dir, [*others, followed])
    say(f"Followed as {followed.feed}, with {confidence} confidence. To read it now: mynah refresh")


@peer.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def list_peers(as_json: bool) -> None:
    """Show whom this Mynah follows; `mynah feeds` says how they fare."""
    found = peers.load(settings().data_dir)
    if as_json:
        emit_json([{**asdict(one), "key_id": _id(one.key), "feed": one.feed} for one in found])
        return
    if found:
        rows = [(one.name, one.url, one.confidence, _id(one.key), one.added) for one in found]
        console().print(table(("name", "address", "confidence", "key", "added"), rows))
    say(f"{count(len(found), 'peer')}.")


@peer.command()
@click.argument("name")
def remove(name: str) -> None:
    """Leave a peer: what only it lists goes with the next refresh."""
    data_dir = settings().data_dir
    found = peers.load(data_dir)
    if name not in {one.name for one in found}:
        raise Usage(f"There is no peer {name!r}; see `mynah peer list`.")
    peers.save(data_dir, [one for one in found if one.name != name])
    say("Left. What only it lists goes with the next refresh: mynah refresh")


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or "@" in url:
        raise Usage("URL: expected the service's address, such as https://mynah.example")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _name_of(url: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", urlsplit(url).netloc.lower()).strip("-")


def _confirm(address: str, key: str, given: str, own: frozenset[str]) -> None:
    """Let a person compare the key, unless they named it."""
    if _id(key) in own:
        raise Usage("URL: that is this Mynah itself.")
    if given:
        return
    say(f"{address} signs with key {_id(key)}")
    say(f"Its public key is       {key}")
    say("Its operator sees both by `mynah key`. Compare them by telephone, or another way.", "dim")
    if not click.confirm("Are they the same?"):
        raise Usage("Not followed. Where nobody can answer, name the key: --key KEY")


def _id(key: str) -> str:
    return key_id(b64decode(key))


def _today(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).date().isoformat()
