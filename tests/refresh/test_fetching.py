"""Many files at once, and hosts that do not answer."""

import threading
from collections import Counter

import pytest

from service.feeds.outcomes import Failed, FailureKind, Fetched, Outcome, Validators
from service.refresh.fetching import SILENCES, THREADS, fetch_all
from service.refresh.plan import Job
from tests.helpers.feeds import feed_of, file_of

SILENT = Failed(FailureKind.NAME_NOT_FOUND, "is on a.example, which has no address")
BODY = Fetched(b"scam.example\n", Validators())


class Scripted:
    """Answers by URL, and counts who was asked for."""

    def __init__(self, *outcomes: Outcome, otherwise: Outcome = BODY) -> None:
        self._outcomes = iter(outcomes)
        self._otherwise = otherwise
        self._lock = threading.Lock()
        self.asked: Counter[str] = Counter()

    def fetch(self, url: str, *_: object) -> Outcome:
        with self._lock:
            self.asked[url.split("/")[2]] += 1
            return next(self._outcomes, self._otherwise)


def jobs(count: int, host: str = "a.example") -> list[Job]:
    files = [file_of(path=f"{n}.txt", url=f"https://{host}/{n}.txt") for n in range(count)]
    return [Job(feed_of("a-feed", *files), file, None, None) for file in files]


def outcomes(fetcher: Scripted, work: list[Job]) -> list[Outcome | Exception]:
    return [outcome for _, outcome in fetch_all(fetcher, work, lambda: None)]


@pytest.mark.parametrize(
    "kind", [FailureKind.NAME_NOT_FOUND, FailureKind.UNREACHABLE, FailureKind.TIMEOUT]
)
def test_a_host_that_does_not_answer_is_left_alone(kind: FailureKind) -> None:
    silent = Failed(kind, "did not answer")
    fetcher = Scripted(otherwise=silent)
    assert outcomes(fetcher, jobs(300)) == [silent] * 300
    assert SILENCES <= fetcher.asked["a.example"] <= SILENCES + THREADS


def test_other_hosts_are_asked_all_the_same() -> None:
    fetcher = Scripted(otherwise=SILENT)
    outcomes(fetcher, jobs(50) + jobs(2, "b.example"))
    assert fetcher.asked["b.example"] == 2


def test_a_host_that_answers_now_and_then_is_asked_for_every_file() -> None:
    fetcher = Scripted(*[SILENT, *[BODY] * 15] * 5)
    outcomes(fetcher, jobs(80))
    assert fetcher.asked["a.example"] == 80


def test_a_server_that_says_no_has_answered() -> None:
    fetcher = Scripted(otherwise=Failed(FailureKind.SERVER_ERROR, "answered 500"))
    outcomes(fetcher, jobs(40))
    assert fetcher.asked["a.example"] == 40


def test_who_gives_up_does_not_wait_for_a_slow_server() -> None:
    release = threading.Event()

    class Slow(Scripted):
        def fetch(self, url: str, *_: object) -> Outcome:
            if url.endswith("/0.txt"):
                return super().fetch(url)
            assert release.wait(60)
            return BODY

    fetching = fetch_all(Slow(), jobs(20), lambda: None)
    next(fetching)
    fetching.close()  # with a pool that waits for its threads, this would not come back
    release.set()
