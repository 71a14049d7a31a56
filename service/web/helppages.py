"""`/help`: what to do after a scam, and whom to call. Nothing that a reader chooses is kept: the
country stands in the page's address, and nobody looks up where a reader is.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request

from service.help.helpline import Helpline
from service.help.loading import helplines
from service.help.paths import PATHS_OF, Path, contacts
from service.help.places import PLACES
from service.language.said import Said
from service.model import Category
from service.web import language
from service.web.context import services
from service.web.html import page
from service.web.report_page import AWAY
from service.wording import KINDS_OF_SCAM

PRINCIPLE_CHECKED: Final = date(2026, 11, 24)
"""When the sources of the non-punishment principle were last read."""

_TEMPLATES: Final = {
    Path.PAID: "help/paid.html",
    Path.HELD: "help/held.html",
    Path.JOB_OFFER: "help/job_offer.html",
    Path.INVEST: "help/invest.html",
}
_OF_TWO_PLACES: Final = (Path.HELD, Path.JOB_OFFER)  # where one comes from, and where one is

_KINDS: Final = KINDS_OF_SCAM | {Category.SANCTIONED: Said("A site or wallet under sanctions")}

routes = Blueprint("helppages", __name__)


def install(app: Flask) -> None:
    """Give templates what they say of helplines, in the page's language."""
    app.jinja_env.filters |= {
        "dialled": dialled,
        "host": lambda address: urlsplit(address).hostname,
        "place": lambda code: language.words().place(code),
        "tongues": _tongues,
    }


def dialled(number: str) -> str:
    """Return a number as a link dials it (RFC 3966).

    >>> dialled("0300 123 2040"), dialled("#9110")
    ('03001232040', '%239110')
    """
    return number.replace(" ", "").replace("-", "").replace("#", "%23")


@routes.get("/help")
def overview() -> Response:
    """Ask what fits."""
    return page("help/overview.html", away=AWAY)


@routes.get("/help/<topic>")
def topic(topic: str) -> Response:
    """Show one page of help, or what fits a category."""
    if topic in set(Path):
        return _path(Path(topic))
    if topic in set(Category):
        category = Category(topic)
        paths = PATHS_OF[category]
        kind = _KINDS[category]
        return page("help/category.html", away=AWAY, category=category, kind=kind, paths=paths)
    return nowhere()


@routes.get("/help/")
@routes.get("/help/<topic>/")
def nowhere(topic: str = "") -> Response:  # noqa: ARG001
    """Show all that there is, to somebody who came by a wrong address."""
    return page("help/missing.html", 404, away=AWAY, kinds=_KINDS)


def _path(path: Path) -> Response:
    home, here = _chosen("country"), _chosen("here") if path in _OF_TWO_PLACES else None
    lines = contacts(helplines(), path, home, here)
    category = request.args.get("category", "")
    return page(
        _TEMPLATES[path],
        away=AWAY,
        path=path,
        category=category if category in set(Category) else "",
        country=home or "",
        here=here or "",
        places=_places(),
        lines=lines,
        without=_without(lines, home, here),
        today=datetime.fromtimestamp(services().clock(), UTC).date(),
        principle_checked=PRINCIPLE_CHECKED,
        chosen_language=language.choice(),
    )


def _tongues(tags: Sequence[str]) -> str:
    words = language.words()
    return words.listed([words.tongue(tag) for tag in tags])


def _places() -> list[tuple[str, str]]:
    """Every country to choose from, with its name, in the order of names."""
    words = language.words()
    return sorted(((code, words.place(code)) for code in PLACES), key=lambda pair: pair[1])


def _chosen(name: str) -> str | None:
    """The country that the address names; one that we do not know counts as none."""
    code = request.args.get(name, "").upper()
    return code if code in PLACES else None


def _without(lines: list[Helpline], *places: str | None) -> list[str]:
    """The chosen countries of which we have nobody to name."""
    named = {line.place for line in lines}
    return list(dict.fromkeys(place for place in places if place and place not in named))
