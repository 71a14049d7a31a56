"""What tests of fetching ask for, and how they read a failure."""

from service.feeds.outcomes import (
    Failed,
    FailureKind,
    Limits,
    Outcome,
)

HOSTS = b"bad.example\nworse.example\n"


LIMITS = Limits(
    sent_bytes=64 * 1024,
    body_bytes=256 * 1024,
    total_seconds=60,
    connect_seconds=5,
    silence_seconds=5,
    redirects=3,
)


def failure(outcome: Outcome) -> FailureKind:
    assert isinstance(outcome, Failed), outcome
    assert outcome.detail
    assert "\n" not in outcome.detail
    return outcome.kind
