"""The request path."""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import fakeredis
import pytest
from redis import Redis

from service.lists.records import find
from service.model import Decision, Verb
from service.names.hashing import bucket, digest
from service.store import keys
from service.store.connect import connect
from service.store.decisions import Decisions
from service.store.errors import NoGeneration, StoreAway
from service.store.generations import Generations
from service.store.keeper import SnapshotKeeper
from service.store.reader import Reader, Reading
from tests.conftest import Clock
from tests.helpers.answers import server_that_says
from tests.helpers.generations import entries, publish, publisher

ALLOW = Decision("shared0.example/", Verb.ALLOW, "looked at", 1_795_500_000, "mod")


@pytest.fixture
def reader(redis: Redis) -> Iterator[Reader]:
    reader = Reader(redis, None)
    yield reader
    reader.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mynah-") as name:  # short, for a socket
        yield Path(name)


def facts_of(reader: Reader, *expressions: str) -> list[int | None]:
    """Look the expressions up as a check does."""
    hashes = [digest(expression) for expression in expressions]
    reading = reader.read([bucket(hashed) for hashed in hashes])
    return [find(found, hashed) for found, hashed in zip(reading.buckets, hashes, strict=True)]


def test_nothing_published_is_an_error_of_its_own(reader: Reader) -> None:
    with pytest.raises(NoGeneration):
        reader.read([1])


def test_every_entry_is_found_in_one_reading_and_a_stranger_is_not(
    redis: Redis, clock: Clock, reader: Reader
) -> None:
    publish(*publisher(redis, clock), "a")
    listed = entries("a")
    assert facts_of(reader, *listed) == list(listed.values())
    assert facts_of(reader, "stranger.example/") == [None]
    assert reader.read([]).buckets == []


def test_a_reading_tells_what_its_generation_is(redis: Redis, clock: Clock, reader: Reader) -> None:
    generations, lock = publisher(redis, clock)
    live = publish(generations, lock, "a")
    meta = generations.meta(live)
    reading = reader.read([])
    assert not reading.from_snapshot
    assert reading.generation.read_at == reading.generation.published_at == 1_795_500_000
    assert (reading.generation.checked_at, reading.generation.is_starting_list) == (None, False)
    for part in ("id", "facts", "links", "feeds", "lists", "checksum"):
        assert getattr(reading.generation, part) == getattr(meta, part)


def test_whatever_moved_is_seen_by_the_next_reading(
    redis: Redis, clock: Clock, reader: Reader
) -> None:
    generations, lock = publisher(redis, clock)
    decisions = Decisions(redis, clock)
    for seed in "ab":
        live = publish(generations, lock, seed)
        assert reader.read([]).generation.id == live
        assert facts_of(reader, f"evm:{seed}") == [0]
    decisions.decide(ALLOW)
    assert reader.read([]).decisions == {ALLOW.expression: ALLOW}
    decisions.withdraw(ALLOW.expression)
    assert reader.read([]).decisions == {}
    generations.confirm(1_795_600_000)
    assert reader.read([]).generation.checked_at == 1_795_600_000
    back = generations.rollback()
    assert reader.read([]).generation.id == back
    assert facts_of(reader, "evm:b") == [None]


def test_when_nothing_moved_a_reading_is_one_command(
    redis: Redis, clock: Clock, reader: Reader
) -> None:
    publish(*publisher(redis, clock), "a")
    reader.read([1])
    before = redis.info("stats")["total_commands_processed"]
    for _ in range(10):
        reader.read([1, 2, 3])
    assert redis.info("stats")["total_commands_processed"] == before + 10 + 1  # INFO is one too


