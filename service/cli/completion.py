"""What a shell offers after Tab, besides the commands and options that click knows itself."""

import click

from service.cli.session import settings
from service.feeds import catalogue
from service.feeds.catalogue import BadCatalogue


def feed_ids(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's signature
    """The feeds of the catalogue; none where it cannot be read: Tab is no place to complain."""
    try:
        feeds = catalogue.load(settings().feeds)
    except (click.ClickException, BadCatalogue):
        return []
    return [feed.id for feed in feeds if feed.id.startswith(incomplete)]
