"""`mynah serve`: the embedded Redis where none is named, the workers, and what to do next."""

import os
import socket
import subprocess
import sys
from dataclasses import replace
from typing import Any

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.common import AbstractServer
from granian.server.mp import MPServer

from service.cli.session import Failure, redis_of, settings
from service.services import build

WELCOME = """
Mynah is answering on {url}

  Ask it        curl '{url}/v1/check?target=example.com'
  Extension     Chromium: chrome://extensions, developer mode, "Load unpacked": extension/
                Firefox:  about:debugging, "This Firefox", "Load Temporary Add-on":
                          extension/manifest.json
  Keep it fresh mynah refresh, from cron (docs/operations.md)
  Run the tests make test

Ctrl-C stops it; the data stays in {data}
"""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--first-refresh", is_flag=True, help="Fetch the feeds first if none were yet.")
def serve(host: str, port: int, workers: int, first_refresh: bool) -> None:
    """Serve the API. Without MYNAH_REDIS_URL, a Redis of its own keeps the data."""
    chosen = settings()
    refuse_a_port_in_use(host, port)
    with redis_of(chosen) as url:
        at = replace(chosen, redis_url=url)
        os.environ["MYNAH_REDIS_URL"] = url  # the workers are processes of their own
        services = build(at)
        for warning in services.warnings():
            click.secho(f"Warning: {warning}", fg="yellow", err=True)
        empty = services.generations.live() is None
        if empty and first_refresh:
            run_first_refresh()
        elif empty:
            click.echo("No list yet: run `mynah refresh` beside this to fetch the feeds.", err=True)
        click.echo(WELCOME.format(url=shown_url(host, port), data=at.data_dir))
        server(host, port, workers).serve()


def refuse_a_port_in_use(host: str, port: int) -> None:
    """Say so at once, before a refresh of half a minute ends in a stack trace."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise Failure(
            f"Cannot listen on {host}:{port} ({reason}). Choose another with --port."
        ) from None


def run_first_refresh() -> None:
    """In a process of its own, so that its memory is given back before the server starts."""
    subprocess.run([sys.executable, "-m", "service", "refresh"], check=False)


def shown_url(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else name}:{port}"  # noqa: S104


def server(host: str, port: int, workers: int) -> AbstractServer[Any]:
    """One blocking thread a worker: a check is CPU, and a thread more only fights for the lock."""
    return MPServer(
        "service.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_access=False,  # an access log would hold targets
    )