def test_readings_never_mix_generations_while_publications_go_on(
    redis: Redis, redis_server: str, clock: Clock
) -> None:
    """Each generation lists its own wallet only, under a fact that tells it."""
    generations, lock = publisher(redis, clock)
    ids = {publish(generations, lock, "a"): "a"}
    client = connect(redis_server, timeout=5)
    reader = Reader(client, None)
    done = threading.Event()
    wrong: list[Reading] = []
    seen: set[str] = set()
    wallets = {seed: digest(f"evm:{seed}") for seed in "abcdef"}

    def look() -> None:
        while not done.is_set():
            reading = reader.read([bucket(hashed) for hashed in wallets.values()])
            found = {
                seed
                for (seed, hashed), b in zip(wallets.items(), reading.buckets, strict=True)
                if find(b, hashed) is not None
            }
            (linked,) = reading.generation.links  # "evm:{seed}" of the generation it claims to be
            seen.add(linked)
            if found != {linked.removeprefix("evm:")}:
                wrong.append(reading)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for seed in "bcdef":
        ids[publish(generations, lock, seed)] = seed
    done.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(seen) > 1
    reader.close()
    client.close()


@pytest.mark.parametrize("lost", ["bucket", "meta", "lists"])
def test_a_generation_with_a_lost_part_is_no_generation_without_entries(
    redis: Redis, clock: Clock, reader: Reader, lost: str
) -> None:
    live = publish(*publisher(redis, clock), "a")
    number = bucket(digest("evm:a"))
    if lost == "bucket":
        redis.delete(*keys.buckets(live, [number]))
    else:
        redis.delete(keys.meta(live) if lost == "meta" else keys.lists(live))
    with pytest.raises(StoreAway, match="has lost a part"):
        reader.read([number])


def test_a_format_of_another_version_is_not_guessed_at(
    redis: Redis, clock: Clock, reader: Reader
) -> None:
    live = publish(*publisher(redis, clock), "a")
    redis.hset(keys.meta(live), "head", '{"format": 99}')
    with pytest.raises(StoreAway, match="format 99"):
        reader.read([])


def test_connections_that_the_server_closed_are_replaced(
    redis: Redis, clock: Clock, reader: Reader
) -> None:
    publish(*publisher(redis, clock), "a")
    reader.read([])
    with Redis.from_url(f"unix://{redis.connection_pool.connection_kwargs['path']}") as other:
        other.client_kill_filter(_type="normal", skipme=True)
    assert not reader.read([]).from_snapshot


@pytest.mark.parametrize(
    "answer",
    [
        b"-LOADING Redis is loading the dataset in memory\r\n",
        b"-MASTERDOWN Link with MASTER is down\r\n",
        b"-NOAUTH Authentication required.\r\n",
        b"HTTP/1.1 400 Bad Request\r\n",
        b"",
    ],
    ids=["loading", "master down", "no password", "no Redis", "silent"],
)
def test_a_server_that_answers_uselessly_is_away(folder: Path, answer: bytes) -> None:
    with server_that_says(folder, answer) as url, connect(url, timeout=0.05) as client:
        reader = Reader(client, None)
        with pytest.raises(StoreAway):
            reader.read([1])
        reader.close()


def test_nobody_asks_a_server_again_for_a_second_after_it_failed(
    folder: Path, clock: Clock
) -> None:
    heard: list[bytes] = []
    with (
        server_that_says(folder, b"-LOADING Redis is loading\r\n", heard) as url,
        connect(url) as client,
    ):
        reader = Reader(client, None, clock)
        for advance, asks in ((0, True), (0.5, False), (0.6, True), (0.9, False), (0.2, True)):
            clock.advance(advance)
            before = len(heard)
            with pytest.raises(StoreAway, match="loading"):
                reader.read([1])
            assert (len(heard) > before) == asks


@pytest.fixture
def kept(redis: Redis, clock: Clock, folder: Path) -> SnapshotKeeper:
    """The keeper of a snapshot that is up to date: one generation and one decision."""
    generations, lock = publisher(redis, clock)
    publish(generations, lock, "a")
    generations.confirm(1_795_555_000)
    Decisions(redis, clock).decide(ALLOW)
    keeper = SnapshotKeeper(folder, redis)
    keeper.poke()
    keeper.wait(10)
    assert keeper.trouble is None
    return keeper


def test_a_process_that_starts_without_redis_answers_from_the_snapshot(
    kept: SnapshotKeeper, folder: Path
) -> None:
    with connect(f"unix://{folder}/nothing.sock") as gone:
        reader = Reader(gone, kept)
        reading = reader.read([])
        assert reading.from_snapshot
        assert reading.generation.checked_at == 1_795_555_000
        assert reading.decisions == {ALLOW.expression: ALLOW}
        listed = entries("a")
        assert facts_of(reader, *listed) == list(listed.values())
        assert facts_of(reader, "stranger.example/") == [None]
        assert isinstance(reader.trouble, StoreAway)


