"""kill -9 of those who take reports and of Redis, in any order, under load: what was acknowledged
is there, and nothing is there by half.
"""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.desk_contents import assert_nothing_is_half_there, missing
from tests.helpers.doomed_writer import DoomedWriter, acknowledged
from tests.helpers.own_redis import OwnRedis
from tests.helpers.waiting import until

WRITERS = 3
KILLS = 300
SECONDS = 40  # after which a slow machine may stop early
FEWEST = 100
OF_REDIS = 0.25  # so many of them


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short: a socket path has 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="mynah-") as made:
        yield Path(made)


def bytes_told(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("acknowledged.*"))


def test_what_was_acknowledged_survives_hundreds_of_kills_in_any_order(folder: Path) -> None:
    dice = random.Random(20261124)
    kills: Counter[str] = Counter()
    with OwnRedis(folder) as own:
        writers = [DoomedWriter(own.url, f"w{number}", folder) for number in range(WRITERS)]
        end = time.monotonic() + SECONDS
        for number in range(WRITERS, WRITERS + KILLS):
            if time.monotonic() > end:
                break
            progress = bytes_told(folder) + dice.randint(0, 120)  # some ten lines
            until(lambda least=progress: bytes_told(folder) > least, what="an acknowledgement")
            victim = "redis" if dice.random() < OF_REDIS else "writer"
            kills[victim] += 1
            if victim == "redis":
                own.kill()
                own.start()
            else:
                chosen = dice.randrange(WRITERS)
                writers[chosen].kill()
                writers[chosen] = DoomedWriter(own.url, f"w{number}", folder)
        for writer in writers:
            writer.kill()
        own.kill()
        own.start()
        told = acknowledged(folder)
        with own.client() as client:
            lost = missing(client, told)
            print(f"\nkilled: {dict(kills)}; acknowledged: {dict(Counter(w for w, _ in told))}")
            print(f"acknowledged {len(told):,} = present {len(told) - len(lost):,}")
            assert lost == []
            assert_nothing_is_half_there(client)
    assert sum(kills.values()) >= FEWEST
    assert len(told) > FEWEST
