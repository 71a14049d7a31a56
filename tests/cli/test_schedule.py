"""When the server's own refreshes run."""

import pytest

from service.cli.schedule import RETRY, SOON, pause

HOUR = 3600.0
NOW = 1_795_500_000.0


@pytest.mark.parametrize(
    ("checked_at", "at_least", "luck", "expected"),
    [
        (NOW, SOON, 0.0, 6 * HOUR),
        (NOW, SOON, 1.0, 6.6 * HOUR),
        (NOW - 2 * HOUR, SOON, 0.0, 4 * HOUR),
        (NOW - 400 * HOUR, SOON, 0.5, SOON),
        (NOW - 400 * HOUR, RETRY, 0.5, RETRY),
        (None, RETRY, 0.5, RETRY),
    ],
    ids=["fresh", "spread", "another-host", "long-off", "failing", "never-answered"],
)
def test_a_refresh_follows_the_last_good_one(
    checked_at: float | None, at_least: float, luck: float, expected: float
) -> None:
    assert pause(NOW, checked_at, 6 * HOUR, at_least, luck) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("checked_at", "lock", "expected"),
    [(None, 90.0, 90.0), (NOW - 400 * HOUR, 90.0, 90.0), (NOW - HOUR, 90.0, 5 * HOUR)],
    ids=["never-answered", "long-off", "fresh"],
)
def test_a_lock_whose_holder_may_be_dead_is_tried_as_soon_as_it_has_run_out(
    checked_at: float | None, lock: float, expected: float
) -> None:
    found = pause(NOW, checked_at, 6 * HOUR, RETRY, 0.0, lock)
    assert expected <= found < expected + 1
