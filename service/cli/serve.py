"""`mynah serve`: the embedded Redis where none is named, the workers, and what to do next."""

import ctypes
import logging
import multiprocessing
import os
import signal
import socket
import sys
from dataclasses import replace
from importlib import import_module
from typing import Any

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from service.cli.children import running
from service.cli.following import following
from service.cli.schedule import notice, refreshing
from service.cli.session import Failure, cannot_write, redis_of, settings
from service.cli.welcome import announcing, url_of, welcome
from service.services import Services, build
from service.store.errors import StoreError

HOUR = 3600
WORKERS = min(2, os.cpu_count() or 1)
_PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>
THREADS = 32  # a worker's; only slow clients need more than one


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64))
@click.option("--first-refresh", is_flag=True, help="Fetch the feeds first if none were yet.")
@click.option(
    "--refresh-every",
    metavar="HOURS",
    type=click.FloatRange(min=0.25),
    help="Refresh every so often beside serving, for want of a timer.",
)
@click.option("--no-publish", is_flag=True, help="Leave it to others that lists follow decisions.")
def serve(
    host: str,
    port: int,
    workers: int,
    first_refresh: bool,
    refresh_every: float | None,
    no_publish: bool,
) -> None:
    """Serve the API. Without MYNAH_REDIS_URL, a Redis of its own keeps the data."""
    chosen = settings()
    if why_not := cannot_write(chosen.data_dir):
        raise Failure(why_not)
    refuse_a_port_in_use(host, port)
    every = refresh_every * HOUR if refresh_every else None
    try:
        with redis_of(chosen) as url:
            os.environ["MYNAH_REDIS_URL"] = url  # the workers are processes of their own
            services = build(replace(chosen, redis_url=url))
            ran = prepare(services, first_refresh, every)
            words = welcome(
                url_of(host, port),
                chosen.data_dir,
                refreshes=bool(every),
                empty=has_no_list(services),
            )
            with (
                refreshing(services, every, just_ran=ran),
                following(services, on=not no_publish),
                announcing(url_of(host, port), words),
            ):
                run_server(host, port, workers)
    except KeyboardInterrupt:  # before the server took over the signals
        click.echo("Stopped.", err=True)


def prepare(services: Services, first_refresh: bool, every: float | None) -> bool:
    """Say what is wrong, and fetch the feeds if there is no list; whether a refresh was run.

    A Redis that is away is no reason not to serve: checks are answered from disk until it is back.
    """
    try:
        warnings = services.warnings()
    except StoreError as problem:
        warnings = [str(problem)]
    empty = has_no_list(services)
    for warning in warnings:
        click.secho(f"Warning: {warning}", fg="yellow", err=True)
    if empty and first_refresh:
        with running("refresh", "--wait") as child:
            child.wait()
    elif empty:
        click.echo("No list yet: run `mynah refresh` beside this to fetch the feeds.", err=True)
    elif said := notice(services, every):
        click.echo(said, err=True)
    return empty and first_refresh


def has_no_list(services: Services) -> bool:
    """Whether nothing was published yet; not where Redis, which knows, is away."""
    try:
        return services.generations.live() is None
    except StoreError:
        return False


def refuse_a_port_in_use(host: str, port: int) -> None:
    """Say so at once, before a refresh of half a minute ends in a stack trace."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise _cannot_listen(host, port, problem) from None


def _cannot_listen(host: str, port: int, problem: Exception) -> Failure:
    reason = getattr(problem, "strerror", None) or str(problem)
    return Failure(f"Cannot listen on {host}:{port} ({reason}). Choose another with --port.")


def run_server(host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or Ctrl-C.

    A check is CPU, but a client that holds back its body holds a thread: hence more than one. The
    workers are spawned, since a fork would copy locks that our threads may hold.
    """
    multiprocessing.set_start_method("spawn", force=True)
    # It thinks that so many threads want as many cores; ours wait for slow clients.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.msg)
    server = MPServer(
        "service.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_access=False,  # an access log would hold targets
    )
    # granian takes SIGHUP for "load anew"; here it is the terminal that was closed.
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    try:
        server.serve(target_loader=application, wrap_loader=False)
    except OSError as problem:
        raise _cannot_listen(host, port, problem) from None
    except SystemExit as end:
        if end.code and not server.interrupt_signal:
            raise Failure("The workers ended, and ended again when restarted; see above.") from None


def application(target: str = "service.wsgi:app") -> Any:
    """Load the application, in a worker; out of reach of the terminal's Ctrl-C from then on.

    A worker that gets Ctrl-C and then our own signal to stop can hang until it is killed.
    """
    os.setpgid(0, 0)
    die_with_parent()
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def die_with_parent() -> None:
    """End with the process that started us, also when it is killed: an orphan would hold the port
    and answer for a Redis that went with its parent. Where the system cannot do that, it may.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        parent = multiprocessing.parent_process()
        if parent and os.getppid() != parent.pid:  # it was gone before we asked
            os._exit(1)
