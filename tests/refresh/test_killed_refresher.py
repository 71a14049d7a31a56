"""kill -9 of a refresh at any step: a whole list is live all the time, and the next one works."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from redis import Redis

from service.lists.records import checksum
from service.store import keys, storage
from tests.helpers.doomed_refresher import refresh_from
from tests.helpers.refreshing import hosts, stores_of

ROOT = Path(__file__).parents[2]
COUNT = 300


def refresh_in_a_child(url: str, mirror: Path, fatal: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.helpers.doomed_refresher", url, str(mirror)]
    return subprocess.run(
        [*command, str(fatal)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def write(mirror: Path, start: int) -> None:
    for feed, offset in (("a-feed", 0), ("b-feed", 100_000)):
        (mirror / feed).mkdir(exist_ok=True)
        (mirror / feed / "list.txt").write_text(hosts(COUNT, start + offset))


def newest(redis: Redis) -> int:
    """The first host of the newest body in the live list, once the list was found to be whole."""
    stores = stores_of(redis, time.time)
    live = stores.generations.live()
    assert live is not None
    meta = stores.generations.meta(live)
    assert checksum(storage.read_buckets(redis, live, range(65_536))) == meta.checksum
    for copy in meta.copies.values():
        assert stores.copies.load(copy.copy)
    body = stores.generations.list_body(live, "hosts", "identity")
    assert body is not None
    return max(int(line[4:-4]) for line in body.decode().split() if int(line[4:-4]) < 100_000)


def forget_the_dead(redis: Redis) -> None:
    """What time does: the lock runs out, and the dead one is forgotten after an hour."""
    redis.delete(keys.lock("refresh"), keys.lock("publish"))
    states = redis.hgetall(keys.GENERATIONS)
    redis.hdel(keys.GENERATIONS, "none", *(g for g in states if states[g] == b"writing"))


def test_a_refresher_killed_at_any_round_trip_leaves_a_whole_list(
    redis: Redis, redis_server: str, tmp_path: Path
) -> None:
    for start in range(4):  # three are kept, so that each further one ends one
        write(tmp_path, start)
        refresh_from(tmp_path, redis)
    write(tmp_path, 4)
    whole = refresh_in_a_child(redis_server, tmp_path, 0)
    assert whole.returncode == 0, whole.stderr
    trips = int(whole.stdout)
    stayed = []
    for start, fatal in enumerate([*range(2, trips, trips // 7), trips], 5):
        write(tmp_path, start)
        died = refresh_in_a_child(redis_server, tmp_path, fatal)
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert newest(redis) in (COUNT + start - 2, COUNT + start - 1)
        stayed.append(newest(redis) == COUNT + start - 2)
        redis.delete(keys.lock("refresh"), keys.lock("publish"))
        refresh_from(tmp_path, redis)
        assert newest(redis) == COUNT + start - 1
        forget_the_dead(redis)
    assert stayed == sorted(stayed, reverse=True)  # from some step on, the new list is live
    assert set(stayed) == {True, False}
