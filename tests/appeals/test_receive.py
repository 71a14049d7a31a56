"""Which entry an appeal is about, who may send how many, and what is kept."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from redis import Redis

from service.appeals.proving import place_of
from service.appeals.receive import NotListed, OverQuota
from service.casework import (
    Appeal,
    Personal,
    Report,
    ReportTarget,
)
from service.model import Category, Decision, Kind, Verb
from service.services import Services
from service.store.cases import case_id, ref_of
from tests.conftest import Clock
from tests.helpers import web_service
from tests.helpers.appealing import SENDER, send
from tests.helpers.web_service import WALLET


@pytest.mark.parametrize(
    ("target", "entry"),
    [
        ("scam.example", "scam.example/"),
        ("https://login.scam.example/a/b?token=4711", "scam.example/"),
        ("http://shared.example/bad/page?x=1", "shared.example/bad/page"),
        ("bets.example", "bets.example/"),
        (WALLET.partition(":")[2], WALLET),
    ],
)
def test_an_appeal_is_about_the_entry_that_lists_its_target(
    services: Services, target: str, entry: str
) -> None:
    appeal = send(services, target).appeal
    assert (appeal.target.expression, appeal.case) == (entry, case_id(entry))
    (case,) = services.cases.queue(0, 10)
    assert (case.expression, case.appeals) == (entry, (appeal.ref,))
    assert "4711" not in appeal.target.canonical


def test_what_was_never_listed_is_refused_and_nothing_is_kept(
    services: Services, redis: Redis
) -> None:
    before = set(redis.keys())
    with pytest.raises(NotListed):
        send(services, "honest.example")
    assert set(redis.keys()) == before


def test_a_report_that_nobody_decided_does_not_show(services: Services, clock: Clock) -> None:
    """Else a scammer could ask here whether one of his victims has reported him."""
    target = ReportTarget(Kind.HOST, "new-scam.example", "new-scam.example/")
    report = Report("r1", int(clock()), (target,), Category.SCAM, "en", "mark")
    services.cases.receive(report, Personal(), [])
    with pytest.raises(NotListed):
        send(services, "new-scam.example")


def decide(services: Services, verb: Verb) -> None:
    services.decisions.decide(Decision("old.example/", verb, "Looked", 1, "someone"))


def test_what_moderators_block_or_allow_can_be_appealed(services: Services) -> None:
    for verb, listed in ((Verb.BLOCK, True), (Verb.ALLOW, False)):
        decide(services, verb)
        appeal = send(services, "www.old.example").appeal
        assert appeal.target.expression == "old.example/"
        assert services.appeal_statuses.of(appeal).listed is listed


def test_what_was_appealed_before_can_be_appealed_again(
    services: Services, redis: Redis, clock: Clock
) -> None:
    first = send(services, "login.scam.example").appeal
    web_service.publish(redis, clock, {"bets.example/": 1})
    assert send(services, "scam.example").appeal.case == first.case


def test_ids_are_told_once_and_kept_as_a_hash_only(services: Services, redis: Redis) -> None:
    received = send(services, contact="me@shop.example")
    assert len(received.id) >= 22
    assert received.appeal.ref == ref_of(received.id)
    keys: list[bytes] = redis.keys()
    kept = b"".join(redis.dump(key) or b"" for key in keys) + b"".join(keys)
    assert received.id.encode() not in kept
    assert SENDER.encode() not in kept
    assert send(services).id != received.id


def test_what_is_personal_lies_apart_and_ends(services: Services, redis: Redis) -> None:
    appeal = send(services, statement="I am Li.", contact="li@shop.example").appeal
    personal = services.cases.personal(appeal.ref)
    assert personal == Personal("I am Li.", "li@shop.example", ("scam.example",))
    assert 0 < redis.ttl(f"mynah:{{desk}}:personal:{appeal.ref}") <= 180 * 86_400
    row = redis.get(f"mynah:{{desk}}:appeal:{appeal.ref}")
    assert isinstance(row, bytes)
    assert b"Li" not in row
    assert b"li@" not in row


def test_five_an_hour_and_twenty_a_day_from_one_sender(services: Services, clock: Clock) -> None:
    clock.now -= clock.now % 3_600
    for hour in range(4):
        for _ in range(5):
            send(services)
        with pytest.raises(OverQuota) as refused:
            send(services)
        assert 0 < refused.value.retry_in <= 3_600
        clock.advance(3_600)
        assert hour < 4
    with pytest.raises(OverQuota) as refused:
        send(services)
    assert refused.value.retry_in > 3_600
    send(services, sender="198.51.100.8")


def test_the_same_appeal_of_one_sender_is_taken_once_a_day_and_counted_once(
    services: Services, clock: Clock
) -> None:
    said = {"statement": "It is mine.", "contact": "me@shop.example"}
    first = send(services, **said)
    clock.advance(60)
    for _ in range(9):
        again = send(services, "SCAM[.]example", **said | {"statement": " It is mine.\r\n"})
        assert (again.id, again.appeal) == (first.id, first.appeal)
    others = [
        send(services, **said | {"statement": "It is mine!"}),
        send(services, **said | {"contact": "other@shop.example"}),
        send(services, **said | {"appellant": "visitor"}),
        send(services, "bets.example", **said),
        send(services, sender="198.51.100.8", **said),
    ]
    assert len({first.id, *(one.id for one in others)}) == 6
    assert services.cases.queue(0, 1)[0].appeals[0] == first.appeal.ref
    assert len(services.appeals.newest(0, 20)) == 6
    clock.advance(2 * 86_400)
    assert send(services, **said).id != first.id


def test_the_same_appeal_sent_twice_at_once_is_one_and_counted_once(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them has looked for an earlier one before any is taken."""
    together, find = Barrier(4), services.appeals.get

    def look(ref: str) -> Appeal | None:
        found = find(ref)
        together.wait(timeout=20)
        return found

    monkeypatch.setattr(services.appeals, "get", look)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(send, services, statement="It is mine.") for _ in range(4)]
        received = [one.result() for one in sent]
    assert received == received[:1] * 4
    assert len(services.appeals.newest(0, 9)) == 1
    monkeypatch.undo()
    for _ in range(4):
        send(services)
    with pytest.raises(OverQuota):
        send(services)


