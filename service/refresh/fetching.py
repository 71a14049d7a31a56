"""Many files at once, a few at a time, each handed over as it comes and then forgotten."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Protocol
from urllib.parse import urlsplit

from service.feeds.outcomes import Failed, FailureKind, Outcome, Validators
from service.refresh.plan import Job

THREADS = 6
BEAT_SECONDS = 10.0
SILENCES = 3  # files in a row that a host does not answer for, before it is left alone

_SILENT = frozenset({FailureKind.NAME_NOT_FOUND, FailureKind.UNREACHABLE, FailureKind.TIMEOUT})


class Fetches(Protocol):
    """What can fetch a file; `service.feeds.fetch.Fetcher` does."""

    def fetch(self, url: str, mirror_path: str, validators: Validators | None = None) -> Outcome:
        """Fetch one file, or say why not."""


def fetch_all(
    fetcher: Fetches, jobs: Sequence[Job], beat: Callable[[], None]
) -> Iterator[tuple[Job, Outcome | Exception]]:
    """Yield each job with what came of it, in the order they end.

    Only THREADS bodies and those just being fetched are ever in memory. `beat` is called every few
    seconds meanwhile. An exception is handed over like an outcome: it is one file's trouble.
    """
    waiting = iter(jobs)
    silences = _Silences()
    threads = ThreadPoolExecutor(THREADS)
    pending = {_start(threads, fetcher, job, silences): job for job in islice(waiting, THREADS)}
    try:
        while pending:
            done, _ = wait(pending, BEAT_SECONDS, FIRST_COMPLETED)
            beat()
            for future in done:
                job, outcome = pending.pop(future), _result(future)
                silences.note(job, outcome)
                following = next(waiting, None)
                if following is not None:
                    pending[_start(threads, fetcher, following, silences)] = following
                yield job, outcome
    finally:  # whoever gives up does not wait for servers: they have their own time limits
        threads.shutdown(wait=False, cancel_futures=True)


class _Silences:
    """Which hosts do not answer in this refresh: their further files fail with the same words.

    Without internet, hundreds of files of one host would each wait for a name that nobody knows.
    """

    def __init__(self) -> None:
        self._in_a_row: Counter[str] = Counter()
        self._last: dict[str, Failed] = {}

    def note(self, job: Job, outcome: Outcome | Exception) -> None:
        """Count a silence of the job's host, or forget those before an answer."""
        host = _host(job)
        if isinstance(outcome, Failed) and outcome.kind in _SILENT:
            self._in_a_row[host] += 1
            self._last[host] = outcome
        else:
            self._in_a_row[host] = 0

    def verdict(self, job: Job) -> Failed | None:
        """What the job's file fails with, or None when its host is worth asking."""
        host = _host(job)
        return self._last[host] if self._in_a_row[host] >= SILENCES else None


def _host(job: Job) -> str:
    return urlsplit(job.file.url).netloc


def _start(
    threads: ThreadPoolExecutor, fetcher: Fetches, job: Job, silences: _Silences
) -> Future[Outcome]:
    known = silences.verdict(job)
    if known is not None:
        future: Future[Outcome] = Future()
        future.set_result(known)
        return future
    mirror_path = job.feed.mirror_path(job.file)
    return threads.submit(fetcher.fetch, job.file.url, mirror_path, job.validators)


def _result(future: Future[Outcome]) -> Outcome | Exception:
    problem = future.exception()
    if problem is None:
        return future.result()
    if isinstance(problem, Exception):
        return problem
    raise problem
