"""The public log of another service, read page by page. Nothing it says is believed unchecked."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from service.feeds.fetch import Fetcher
from service.feeds.outcomes import Fetched
from service.lists.chain import BrokenChain, Tip, verify

_AT_ONCE = 500  # lines of one page, the most that a service gives
_LONGEST = 10_000_000  # lines; no log of ours comes near


class Unreadable(ValueError):
    """The other service gave no log. The text says why."""


class RemoteLog:
    """The log at a service's address, such as `https://mynah.example`."""

    def __init__(self, url: str, fetcher: Fetcher) -> None:
        """Raises `Unreadable` for what is no such address."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
            raise Unreadable("name the service by its address, such as https://mynah.example")
        self._base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._fetcher = fetcher

    def verify(self, noted: str | None) -> Tip:
        """Check the log as long as it is now. Raises `BrokenChain` or `Unreadable`."""
        said = self._tip(self._page(1, 1))
        found = verify(self._lines(said.length), noted)
        if found != said:
            raise BrokenChain(
                f"its service names {said.length} lines, and {found.length} could be read or the "
                "last one is another"
            )
        return found

    def _lines(self, length: int) -> Iterator[dict[str, Any]]:
        """Yield so many lines, the oldest first, however many are added meanwhile."""
        for start in range(0, length, _AT_ONCE):
            count = min(_AT_ONCE, length - start)
            entries = self._page(start + count + 1, count).get("entries")
            if not isinstance(entries, list) or len(entries) > count:
                raise Unreadable("its pages hold no list of lines")
            for line in reversed(entries):
                if not isinstance(line, dict):
                    raise Unreadable("a line of it is no object")
                yield line

    def _page(self, before: int, limit: int) -> dict[str, Any]:
        outcome = self._fetcher.fetch_named(f"{self._base}/v1/log?before={before}&limit={limit}")
        if not isinstance(outcome, Fetched):
            raise Unreadable(f"{self._base}/v1/log {getattr(outcome, 'detail', 'gave no answer')}")
        try:
            page = json.loads(outcome.body)
        except (ValueError, RecursionError):
            page = None
        if not isinstance(page, dict):
            raise Unreadable(f"{self._base}/v1/log is no log")
        return page

    @staticmethod
    def _tip(page: dict[str, Any]) -> Tip:
        length, head = page.get("length"), page.get("head")
        if type(length) is not int or not 0 <= length <= _LONGEST or not isinstance(head, str):
            raise Unreadable("it does not say how long it is")
        return Tip(length, head)
