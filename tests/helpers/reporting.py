"""Reports as they are filled in, and who sends them."""

from dataclasses import replace
from itertools import count

import pytest

from service.intake import proof
from service.intake.allowance import (
    FREE_AN_HOUR,
    ProofNeeded,
    Sender,
    Work,
)
from service.intake.forms import Form, read
from service.intake.receive import Reports

HOME = Sender("192.0.2.1")


AWAY = Sender("192.0.2.2")


def form(*targets: str, story: str = "") -> Form:
    found = read({"targets": (targets and list(targets)) or ["a.com"], "category": "shop"})
    assert isinstance(found, Form)
    return replace(found, story=story)


def solve(needed: ProofNeeded) -> Work:
    nonces = map(str, count())
    right = (n for n in nonces if proof.solved(needed.challenge, n, needed.difficulty))
    return Work(needed.challenge, next(right))


def needed(reports: Reports, sender: Sender = HOME, given: Work | None = None) -> ProofNeeded:
    with pytest.raises(ProofNeeded) as refused:
        reports.receive(form(), sender, proof=given)
    return refused.value


def fill(reports: Reports) -> None:
    for _ in range(FREE_AN_HOUR):
        reports.receive(form(), HOME)
