"""Reports are taken once, counted by who sends them, and lead back to nobody."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from service.casework import CaseState, Token
from service.intake.allowance import (
    DAY,
    FREE_AN_HOUR,
)
from service.intake.receive import BadImages, Reports
from service.store.cases import Cases, ref_of
from service.store.durability import NotDurable
from service.store.quotas import Quotas
from tests.conftest import Clock
from tests.helpers.reporting import AWAY, HOME, form, needed


def test_a_report_is_followed_by_its_id_and_only_a_hash_of_that_is_kept(
    reports: Reports, redis: Redis
) -> None:
    receipt = reports.receive(form("https://a.com/x", "b.com"), HOME)
    assert receipt.status.state is CaseState.RECEIVED
    assert [target.shown for target in receipt.status.targets] == ["hxxps://a[.]com/x", "b[.]com"]
    assert reports.status_of(receipt.id) == receipt.status
    assert reports.status_of(ref_of(receipt.id)) is None
    assert receipt.id.encode() not in b"".join(redis.scan_iter())


def test_what_is_sent_again_with_the_same_once_is_the_same_report(
    reports: Reports, cases: Cases, clock: Clock
) -> None:
    first = reports.receive(form(story="s"), HOME, once="k")
    clock.advance(DAY - 1)  # past midnight
    assert reports.receive(form(story="s"), HOME, once="k").id == first.id
    others = [
        reports.receive(form(story="s"), AWAY, once="k"),
        reports.receive(form(story="other"), HOME, once="k"),
        reports.receive(form(story="s"), HOME, once="l"),
    ]
    assert len({first.id, *(other.id for other in others)}) == 4
    assert len(cases.newest_reports(0, 10)) == 4


def test_what_is_sent_several_times_at_once_is_one_report_and_counted_once(
    cases: Cases, redis: Redis, clock: Clock
) -> None:
    """All of them have looked for an earlier one before any is taken."""
    together = threading.Barrier(4)

    def clean(data: bytes) -> bytes:
        together.wait(timeout=20)
        return data

    meeting = Reports(cases, Quotas(redis, clock), clock, clean)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(meeting.receive, form(), HOME, [b"a"], once="k") for _ in range(4)]
        receipts = [one.result() for one in sent]
    assert receipts == receipts[:1] * 4
    assert len(cases.newest_reports(0, 10)) == 1
    reports = Reports(cases, Quotas(redis, clock), clock, bytes)
    for _ in range(FREE_AN_HOUR - 1):
        reports.receive(form(), HOME)
    needed(reports)


def test_a_report_that_cannot_be_kept_is_refused_and_not_counted(
    reports: Reports, redis: Redis
) -> None:
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        for _ in range(FREE_AN_HOUR + 1):
            with pytest.raises(NotDurable):
                reports.receive(form(), HOME)
    finally:
        redis.config_set("maxmemory-policy", "noeviction")
    reports.receive(form(), HOME)


def test_images_are_written_anew_or_refused_by_number(
    cases: Cases, redis: Redis, clock: Clock
) -> None:
    def clean(data: bytes) -> bytes:
        if data == b"svg":
            raise ValueError("expected a JPEG, PNG or WebP image")
        return data.upper()

    able = Reports(cases, Quotas(redis, clock), clock, clean)
    receipt = able.receive(form(), HOME, [b"a", b"b"])
    assert cases.image(ref_of(receipt.id), 1) == b"B"
    with pytest.raises(BadImages) as refused:
        able.receive(form(), HOME, [b"a", b"svg"])
    assert [fault.field for fault in refused.value.faults] == ["evidence[1]"]
    assert len(cases.newest_reports(0, 10)) == 1, "nothing is stored by half"


def test_a_row_of_a_file_is_taken_once(reports: Reports, cases: Cases, token: Token) -> None:
    assert reports.take_row(form(), token, dry_run=True)
    assert cases.newest_reports(0, 10) == []
    assert [reports.take_row(form(), token) for _ in range(2)] == [True, False]
    assert reports.take_row(form(), None)
    assert len(cases.newest_reports(0, 10)) == 2
