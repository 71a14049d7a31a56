"""Refreshes, and is killed before a given round trip: python -m tests.helpers.doomed_refresher."""

import os
import signal
import sys
import time
from pathlib import Path

from redis import Redis

from service.feeds.catalogue import Catalogue
from service.feeds.fetch import Fetcher
from service.refresh.pipeline import Refresher
from tests.helpers.counting import client_that
from tests.helpers.feeds import feed_of
from tests.helpers.refreshing import stores_of


def refresh_from(mirror: Path, client: Redis) -> None:
    """Refresh two feeds from a mirror."""
    catalogue = Catalogue((feed_of("a-feed"), feed_of("b-feed")))
    fetcher = Fetcher("Mynah/test", mirror=mirror)
    Refresher(catalogue, fetcher, stores_of(client, time.time), time.time, patient=False).run()


def main(url: str, mirror: str, fatal: int) -> None:
    """Refresh; before round trip `fatal` (0: never) die; say how many it took."""
    count = 0

    def step(number: int) -> None:
        nonlocal count
        count = number
        if number == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    refresh_from(Path(mirror), client_that(url, step))
    sys.stdout.write(f"{count}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
