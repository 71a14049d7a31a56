"""A Redis and a data directory of a bench's own, and Mynah's command line in them."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.store.client import Client
from service.store.generations import Generations
from tests.bench import feeds
from tests.bench.processes import Cost, cost_of
from tests.helpers.own_redis import OwnRedis

GOOD = (0, 4)  # 4: published, though a feed was refused, as some of a mirror's are
MYNAH = [sys.executable, "-m", "service"]
_TIMEOUT = 60


class Workplace:
    """`environment` is what Mynah's processes are started with."""

    def __init__(self, folder: Path, redis: Client, url: str) -> None:
        self.folder = folder
        self.redis = redis
        self.environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("MYNAH_")},
            "MYNAH_DATA_DIR": str(folder / "data"),
            "MYNAH_REDIS_URL": url,
            "MYNAH_RATE_LIMIT": "0",
        }

    def use_mirror(self) -> None:
        """Let refreshes read the whole mirror, or the generated lists where there is none."""
        mirror = feeds.mirror()
        if mirror is None:
            self.use_lists(feeds.text_lists(self.folder / "mirror"))
        else:
            self.environment["MYNAH_FEED_MIRROR"] = str(mirror.absolute())

    def use_lists(self, lists: list[feeds.TextList]) -> None:
        """Let refreshes read these lists and no other."""
        catalogue = self.folder / "feeds.toml"
        catalogue.write_text(feeds.catalogue(lists))
        self.environment["MYNAH_FEEDS"] = str(catalogue)
        self.environment["MYNAH_FEED_MIRROR"] = str(lists[0].path.parents[1])

    def refresh(self) -> Cost:
        """Run a refresh to its end. Its cost includes what Redis had to do for it."""
        before = self._redis_cpu()
        cost = cost_of([*MYNAH, "refresh", "--quiet"], self.environment, GOOD)
        return cost._replace(cpu=cost.cpu + self._redis_cpu() - before)

    def generations(self) -> Generations:
        """Return what is published here."""
        return Generations(self.redis, lambda: 0)

    def list_body(self, name: str) -> bytes:
        """Return a list of the live generation, as browsers get it."""
        generations = self.generations()
        live = generations.live()
        return (live and generations.list_body(live, name, "identity")) or b""

    def entries(self) -> int:
        """Return how many entries are live."""
        generations = self.generations()
        return generations.meta(generations.live() or "").entries

    def _redis_cpu(self) -> float:
        used = self.redis.info("cpu")
        return float(used["used_cpu_user"]) + float(used["used_cpu_sys"])


@contextmanager
def workplace() -> Iterator[Workplace]:
    """Give an empty one; nothing of it stays."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        OwnRedis(Path(name)) as own,
        own.client(_TIMEOUT) as redis,
    ):
        yield Workplace(Path(name), redis, own.url)


def about_lists() -> str:
    """Say which lists a run measures with."""
    if feeds.mirror():
        return "real ones, the whole mirror of public feeds that MYNAH_FEED_MIRROR named."
    return (
        f"generated ones ({feeds.GENERATED_HOSTS:,} made-up hosts on {feeds.GENERATED_LINES:,} "
        "lines), since MYNAH_FEED_MIRROR named no mirror."
    )
