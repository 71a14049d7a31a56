"""`mynah export`: the list in a format that another program reads."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from service.cli.completion import feed_ids
from service.cli.output import say
from service.cli.session import Failure, Usage, opened
from service.exports import misp
from service.exports.choice import FILTERS, BadFilter, Chosen, read
from service.exports.formats import FORMATS
from service.folders import write_folder
from service.services import Services

MISP = "misp"
_SAID = {
    "category": "Only these categories; several with commas between, as everywhere.",
    "severity": "block, warn or both. What blocks without a word has only block.",
    "chain": "Only wallets on these chains.",
    "feed": "Only what these feeds list.",
    "since": "Only what a source named on this day or later: 2026-11-24.",
}


def _filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Add the filters' options, in the order in which they are listed."""
    for name, said in reversed(_SAID.items()):
        complete = feed_ids if name == "feed" else None
        add = click.option(
            f"--{name}", multiple=True, metavar="WHICH", help=said, shell_complete=complete
        )
        command = add(command)
    return command


@click.command()
@click.argument("name", type=click.Choice([*FORMATS, MISP]), metavar="FORMAT")
@_filtered
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it there, whole or not at all; else to standard output.",
)
def export(name: str, output: Path | None, **filters: tuple[str, ...]) -> None:
    """Write the list as FORMAT.

    Formats: domains.txt, hosts.txt, adblock.txt, dnsmasq.conf, unbound.conf, rpz.zone,
    metamask.json, addresses.csv, entries.jsonl, stix.json; and misp, a folder, which is never
    filtered.
    """
    if name == MISP and (output is None or any(filters.values())):
        raise Usage("misp is a folder: name it with --output, and no filter.")
    with opened() as services:
        chosen = _chosen(services, filters)
        edition = services.edition(services.generations.pointer())
        if name == MISP and output is not None:
            _write_misp(misp.feed(edition), output)
            return
        pieces = FORMATS[name].export(edition, chosen)
        if output is None:
            _print(pieces)
        else:
            _write(pieces, output)
            say(f"Wrote {output}.", stderr=True)


def _chosen(services: Services, filters: dict[str, tuple[str, ...]]) -> Chosen:
    given = {filter_: filters[filter_] for filter_ in FILTERS}
    try:
        return read(given, (feed.id for feed in services.catalogue))
    except BadFilter as problem:
        raise Usage(f"--{problem}.") from None


def _write_misp(pieces: Iterable[tuple[str, str]], path: Path) -> None:
    """Replace the folder, if it is a feed's."""
    if path.exists() and not (path / misp.MANIFEST).exists():
        raise Usage(f"{path} is there, and no MISP feed: name another folder.")
    try:
        write_folder(path, pieces)
    except OSError as problem:
        raise Failure(f"{path} cannot be written ({problem.strerror}).") from None
    say(f"Wrote {path}.", stderr=True)


def _print(pieces: Iterable[bytes]) -> None:
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read it has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(pieces: Iterable[bytes], path: Path) -> None:
    """Replace the file at once: whoever reads it meanwhile has the old one whole."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".mynah-", delete=False) as file:
            unfinished = Path(file.name)
            try:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
                unfinished.chmod(0o644)  # a resolver runs as somebody else
                unfinished.replace(path)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
    except OSError as problem:
        raise Failure(f"{path} cannot be written ({problem.strerror}).") from None
