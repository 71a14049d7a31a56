"""Lists that follow the decisions: beside the server, within a minute of each decision."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from service.cli.schedule import beside, run_refresh
from service.services import Services
from service.store.errors import StoreError

POLL = 5.0  # seconds from one look to the next
_AWAY = 15.0  # seconds from one look to the next, when one cannot even look
_LONGEST = 300.0  # seconds from one try to the next, when publishing goes wrong again and again


@contextmanager
def following(services: Services, *, on: bool) -> Iterator[None]:
    """Publish what moderators decide while in the context; not at all unless `on`."""
    if not on:
        yield
        return
    follower = Follower(services, lambda stop: run_refresh(stop, "--no-fetch"))
    with beside("following", follower.work):
        yield


class Follower:
    """Looks whether the decisions have moved since the list last followed them, and makes it.

    `publish` lets the list follow, and says whether that went well. Which version the list has is
    not known at the start: the first run finds out, and it is over at once if there is nothing new.
    """

    def __init__(self, services: Services, publish: Callable[[threading.Event], bool]) -> None:
        self._services = services
        self._publish = publish
        self._followed = 0  # the version of the decisions; 0: none was ever made
        self._next_end: int | None = None  # when the first of those runs out, in unix seconds
        self.wait = POLL  # seconds until the next look

    def work(self, stop: threading.Event) -> None:
        """Look again and again until `stop` is set."""
        while not stop.wait(self.wait):
            self.look(stop)

    def look(self, stop: threading.Event) -> None:
        """Publish if something is to be published. While Redis is away there is nothing to see;
        where no process can be started, that is tried again.
        """
        try:
            if self._is_behind() and self._may_publish():
                self._follow(stop)
            else:
                self.wait = POLL
        except (StoreError, OSError):
            self.wait = min(self.wait * 2, _AWAY)

    def _is_behind(self) -> bool:
        if self._services.decisions.version() != self._followed:
            return True
        return self._next_end is not None and self._services.clock() >= self._next_end

    def _may_publish(self) -> bool:
        """Whether nobody else is publishing, and no rollback has pinned what is live."""
        return not (self._services.publishing.holder() or self._services.generations.pinned())

    def _follow(self, stop: threading.Event) -> None:
        """Remember what was there before: what is decided meanwhile is for the next look."""
        decided = self._services.decisions.current()
        if self._publish(stop):
            self._followed = decided.version
            self._next_end = decided.holding(self._services.clock()).first_end
            self.wait = POLL
        else:
            self.wait = min(self.wait * 2, _LONGEST)
