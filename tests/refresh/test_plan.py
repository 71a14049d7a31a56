"""Which files are asked for, and when."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from service.feeds.catalogue import Catalogue
from service.feeds.outcomes import Validators
from service.refresh.plan import (
    Job,
    UnknownFeed,
    check_names,
    fingerprint,
    jobs_of,
    why_not_now,
)
from service.refresh.report import FileReport, Outcome
from service.store.drafts import FileCopy
from service.store.feedstate import FileState
from tests.helpers.feeds import feed_of, file_of

NOW = 1_795_500_000
TODAY = NOW // 86_400
HOUR = 3600


def job(state: FileState | None = None, **fields: object) -> Job:
    """A file that has a copy, read as it would be today."""
    file = file_of(**fields)
    bare = Job(feed_of("a-feed", file), file, state, None)
    return replace(bare, copy=FileCopy("c0", fingerprint(bare, b"x"), 1, 1, {}, NOW - HOUR))


def waits(one: Job, *, named: bool = False, patient: bool = True) -> FileReport | None:
    return why_not_now(one, NOW, named=named, patient=patient)


def fetched(ago: int, **fields: object) -> FileState:
    return replace(FileState(NOW - ago, NOW - ago, "unchanged"), **fields)


def test_a_file_never_asked_for_is_due() -> None:
    assert waits(job()) is None


@pytest.mark.parametrize(("ago", "due"), [(0, False), (3400, False), (3420, True), (3600, True)])
def test_a_feed_is_asked_once_in_its_interval(ago: int, due: bool) -> None:
    report = waits(job(fetched(ago)))
    assert (report is None) is due
    assert report is None or report.outcome is Outcome.NOT_DUE


def test_a_named_feed_and_a_mirror_of_our_own_are_read_at_any_time() -> None:
    recent = job(fetched(1))
    assert waits(recent, named=True) is None
    assert waits(recent, patient=False) is None


def test_a_lost_copy_is_fetched_whatever_the_interval() -> None:
    assert waits(replace(job(fetched(1)), copy=None)) is None


def test_a_retry_after_holds_even_for_a_named_feed_but_not_for_ever() -> None:
    told = job(fetched(99_999, retry_after=NOW + 60, failures=1))
    report = waits(told, named=True)
    assert report is not None
    assert report.detail == "the server asked to wait until 2026-11-24 06:01 UTC"
    absurd = job(fetched(99_999, retry_after=NOW + 10**9, failures=1))
    assert waits(absurd) is not None
    assert waits(job(fetched(99_999, retry_after=NOW))) is None


def test_failures_are_retried_ever_more_rarely_within_a_day() -> None:
    def tried(failures: int, ago: int) -> bool:
        return waits(job(fetched(ago, failures=failures, outcome="failed"))) is None

    assert [tried(1, 600), tried(1, 1200)] == [False, True]
    assert [tried(4, 5000), tried(4, 9500)] == [False, True]
    assert [tried(50, 60_000), tried(50, 120_000)] == [False, True]


def test_two_files_that_failed_together_are_not_retried_together() -> None:
    due = set()
    for path in ("a.txt", "b.txt", "c.txt"):
        report = waits(job(fetched(0, failures=6, outcome="failed"), path=path))
        assert report is not None
        due.add(report.detail)
    assert len(due) == 3


def test_a_file_the_feed_lacks_is_looked_for_ever_more_rarely_within_a_month() -> None:
    def tried(ago: int) -> bool:
        state = fetched(ago, failures=40, outcome="absent")
        return waits(replace(job(state, optional=True), copy=None)) is None

    assert [tried(10 * 86_400), tried(40 * 86_400)] == [False, True]


def test_a_past_days_file_is_kept_for_good() -> None:
    report = waits(job(fetched(10**6), once=True), named=True)
    assert report is not None
    assert report.outcome is Outcome.KEPT


@pytest.mark.parametrize("change", [{"format": "hosts"}, {"params": MappingProxyType({"a": 1})}])
def test_a_file_that_would_be_read_otherwise_today_is_fetched_whole(
    change: dict[str, object],
) -> None:
    state = fetched(1, etag='"1"')
    before = job(state)
    same = replace(before, state=replace(state, validators_for=before.copy.body_sha256))
    assert same.validators == Validators('"1"')
    changed = replace(same, file=replace(same.file, **change))
    assert changed.validators is None
    assert waits(changed) is None
    assert waits(replace(changed, file=replace(changed.file, once=True))) is None


def test_validators_of_another_body_than_the_copys_are_not_sent() -> None:
    state = fetched(1, etag='"2"', validators_for="that of a generation rolled back since")
    assert job(state).validators is None


def test_every_day_of_a_series_is_a_file_of_its_own() -> None:
    series = file_of(
        path="{date}.json",
        url="https://f.example/{date}",
        format="json-list",
        dated=date(2026, 11, 22),
    )
    jobs = jobs_of(Catalogue((feed_of("a-feed", series),)), TODAY, {}, {})
    days = ["2026-11-22", "2026-11-23", "2026-11-24"]
    assert [one.name for one in jobs] == [f"a-feed/{day}.json" for day in days]


def test_a_name_that_no_feed_has_is_told_apart_with_those_that_are() -> None:
    catalogue = Catalogue((feed_of("one"), feed_of("two")))
    check_names(catalogue, ["one", "two"])
    with pytest.raises(UnknownFeed, match=r"'three'; there are one, two"):
        check_names(catalogue, ["one", "three"])
