"""Metrics in Prometheus's text format. Counters are of this worker: scrape adds up over time only
what one worker did, so run one worker behind each scraped port, or read them as samples.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from threading import Lock

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Requests:
    """How many requests this worker answered, by route and class of status.

    A route is the rule ("/v1/hashes/<prefix>"), never the path, which could name what was asked.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, int]] = Counter()
        self._lock = Lock()

    def count(self, route: str, status: int) -> None:
        """Count one answer."""
        with self._lock:
            self._counts[route, status // 100] += 1

    def metric(self) -> list[str]:
        """Return the counter's lines."""
        rows = {
            f'route="{route}",status="{status}xx"': count
            for (route, status), count in sorted(self._counts.items())
        }
        said = "Requests answered by this worker."
        return metric("mynah_requests_total", "counter", said, rows)


def metric(name: str, kind: str, said: str, rows: Mapping[str, float]) -> list[str]:
    """Return the lines of one metric. A row's key is its labels, "" for none."""
    values = [
        f"{name}{{{key}}} {value}" if key else f"{name} {value}" for key, value in rows.items()
    ]
    return [f"# HELP {name} {said}", f"# TYPE {name} {kind}", *values]


def page(metrics: Iterable[list[str]]) -> str:
    """Return the whole page."""
    return "".join(f"{line}\n" for lines in metrics for line in lines)
