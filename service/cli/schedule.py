"""Refreshes every few hours beside the server, for those who have no timer of their own."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from service.cli.children import running
from service.cli.output import ago
from service.services import Services
from service.store.errors import StoreError

SOON = 60.0  # seconds after the start, when the list is too old already
RETRY = 900.0  # seconds from one try to the next at least, whatever came of it
_SPREAD = 0.1  # share of the interval, so that a fleet of installations does not ask in step
_POLL = 0.2


@contextmanager
def refreshing(services: Services, every: float | None, *, just_ran: bool) -> Iterator[None]:
    """Refresh `every` so many seconds while in the context; never, when that is None."""
    if every is None:
        yield
        return
    at_least = RETRY if just_ran else SOON
    with beside("refresh", lambda stop: _work(services, every, stop, at_least)):
        yield


@contextmanager
def beside(name: str, work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Do the work in a thread while in the context; it ends when its event is set."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def pause(
    now: float,
    checked_at: float | None,
    every: float,
    at_least: float,
    luck: float,
    lock: float | None = None,
) -> float:
    """Seconds until the next refresh; `checked_at` is when a feed last answered, `luck` 0 to 1.

    Another host's refresh counts too. While no feed has ever answered, as without internet, only
    the starting list serves: then it is tried again and again. Where another refresher holds the
    lock, for `lock` more seconds, it may have died: then it is time as soon as that has run out.
    """
    due = checked_at + every * (1 + _SPREAD * luck) - now if checked_at is not None else 0
    if lock is not None and due <= lock:
        return lock + _POLL
    return max(at_least, due)


def notice(services: Services, every: float | None) -> str | None:
    """What to say at the start of a list that is to be refreshed soon; None: nothing."""
    try:
        pointer = services.generations.pointer()
    except StoreError:
        return None
    checked_at, now = pointer.checked_at, services.clock()
    if every is None or pointer.live is None or pause(now, checked_at, every, SOON, 0) > SOON:
        return None
    if checked_at is None:
        why = "No feed has answered yet, so the starting list serves"
    else:
        why = f"The list was checked {ago(now - checked_at)} ago"
    return f"{why}: refreshing in the background, in a minute."


def _work(services: Services, every: float, stop: threading.Event, at_least: float) -> None:
    while not stop.wait(_pause(services, every, at_least)):
        at_least = RETRY
        run_refresh(stop)


def _pause(services: Services, every: float, at_least: float) -> float:
    checked_at = lock = None
    with suppress(StoreError):
        checked_at = services.generations.pointer().checked_at
        lock = services.lock.remaining()
    luck = secrets.randbelow(1000) / 1000
    return pause(services.clock(), checked_at, every, at_least, luck, lock)


def run_refresh(stop: threading.Event, *options: str) -> bool:
    """One refresh, which says itself what went wrong; it is ended when `stop` is set. Return
    whether it ended by itself and well.
    """
    with running("refresh", "--quiet", *options) as child:
        while child.poll() is None and not stop.wait(_POLL):
            pass
        return child.poll() == 0
