"""A look for a proof: when asked, once a minute, and what came of it is kept."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import dns.message
import pytest

from service.appeals.proving import NoProof, Prover, TooSoon
from service.casework import Appeal, AppealState, Proof, ProofTry
from service.services import Services
from tests.conftest import Clock
from tests.helpers.appealing import prover, send
from tests.helpers.name_server import NameServer, reply
from tests.helpers.web_service import WALLET

NAME = "_mynah.scam.example"


@pytest.fixture
def looking(services: Services, names: NameServer) -> Prover:
    return prover(services, names)


def value(appeal: Appeal) -> bytes:
    return f"mynah-appeal={appeal.code}".encode()


def test_a_record_proves_control_for_good(
    services: Services, names: NameServer, looking: Prover, clock: Clock
) -> None:
    appeal = send(services).appeal
    names.records[NAME] = [value(appeal)]
    clock.advance(10)
    proven = looking.look(appeal)
    assert (proven.proven_at, proven.proven_by) == (int(clock()), "dns")
    assert services.appeals.get(appeal.ref) == proven
    names.records.clear()
    assert looking.look(proven) == proven
    assert len(names.questions) == 1


def test_another_appeals_code_proves_nothing(
    services: Services, names: NameServer, looking: Prover
) -> None:
    """A stranger who reads the owner's record in DNS cannot make it his own."""
    owner, stranger = send(services).appeal, send(services).appeal
    names.records[NAME] = [value(owner)]
    assert looking.look(stranger).proven_at is None
    assert looking.look(owner).proven_by == "dns"


def test_what_was_not_found_is_kept_and_can_be_looked_for_again_after_a_minute(
    services: Services, names: NameServer, looking: Prover, clock: Clock
) -> None:
    appeal = looking.look(send(services).appeal)
    assert appeal.tried == ProofTry(int(clock()), Proof.MISSING, Proof.NO_ANSWER)
    names.records[NAME] = [value(appeal)]
    clock.advance(59)
    with pytest.raises(TooSoon) as soon:
        looking.look(appeal)
    assert soon.value.retry_in == 1
    clock.advance(1)
    assert looking.look(appeal).proven_by == "dns"


def test_of_many_who_ask_at_once_one_looks(
    services: Services, names: NameServer, looking: Prover
) -> None:
    appeal = send(services).appeal
    barrier = threading.Barrier(8)

    def look() -> str:
        barrier.wait()
        try:
            return looking.look(appeal).proven_by or "no"
        except TooSoon:
            return "too soon"

    names.records[NAME] = [value(appeal)]
    with ThreadPoolExecutor(8) as threads:
        answers = [job.result() for job in [threads.submit(look) for _ in range(8)]]
    assert sorted(answers) == ["dns", *["too soon"] * 7]
    assert names.questions == [NAME]


def test_few_look_at_once_so_that_checks_go_on(
    services: Services, names: NameServer, looking: Prover
) -> None:
    appeals = [send(services, sender=f"198.51.100.{number}").appeal for number in range(6)]
    go_on, asked = threading.Event(), threading.Semaphore(0)

    def slow(question: dns.message.Message) -> bytes:
        asked.release()
        go_on.wait(4)
        return reply(question, None).to_wire()

    names.records[NAME] = slow
    with ThreadPoolExecutor(4) as threads:
        jobs = [threads.submit(looking.look, appeal) for appeal in appeals[:4]]
        for _ in jobs:
            assert asked.acquire(timeout=10)
        with pytest.raises(TooSoon):
            looking.look(appeals[4])
        go_on.set()
        assert [job.result().tried.dns for job in jobs if job.result().tried] == [Proof.MISSING] * 4
    assert looking.look(appeals[5]).tried is not None


def test_an_answer_that_came_meanwhile_stays(
    services: Services, names: NameServer, looking: Prover
) -> None:
    appeal = send(services).appeal

    def answering(question: dns.message.Message) -> bytes:
        seen = services.appeals.get(appeal.ref)
        assert seen is not None
        services.appeals.change(seen, lambda one: replace(one, reason="Looked into"))
        return reply(question, [value(appeal)]).to_wire()

    names.records[NAME] = answering
    proven = looking.look(appeal)
    assert (proven.proven_by, proven.reason) == ("dns", "Looked into")


def test_nothing_is_looked_for_where_nothing_can_be_proven(
    services: Services, names: NameServer, looking: Prover
) -> None:
    with pytest.raises(NoProof):
        looking.look(send(services, WALLET.partition(":")[2]).appeal)
    answered = replace(send(services).appeal, state=AppealState.KEPT)
    with pytest.raises(NoProof):
        looking.look(answered)
    assert names.questions == []
