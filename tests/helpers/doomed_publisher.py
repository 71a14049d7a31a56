"""Publishes, and is killed before a given round trip: python -m tests.helpers.doomed_publisher."""

import os
import signal
import sys
import time

from service.store.generations import Generations
from service.store.lock import Lock
from tests.helpers.counting import client_that
from tests.helpers.generations import draft


def main(url: str, seed: str, hosts: int, fatal: int) -> None:
    """Publish `seed`; before round trip `fatal` (0: never) die; say how many it took."""
    count = 0

    def step(number: int) -> None:
        nonlocal count
        count = number
        if number == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    client = client_that(url, step)
    lock = Lock(client, "refresh", 60, time.time)
    lock.acquire()
    generations = Generations(client, time.time)
    generations.publish(draft(generations, seed, hosts), lock)
    sys.stdout.write(f"{count}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