def test_what_is_refused_counts_against_nobody(services: Services) -> None:
    for _ in range(30):
        with pytest.raises(NotListed):
            send(services, "honest.example")
    assert send(services).id


@pytest.mark.parametrize(
    ("target", "record", "file"),
    [
        ("login.scam.example", "_mynah.scam.example", "https://scam.example/"),
        ("http://shared.example/bad/page", "_mynah.shared.example", "https://shared.example/"),
    ],
)
def test_a_proof_is_offered_for_the_host_of_the_entry(
    services: Services, target: str, record: str, file: str
) -> None:
    appeal = send(services, target).appeal
    place = place_of(appeal)
    assert place is not None
    assert place.record_name == record
    assert place.record_value == f"mynah-appeal={appeal.code}"
    assert place.file_url == f"{file}.well-known/mynah-appeal.txt"


@pytest.mark.parametrize(
    ("expression", "record"),
    [
        ("www.shop.co.uk/", "_mynah.shop.co.uk"),
        ("a.b.github.io/", "_mynah.b.github.io"),
        ("xn--mlat-zra.com/", "_mynah.xn--mlat-zra.com"),
    ],
)
def test_the_record_belongs_to_the_domain_that_somebody_holds(
    services: Services, expression: str, record: str
) -> None:
    services.decisions.decide(Decision(expression, Verb.BLOCK, "Looked", 1, "someone"))
    place = place_of(send(services, expression).appeal)
    assert place is not None
    assert place.record_name == record


@pytest.mark.parametrize("target", [WALLET.partition(":")[2], "192.0.2.7", "[2001:db8::7]"])
def test_no_proof_is_offered_for_wallets_and_numbers(services: Services, target: str) -> None:
    if "bitcoin" not in target:
        for host in ("192.0.2.7/", "[2001:db8::7]/"):
            services.decisions.decide(Decision(host, Verb.BLOCK, "Looked", 1, "someone"))
    assert place_of(send(services, target).appeal) is None
