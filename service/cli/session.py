"""What every command shares: settings, a Redis to talk to, and how a failure is said."""

import io
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from service.config import BadSetting, Settings, from_env
from service.feeds.catalogue import BadCatalogue
from service.feeds.peers import BadPeers
from service.keyfile import KeyFileError
from service.keyring import Keyring
from service.services import Services, build
from service.store.connect import BadRedisUrl
from service.store.embedded import EmbeddedRedis, EmbeddedRedisError
from service.store.errors import NoGeneration, StoreError


class Failure(click.ClickException):
    """One line for a person, and exit code 1."""

    exit_code = 1

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's signature
        click.secho(self.message, fg="red", err=True)


class Usage(Failure):
    """The same for what the caller can put right: exit code 2."""

    exit_code = 2


def settings() -> Settings:
    """The settings of the environment; a bad one ends the command and names itself."""
    try:
        return from_env(os.environ)
    except BadSetting as problem:
        raise Usage(str(problem)) from None


@contextmanager
def redis_of(chosen: Settings) -> Iterator[str]:
    """The URL of the Redis to use: the one named, or one of our own for as long as we run."""
    if chosen.redis_url:
        yield chosen.redis_url
        return
    with EmbeddedRedis(chosen.data_dir) as embedded:
        yield embedded.url


@contextmanager
def opened() -> Iterator[Services]:
    """The services, with Redis running."""
    chosen = settings()
    with redis_of(chosen) as url:
        yield build(replace(chosen, redis_url=url))


def opened_keys() -> Keyring:
    """The keys of the service, which need no Redis."""
    chosen = settings()
    return Keyring(chosen.data_dir, chosen.signing_key, time.time)


def cannot_write(folder: Path) -> str | None:
    """Why files cannot be made in the data directory, or None when they can."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as problem:
        return (
            f"The data directory {folder} cannot be written ({problem.strerror}): "
            "set MYNAH_DATA_DIR to one that can."
        )


class Commands(click.Group):
    """The commands. What the parts below say went wrong becomes one line, here and only here."""

    def invoke(self, context: click.Context) -> object:
        """Run the command. What can go wrong in each part has a class of its own."""
        signal.signal(signal.SIGTERM, _interrupt)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a C locale must not end in a traceback
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(context)
        except BadRedisUrl as problem:
            raise Usage(f"MYNAH_REDIS_URL: {problem}") from None
        except BadCatalogue as problem:
            raise Usage(f"MYNAH_FEEDS: {problem}" if settings().feeds else str(problem)) from None
        except BadPeers as problem:
            raise Failure(f"{problem}.") from None
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            _leave(1)
        except NoGeneration as problem:
            raise Failure(f"There is no list to look in: {problem}. Run `mynah refresh`.") from None
        except (StoreError, EmbeddedRedisError, KeyFileError) as problem:
            raise Failure(str(problem)) from None


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a handler's signature
    """Let SIGTERM end a command as Ctrl-C does: locks are let go, the embedded server stopped."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not cut that short
    raise KeyboardInterrupt


def _leave(code: int) -> NoReturn:
    """End now: the usual end waits for threads, and those for servers that do not answer."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
