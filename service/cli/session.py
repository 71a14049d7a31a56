"""What every command shares: settings, a Redis to talk to, and how a failure is said."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from service.config import BadSetting, Settings, from_env
from service.feeds.catalogue import BadCatalogue
from service.keyfile import KeyFileError
from service.services import Services, build
from service.store.connect import BadRedisUrl
from service.store.embedded import EmbeddedRedis, EmbeddedRedisError
from service.store.errors import StoreError


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


class Commands(click.Group):
    """The commands. What the parts below say went wrong becomes one line, here and only here."""

    def invoke(self, context: click.Context) -> object:
        """Run the command. What can go wrong in each part has a class of its own."""
        try:
            return super().invoke(context)
        except (BadRedisUrl, BadCatalogue) as problem:
            raise Usage(str(problem)) from None
        except (StoreError, EmbeddedRedisError, KeyFileError) as problem:
            raise Failure(str(problem)) from None
