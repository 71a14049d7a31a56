"""`docs/feeds.md`, written from the catalogue: `python -m service.feeds.page > docs/feeds.md`."""

import sys
from collections.abc import Iterable, Iterator
from textwrap import wrap

from service.feeds import catalogue
from service.feeds.feed import Catalogue, Feed, FeedFile, FeedKind

_WIDTH = 120
_HEAD = """\
# Feeds

Where entries come from. This page is written from `service/feeds/catalogue.toml` by
`python -m service.feeds.page > docs/feeds.md`; `tests/test_docs.py` fails when it is out of date.
How each feed fares on a running service: `mynah feeds`, or `/v1/feeds`.

- **Confidence**: what only low-confidence feeds of one family say gets a bar, not a full page.
- **Interval**: how long a file is left alone after it was last fetched.
- **Expiry**: how long an entry stays after the feed dropped it.
- **Redistributed**: whether its entries may be passed on. What "no" keeps them out of, and what
  not, is in `docs/decisions/0010-what-may-be-passed-on.md`.
"""
_SCAMS = """
## Feeds of reported sites and addresses

A site or address is listed on the publisher's word, once the guards let it pass
(`docs/guards.md`). If one is listed by mistake, please tell the publisher too: the notes below name
the way where the publisher names one, else its page is the place to begin.

"""
_GUARDS = """
## Feeds that guard

Nothing in these is ever listed. They hold back what other feeds list by mistake.

"""
_COLUMNS = (
    *("feed", "by whom", "licence", "category", "confidence"),
    *("interval", "expiry", "redistributed"),
)


def page(feeds: Catalogue) -> str:
    """Return the whole page as Markdown."""
    scams = [feed for feed in feeds if feed.kind is FeedKind.SCAMS]
    guards = [feed for feed in feeds if feed.kind is FeedKind.GUARD]
    notes = [note for feed in feeds for note in _notes(feed)]
    parts = [_HEAD, _SCAMS, *_table(scams), _GUARDS, *_table(guards), "\n## Notes\n", *notes]
    return "".join(parts)


def _table(feeds: Iterable[Feed]) -> Iterator[str]:
    yield _row(_COLUMNS)
    yield _row(["---"] * len(_COLUMNS))
    for feed in feeds:
        yield _row(_cells(feed))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _cells(feed: Feed) -> tuple[str, ...]:
    licence = f"[{feed.licence}]({feed.licence_url})" if feed.licence_url else feed.licence
    category = "–" if feed.kind is FeedKind.GUARD else feed.category
    return (
        f"`{feed.id}`",
        f"[{feed.name}]({feed.homepage})",
        *(licence, category, feed.confidence),
        *(_hours(feed.interval), f"{feed.expiry} days"),
        "yes" if feed.redistribute else "no",
    )


def _hours(seconds: int) -> str:
    """Write an interval in the largest unit that gives a whole number.

    >>> _hours(21_600), _hours(604_800), _hours(900)
    ('6 h', '7 days', '15 min')
    """
    for size, unit in ((86_400, " day"), (3600, " h"), (60, " min")):
        count, rest = divmod(seconds, size)
        if count and not rest:
            return f"{count}{unit}{'s' if unit == ' day' and count > 1 else ''}"
    return f"{seconds} s"


def _notes(feed: Feed) -> Iterator[str]:
    yield f"\n### {feed.id}\n\n"
    withdrawn = " What it drops goes at once." if feed.withdraw == "at-once" else ""
    yield _wrapped(f"{feed.notes}{withdrawn}{_disputes(feed)} Reviewed on {feed.reviewed}.")
    yield "\n"
    for file in feed.files:
        yield f"- [`{file.path}`]({_link(file)}){_differences(feed, file)}\n"


def _disputes(feed: Feed) -> str:
    shown = (feed.disputes or "").removeprefix("mailto:")
    return f" Mistaken entries: [{shown}]({feed.disputes})." if shown else ""


def _link(file: FeedFile) -> str:
    """A dated series has no one address: its folder then."""
    return file.url.partition("{")[0].rpartition("/")[0] + "/" if file.dated else file.url


def _differences(feed: Feed, file: FeedFile) -> str:
    """Say how a file differs from its feed."""
    said: list[str] = [file.guards] if file.guards else []
    said += [] if file.category == feed.category else [file.category]
    said += [] if file.confidence == feed.confidence else [f"confidence {file.confidence}"]
    said += [] if file.family == feed.family else [f"of the family {file.family}"]
    said += [] if file.redistribute == feed.redistribute else ["not redistributed"]
    said += ["may be missing"] if file.optional else []
    said += ["dates only"] if file.only_dates else []
    return f": {', '.join(said)}" if said else ""


def _wrapped(text: str) -> str:
    return "".join(f"{line}\n" for line in wrap(text, _WIDTH, break_on_hyphens=False))


if __name__ == "__main__":
    sys.stdout.write(page(catalogue.load()))
