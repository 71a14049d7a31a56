"""Reports as they are filled in, and who sends them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
import pytest
from redis import Redis
from service.casework import Action, CaseState, Declined, Role, Ruling, Step, Token
from service.intake import proof
from service.intake.allowance import (
    DAY,
    FREE_AN_HOUR,
    HELD_AN_HOUR,
    HOUR,
    MOST_A_DAY,
    PROOF_SECONDS,
    TOKEN_AN_HOUR,
    ProofNeeded,
    Sender,
    Struck,
    TooMany,
    Work,
)
from service.intake.forms import Form, read
from service.intake.receive import BadImages, Reports
from service.model import Decision, Verb
from service.store import keys
from service.store.cases import CaseChange, Cases, case_id, ref_of
from service.store.decisions import Decisions
from service.store.durability import NotDurable
from service.store.errors import StoreAway
from service.store.quotas import Quotas
from service.store.tokens import Tokens
from tests.conftest import Clock


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