def test_an_emptied_redis_is_answered_for_by_the_snapshot_until_the_next_publication(
    redis: Redis, clock: Clock, kept: SnapshotKeeper
) -> None:
    reader = Reader(redis, kept, clock)
    redis.flushall()
    assert reader.read([]).from_snapshot
    assert reader.read([]).generation.links == {"evm:a": ("a0.example/", "shared0.example/")}
    live = publish(*publisher(redis, clock), "b")
    reading = reader.read([])
    assert (reading.from_snapshot, reading.generation.id) == (False, live)
    assert reader.trouble is None
    kept.wait(10)
    reader.close()


@pytest.mark.usefixtures("kept")
def test_what_the_process_knows_better_than_the_file_is_not_forgotten(
    redis: Redis, clock: Clock, folder: Path
) -> None:
    stale = SnapshotKeeper(folder, Redis(unix_socket_path=f"{folder}/nothing.sock", retry=None))
    reader = Reader(redis, stale, clock)
    later = ALLOW._replace(expression="later.example/")
    Decisions(redis, clock).decide(later)
    Generations(redis, clock).confirm(1_795_600_000)
    reader.read([])
    redis.flushall()
    reading = reader.read([])
    assert reading.from_snapshot
    assert set(reading.decisions) == {ALLOW.expression, later.expression}
    assert reading.generation.checked_at == 1_795_600_000
    stale.wait(10)
    reader.close()


def test_a_server_that_comes_back_is_asked_again(
    kept: SnapshotKeeper, redis_server: str, clock: Clock, folder: Path
) -> None:
    path = folder / "sometimes.sock"
    with connect(f"unix://{path}") as client:
        reader = Reader(client, kept, clock)
        assert reader.read([]).from_snapshot
        path.symlink_to(redis_server.removeprefix("unix://"))
        assert reader.read([]).from_snapshot
        clock.advance(1.1)
        assert not reader.read([]).from_snapshot
        assert reader.trouble is None
        kept.wait(10)
        reader.close()


def test_the_double_for_unit_tests_serves_too(clock: Clock) -> None:
    fake = fakeredis.FakeRedis()
    live = publish(*publisher(fake, clock), "a")
    reader = Reader(fake, None)
    assert reader.read([]).generation.id == live
    assert facts_of(reader, "evm:a", "evm:b") == [0, None]
    reader.close()


def test_a_decision_that_runs_out_is_left_out_from_that_second_on(
    redis: Redis, clock: Clock, folder: Path
) -> None:
    """From memory, and from the file while Redis is away; the same object until more runs out."""
    publish(*publisher(redis, clock), "a")
    for name, seconds in (("soon", 60), ("later", 120)):
        ends = int(clock()) + seconds
        Decisions(redis, clock).decide(ALLOW._replace(expression=f"{name}/", expires_at=ends))
    keeper = SnapshotKeeper(folder, redis)
    live = Reader(redis, keeper, now=clock)
    live.read(())
    keeper.wait(10)
    nobody = connect(f"unix://{folder}/none.sock", timeout=0.1)
    away = Reader(nobody, SnapshotKeeper(folder, nobody), now=clock)
    for seconds, left in ((0, 2), (59, 2), (1, 1), (59, 1), (1, 0)):
        clock.advance(seconds)
        for reader in (live, away):
            reading = reader.read(())
            assert len(reading.decisions) == left
            assert reader.read(()).decisions is reading.decisions
            assert reading.from_snapshot is (reader is away)
    live.close()


def test_decisions_that_are_for_good_cost_no_look_at_the_clock(redis: Redis, clock: Clock) -> None:
    def none() -> float:
        raise AssertionError("the clock was asked")

    publish(*publisher(redis, clock), "a")
    Decisions(redis, clock).decide(ALLOW)
    reader = Reader(redis, None, now=none)
    assert reader.read(()).decisions == {ALLOW.expression: ALLOW}
    reader.close()
