"""By when we aim to answer, in working days."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.appeals import words
from service.casework import Appeal, AppealState, Appellant, Proof, ReportTarget
from service.model import Kind


def at(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T15:00:00Z").astimezone(UTC).timestamp())


def appeal(received: str, proven: str | None = None, who: Appellant = Appellant.OWNER) -> Appeal:
    target = ReportTarget(Kind.HOST, "shop.example", "shop.example/")
    made = Appeal("a1", at(received), target, who, "en", "case", "code")
    return replace(made, proven_at=at(proven) if proven else None)


@pytest.mark.parametrize(
    ("one", "by"),
    [
        (appeal("2026-11-24"), "2026-12-03"),  # a Tuesday; seven working days
        (appeal("2026-11-28"), "2026-12-08"),  # a Saturday
        (appeal("2026-11-24", "2026-11-24"), "2026-11-27"),
        (appeal("2026-11-24", "2026-11-26"), "2026-12-01"),  # over a weekend
        (appeal("2026-11-24", "2026-12-02"), "2026-12-03"),  # never later than without a proof
        (appeal("2026-11-24", "2026-11-24", Appellant.VISITOR), "2026-12-03"),
    ],
)
def test_the_time_to_answer_by(one: Appeal, by: str) -> None:
    assert words.answer_by(one) == at(by)


def test_every_state_and_outcome_has_its_sentence() -> None:
    assert set(words.STATES) == set(AppealState)
    for outcome in Proof:
        assert words.of_dns(outcome).endswith(".")
        assert words.of_file(outcome).endswith(".")
