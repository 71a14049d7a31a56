"""Takes reports, appeals and rulings in a process of its own, until it is killed."""

import multiprocessing
import os
import random
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

from service.casework import Role
from service.store.appeals import Appeals
from service.store.cases import Cases, Changed, case_id
from service.store.connect import connect
from service.store.errors import AlreadyTaken, StoreAway
from service.store.tokens import Tokens
from tests.helpers.desk_contents import (
    HOSTS,
    NOW,
    appeal_of,
    host,
    images_of,
    personal_of,
    report_of,
    rule,
)

_PAUSE = 0.005  # seconds before a server that is away is asked again


class DoomedWriter:
    """One process that writes as fast as it can. What was acknowledged stands in a file, a line
    each, handed to the kernel before the next thing is sent.
    """

    def __init__(self, url: str, seed: str, folder: Path) -> None:
        self.acknowledgements = folder / f"acknowledged.{seed}"
        processes = multiprocessing.get_context("forkserver")
        processes.set_forkserver_preload([__name__])
        self._process: BaseProcess = processes.Process(
            target=_write, args=(url, seed, str(self.acknowledgements)), daemon=True
        )
        self._process.start()

    def kill(self) -> None:
        """End it as kill -9 does."""
        assert self._process.is_alive(), "it ended by itself"
        self._process.kill()
        self._process.join()
        self._process.close()


def acknowledged(folder: Path) -> list[tuple[str, str]]:
    """What all writers were told is taken. A line that was cut short was never finished."""
    found = []
    for path in sorted(folder.glob("acknowledged.*")):
        for line in path.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                what, ref = line.split()
                found.append((what, ref))
    return found


def _write(url: str, seed: str, path: str) -> None:
    told = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    dice = random.Random(seed)
    with connect(url, timeout=5) as client:
        cases, appeals = Cases(client, lambda: NOW), Appeals(client, lambda: NOW)
        tokens = Tokens(client, lambda: NOW)

        def ruling(ref: str) -> bool:
            case = cases.get(case_id(host(dice.randrange(HOSTS)).expression))
            return case is not None and bool(rule(cases, case, ref))

        acts: dict[str, Callable[[str], object]] = {
            "report": lambda ref: cases.receive(report_of(ref), personal_of(ref), images_of(ref)),
            "appeal": lambda ref: appeals.receive(appeal_of(ref), personal_of(ref)),
            "ruling": ruling,
            "token": lambda ref: tokens.create(ref, Role.VOLUNTEER),
        }
        number = 0
        while True:
            number += 1
            (what,) = dice.choices(list(acts), (12, 4, 4, 1))
            ref = f"{seed}-{number}"
            try:
                if acts[what](ref):
                    os.write(told, f"{what} {ref}\n".encode())
            except AlreadyTaken:  # it was, and the server went before it said so
                os.write(told, f"{what} {ref}\n".encode())
            except StoreAway:
                threading.Event().wait(_PAUSE)
            except Changed:  # another writer's was first
                continue
