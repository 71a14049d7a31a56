"""The generation on disk."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from service.model import Decision, Verb
from service.names.hashing import bucket, digest
from service.store import keys, storage
from service.store.decisions import Decisions
from service.store.generations import Generations
from service.store.keeper import SnapshotKeeper
from service.store.snapshot import Snapshot
from tests.conftest import Clock
from tests.helpers.generations import draft, publish, publisher

ALLOW = Decision("shared0.example/", Verb.ALLOW, "looked at", 1_795_500_000, "mod")


def keep(redis: Redis, folder: Path) -> SnapshotKeeper:
    """Bring a snapshot up to date."""
    keeper = SnapshotKeeper(folder, redis)
    keeper.poke()
    keeper.wait(10)
    return keeper


def opened(redis: Redis, folder: Path) -> Snapshot:
    found = keep(redis, folder).open()
    assert found is not None
    return found


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "snapshots").iterdir()}


def test_a_snapshot_holds_every_bucket(redis: Redis, clock: Clock, tmp_path: Path) -> None:
    live = publish(*publisher(redis, clock), "a")
    stored = dict(storage.read_buckets(redis, live, range(65_536)))
    found = opened(redis, tmp_path).buckets(range(65_536))
    assert {number: content for number, content in enumerate(found) if content} == stored


def test_only_the_live_generation_stays_on_disk(redis: Redis, clock: Clock, tmp_path: Path) -> None:
    generations, lock = publisher(redis, clock)
    for seed in "ab":
        live = publish(generations, lock, seed)
        keep(redis, tmp_path)
        assert names(tmp_path) == {f"{live}.bin", "state.json", "lock"}
    (tmp_path / "snapshots" / "20260101T000000Z.tmp").write_bytes(b"half a file")
    back = generations.rollback()
    assert opened(redis, tmp_path).generation.id == back
    assert names(tmp_path) == {f"{back}.bin", "state.json", "lock"}


def test_a_keeper_that_may_not_write_only_reads(redis: Redis, clock: Clock, tmp_path: Path) -> None:
    publish(*publisher(redis, clock), "a")
    reading = SnapshotKeeper(tmp_path, redis, writes=False)
    reading.poke()
    reading.wait(10)
    assert not (tmp_path / "snapshots").exists()
    keep(redis, tmp_path)
    assert reading.open() is not None


def test_an_open_snapshot_outlives_its_file(redis: Redis, clock: Clock, tmp_path: Path) -> None:
    generations, lock = publisher(redis, clock)
    publish(generations, lock, "a")
    old = opened(redis, tmp_path)
    publish(generations, lock, "b")
    keep(redis, tmp_path)
    assert old.buckets([bucket(digest("evm:a"))])[0]


def test_decisions_are_written_without_the_buckets(
    redis: Redis, clock: Clock, tmp_path: Path
) -> None:
    live = publish(*publisher(redis, clock), "a")
    keep(redis, tmp_path)
    before = (tmp_path / "snapshots" / f"{live}.bin").stat().st_ino
    Decisions(redis, clock).decide(ALLOW)
    Generations(redis, clock).confirm(1_795_555_000)
    found = opened(redis, tmp_path)
    assert found.decided.decisions == {ALLOW.expression: ALLOW}
    assert found.generation.checked_at == 1_795_555_000
    assert (tmp_path / "snapshots" / f"{live}.bin").stat().st_ino == before


def test_a_starting_list_is_known_as_one_without_redis(
    redis: Redis, clock: Clock, tmp_path: Path
) -> None:
    generations, lock = publisher(redis, clock)
    made = draft(generations)
    generations.publish(replace(made, starting_at=1_787_356_800), lock)
    keep(redis, tmp_path)
    found = opened(redis, tmp_path).generation
    assert (found.is_starting_list, found.read_at) == (True, 1_787_356_800)


def test_nothing_is_written_when_nothing_moved(redis: Redis, clock: Clock, tmp_path: Path) -> None:
    publish(*publisher(redis, clock), "a")
    keep(redis, tmp_path)
    before = {path: path.stat().st_ino for path in (tmp_path / "snapshots").iterdir()}
    keep(redis, tmp_path)
    assert {path: path.stat().st_ino for path in (tmp_path / "snapshots").iterdir()} == before


def test_an_emptied_redis_leaves_the_snapshot_alone(
    redis: Redis, clock: Clock, tmp_path: Path
) -> None:
    live = publish(*publisher(redis, clock), "a")
    keep(redis, tmp_path)
    redis.flushall()
    assert opened(redis, tmp_path).generation.id == live


def test_there_is_no_snapshot_before_the_first_publication(redis: Redis, tmp_path: Path) -> None:
    keeper = keep(redis, tmp_path)
    assert keeper.open() is None
    assert keeper.trouble is None


def cut(content: bytes) -> bytes:
    return content[:-1]


def flip_in_the_middle(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def shift_a_size(content: bytes) -> bytes:
    """Move 100 bytes from the parts to the buckets: the file's length still fits."""
    sizes = [int.from_bytes(content[at : at + 8], "little") for at in (12, 20)]
    moved = (sizes[0] + 100).to_bytes(8, "little") + (sizes[1] - 100).to_bytes(8, "little")
    return content[:12] + moved + content[28:]


