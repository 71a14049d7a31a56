"""Publishes in a process of its own, which is killed before a given round trip."""

import multiprocessing
import os
import signal
import time

from service.store.generations import Generations
from service.store.lock import Lock
from tests.helpers.counting import client_that
from tests.helpers.generations import draft

TRIPS = "test:trips"  # where a publisher that was not killed says how many round trips it took


def publish_and_die(url: str, seed: str, hosts: int, fatal: int) -> int | None:
    """Publish `seed` in another process; before round trip `fatal` (0: never) it is killed.

    Returns the exit code, negative for a signal.
    """
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    process = processes.Process(target=_publish, args=(url, seed, hosts, fatal))
    process.start()
    process.join()
    code = process.exitcode
    process.close()
    return code


def _publish(url: str, seed: str, hosts: int, fatal: int) -> None:
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
    client.set(TRIPS, count)
