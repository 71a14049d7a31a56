"""What anybody may read about the list: its feeds, its numbers, its decisions, its interface."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, request

from service.language.said import Said
from service.lists.tally import Tally
from service.model import Category, Confidence
from service.moderation.objections import objection
from service.store.errors import NoGeneration, StoreError
from service.store.history import DAY
from service.times import rfc3339
from service.web import charts, language, log, stats
from service.web.context import services
from service.web.errors import Problem, could_not_look, problem_reply
from service.web.feeds import feeds_json
from service.web.html import PRIVATE, page
from service.web.openapi import document
from service.web.overtime import Stats
from service.web.replies import text_reply
from service.web.stats import CACHE
from service.wording import CATEGORIES, chain_name

SVG: Final = "image/svg+xml; charset=utf-8"
_HOUR: Final = [("Cache-Control", "public, max-age=3600")]
_FRESH: Final = [("Cache-Control", "no-cache")]
_LINES: Final = 50  # of the log on one page
_BARS: Final = 20
_PAIRS: Final = 15

_TRUST: Final = {
    Confidence.HIGH: Said("far"),
    Confidence.MEDIUM: Said("fairly far"),
    Confidence.LOW: Said("a little: what only it says gets a bar, not a page"),
}

Counts = Mapping[str, int]

routes = Blueprint("publicpages", __name__)


@routes.get("/feeds")
def feeds() -> Response:
    """Show every feed, how it fares, and what the guards held back of it."""
    found = feeds_json()
    largest = max((feed["entries"] for feed in found), default=0)
    return page(
        "feeds.html",
        headers=CACHE,
        feeds=found,
        largest=max(1, largest),
        trust=_TRUST,
        categories=CATEGORIES,
        objection=objection,
    )


@routes.get("/stats")
def numbers() -> Response:
    """Show the counts, each picture with its data as a table."""
    found = stats.read()
    return page(
        "stats.html",
        headers=CACHE,
        latest=found.latest,
        day=max(found.days, default=None),
        charts=[(name, _labelled(name, of(found))) for name, of in _CHARTS.items()],
        pairs=_overlap(found.latest),
        desk=found.desk,
    )


@routes.get("/stats/<name>.svg")
def picture(name: str) -> Response:
    """Draw one of the pictures of `/stats`, in the language that its address names."""
    chart = _CHARTS.get(name)
    if chart is None:
        raise Problem(404, "There is no such picture.")
    counts, number = chart(stats.read()), language.words().number
    if name in OVER_TIME:
        drawn = charts.line([*counts], [*counts.values()], number)
    else:
        drawn = charts.bars(_labelled(name, counts), number, _BARS)
    return text_reply(drawn, SVG, [*CACHE, *language.VARY])


@routes.get("/log")
def decisions() -> Response:
    """Show what moderators decided, the newest first; `before` leads to older lines."""
    lines, tip = log.lines_of(request, _LINES)
    older = lines[-1]["seq"] if lines and lines[-1]["seq"] > 1 else None
    return page("log.html", headers=_FRESH, lines=lines, tip=tip, older=older)


@routes.errorhandler(StoreError)
def away(error: StoreError) -> Response:
    """Say in words that the list cannot be read; a picture has none."""
    problem = could_not_look(error)
    if request.path.endswith(".svg"):
        return problem_reply(problem)
    headers = [*PRIVATE, *problem.headers]
    return page("away.html", problem.status, headers, no_list=isinstance(error, NoGeneration))


@routes.get("/docs")
def docs() -> Response:
    """Show the description of the API to people."""
    described = document(services().settings.public_url)
    return page("docs.html", headers=_HOUR, api=described, operations=_operations(described))


def _operations(described: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Every operation as (method, path, what is said of it), in the order of the description."""
    methods = ("get", "post", "put", "delete")
    return [
        (method.upper(), path, said[method])
        for path, said in described["paths"].items()
        for method in methods
        if method in said
    ]


def _by_day(counts: Mapping[int, int]) -> Counts:
    return {rfc3339(day * DAY)[:10]: count for day, count in counts.items()}


# The name of each picture, and the counts that it draws.
_CHARTS: Final[Mapping[str, Callable[[Stats], Counts]]] = {
    "entries": lambda found: {day: tally.entries for day, tally in found.days.items()},
    "categories": lambda found: found.latest.categories,
    "chains": lambda found: found.latest.chains,
    "feeds": lambda found: found.latest.feeds,
    "reports": lambda found: _by_day(found.desk.reports),
}
OVER_TIME: Final = ("entries", "reports")


def _labelled(name: str, counts: Counts) -> list[tuple[str, int]]:
    """The counts of a picture under names that people read, in the page's language."""
    return [(_LABELS[name](key), count) for key, count in counts.items()]


def _category(key: str) -> str:
    return language.words().say(CATEGORIES[Category(key)]) if key in set(Category) else key


def _feed(id: str) -> str:
    """A feed's name, or its id where the catalogue has it no more."""
    return next((feed.name for feed in services().catalogue if feed.id == id), id)


_LABELS: Final[Mapping[str, Callable[[str], str]]] = {
    "entries": lambda day: language.words().day(date.fromisoformat(day)),
    "categories": _category,
    "chains": chain_name,
    "feeds": _feed,
    "reports": lambda day: language.words().day(date.fromisoformat(day)),
}


def _overlap(tally: Tally) -> list[tuple[str, str, int]]:
    """The pairs of feeds that agree on most entries."""
    most = [(pair.split(), count) for pair, count in [*tally.pairs.items()][:_PAIRS]]
    return [(_feed(one), _feed(other), count) for (one, other), count in most]