DAMAGES = [
    pytest.param(cut, id="cut"),
    pytest.param(flip_in_the_middle, id="one bit"),
    pytest.param(lambda _: b"", id="empty"),
    pytest.param(lambda content: content[:20], id="a stump"),
    pytest.param(lambda content: content + b"x", id="longer"),
    pytest.param(lambda content: b"OTHERGEN" + content[8:], id="another magic"),
    pytest.param(lambda content: content[:8] + b"\x09" + content[9:], id="another format"),
]


@pytest.mark.parametrize("damage", [*DAMAGES, pytest.param(shift_a_size, id="a shifted size")])
def test_a_damaged_generation_is_refused_and_written_anew(
    redis: Redis, clock: Clock, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    live = publish(*publisher(redis, clock), "a")
    keeper = keep(redis, tmp_path)
    path = tmp_path / "snapshots" / f"{live}.bin"
    path.write_bytes(damage(path.read_bytes()))
    assert keeper.open() is None
    assert f"{live}.bin" in (keeper.trouble or "")
    assert opened(redis, tmp_path).generation.id == live


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_decisions_are_refused_and_written_anew(
    redis: Redis, clock: Clock, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    publish(*publisher(redis, clock), "a")
    Decisions(redis, clock).decide(ALLOW)
    keeper = keep(redis, tmp_path)
    path = tmp_path / "snapshots" / "state.json"
    path.write_bytes(damage(path.read_bytes()))
    assert keeper.open() is None
    assert "state.json is damaged" in (keeper.trouble or "")
    assert opened(redis, tmp_path).decided.decisions == {ALLOW.expression: ALLOW}


def test_a_snapshot_whose_generation_is_missing_is_refused(
    redis: Redis, clock: Clock, tmp_path: Path
) -> None:
    live = publish(*publisher(redis, clock), "a")
    keeper = keep(redis, tmp_path)
    (tmp_path / "snapshots" / f"{live}.bin").unlink()
    assert keeper.open() is None
    assert f"{live}.bin" in (keeper.trouble or "")


def test_a_generation_that_redis_lost_a_part_of_is_not_written(
    redis: Redis, clock: Clock, tmp_path: Path
) -> None:
    generations, lock = publisher(redis, clock)
    first = publish(generations, lock, "a")
    keep(redis, tmp_path)
    second = publish(generations, lock, "b")
    redis.delete(*keys.buckets(second, [bucket(digest("evm:b"))]))
    keeper = keep(redis, tmp_path)
    assert "no longer holds all" in (keeper.trouble or "")
    found = keeper.open()
    assert found is not None
    assert found.generation.id == first


def test_a_folder_that_cannot_be_made_is_said_so(
    redis: Redis, clock: Clock, tmp_path: Path
) -> None:
    publish(*publisher(redis, clock), "a")
    (tmp_path / "snapshots").write_bytes(b"a file is in the way")
    keeper = keep(redis, tmp_path)
    assert "not written" in (keeper.trouble or "")
    assert keeper.open() is None
