"""Many files at once, a few at a time, each handed over as it comes and then forgotten."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Protocol

from service.feeds.outcomes import Outcome, Validators
from service.refresh.plan import Job

THREADS = 6
BEAT_SECONDS = 10.0


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
    with ThreadPoolExecutor(THREADS) as threads:
        pending = {_start(threads, fetcher, job): job for job in islice(waiting, THREADS)}
        try:
            while pending:
                done, _ = wait(pending, BEAT_SECONDS, FIRST_COMPLETED)
                beat()
                for future in done:
                    job = pending.pop(future)
                    following = next(waiting, None)
                    if following is not None:
                        pending[_start(threads, fetcher, following)] = following
                    yield job, _result(future)
        finally:
            for future in pending:
                future.cancel()


def _start(threads: ThreadPoolExecutor, fetcher: Fetches, job: Job) -> Future[Outcome]:
    mirror_path = job.feed.mirror_path(job.file)
    return threads.submit(fetcher.fetch, job.file.url, mirror_path, job.validators)


def _result(future: Future[Outcome]) -> Outcome | Exception:
    problem = future.exception()
    if problem is None:
        return future.result()
    if isinstance(problem, Exception):
        return problem
    raise problem
