"""Clients by URL, and the warnings about a server that forgets."""

import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from service.store.connect import BadRedisUrl, connect, durability_warnings
from service.store.embedded import EmbeddedRedis
from service.store.errors import StoreAway, reaching_redis
from service.store.server_binary import find_server


def test_answers_are_bytes_unless_text_is_asked_for(redis_server: str) -> None:
    with connect(redis_server) as plain, connect(redis_server, decode=True) as decoded:
        plain.set("name", "größe")
        assert plain.get("name") == "größe".encode()
        assert decoded.get("name") == "größe"


def test_a_server_that_is_away_is_asked_once() -> None:
    """redis-py's default asks eleven times, with pauses."""
    accepted: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                accepted.append(connection)
                connection.close()

        counter = threading.Thread(target=hang_up)
        counter.start()
        with (
            connect(f"redis://127.0.0.1:{listener.getsockname()[1]}") as client,
            pytest.raises(redis.ConnectionError),
        ):
            client.ping()
        listener.shutdown(socket.SHUT_RDWR)
        counter.join()
    assert len(accepted) == 1


def test_a_server_that_hangs_is_left_soon() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        connect(f"redis://127.0.0.1:{listener.getsockname()[1]}", timeout=0.05) as client,
        pytest.raises(redis.TimeoutError),
    ):
        client.ping()


@pytest.mark.parametrize(
    "url",
    [
        *("localhost", "http://localhost", "redis://localhost:port"),
        *("redis+sentinel://localhost:26379", "redis+sentinel://localhost:26379/"),
        *("redis+sentinel:///mynah", "redis+sentinel://a:x/mynah", "redis+sentinel://a/mynah/x"),
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadRedisUrl):
        connect(url)


@pytest.fixture
def sentinel(tmp_path: Path) -> Iterator[str]:
    """The URL of the master of a real Sentinel, under the name `mynah`."""
    ports = free_ports(2)
    configuration = tmp_path / "sentinel.conf"
    configuration.write_text(f"sentinel monitor mynah 127.0.0.1 {ports[0]} 1\n")
    binary = str(find_server())
    common = ["--dir", str(tmp_path), "--bind", "127.0.0.1", "--daemonize", "no"]
    commands = [
        [binary, "--port", str(ports[0]), "--save", "", *common],
        [binary, str(configuration), "--sentinel", "--port", str(ports[1]), *common],
    ]
    servers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]
    try:
        for port in ports:
            wait_until_it_answers(f"redis://127.0.0.1:{port}")
        yield f"redis+sentinel://127.0.0.1:{ports[1]}/mynah/2"
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def free_ports(count: int) -> list[int]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def wait_until_it_answers(url: str) -> None:
    pause = threading.Event()
    with connect(url, timeout=1) as client:
        for _ in range(500):
            try:
                client.ping()
            except redis.RedisError:
                pause.wait(0.02)
            else:
                return
    raise AssertionError(f"{url} does not answer")


def test_sentinel_names_the_master(sentinel: str) -> None:
    with connect(sentinel, decode=True, timeout=1) as client:
        client.set("name", "mynah")
        assert client.get("name") == "mynah"
        assert client.info("replication")["role"] == "master"
        assert client.client_info()["db"] == 2


class Saying:
    """A client whose server says this of itself."""

    def __init__(self, **facts: Any) -> None:
        good = {"redis_version": "7.0.15", "aof_enabled": 1, "maxmemory_policy": "noeviction"}
        self.facts = {**good, **facts}

    def info(self) -> dict[str, Any]:
        return self.facts


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"redis_version": "6.2.14"}, "Redis 6.2.14 is older than 7.0"),
        ({"aof_enabled": 0}, "appendonly no"),
        ({"aof_last_write_status": "err"}, "could not write its append-only file"),
        ({"maxmemory_policy": "allkeys-lru"}, "maxmemory-policy allkeys-lru"),
    ],
)
def test_a_server_that_can_lose_reports_is_warned_of(facts: dict[str, Any], words: str) -> None:
    warnings = durability_warnings(Saying(**facts))  # type: ignore[arg-type]
    assert len(warnings) == 1
    assert words in warnings[0]


@pytest.mark.parametrize(
    "facts",
    [{}, {"redis_version": "8.2.1"}, {"maxmemory_policy": "volatile-lru"}],
)
def test_a_server_that_keeps_what_it_is_told_is_not(facts: dict[str, Any]) -> None:
    assert durability_warnings(Saying(**facts)) == []  # type: ignore[arg-type]


def test_the_real_server_is_warned_of_as_it_is_set() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="mynah-") as folder,
        EmbeddedRedis(Path(folder)) as server,
        connect(server.url) as client,
    ):
        assert durability_warnings(client) == []
        client.config_set("appendonly", "no")
        client.config_set("maxmemory-policy", "allkeys-random")
        assert len(durability_warnings(client)) == 2


@pytest.mark.parametrize(
    "url",
    [
        *("redis://127.0.0.1/0?foo=bar", "redis://127.0.0.1/0?socket_timeout=abc"),
        *("redis://127.0.0.1/abc", "redis://127.0.0.1/0?db=x"),
        *("redis+sentinel://127.0.0.1:26379", "redis+sentinel://127.0.0.1:x,b/service/0"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_at_once(url: str) -> None:
    with pytest.raises(BadRedisUrl):
        connect(url)


def test_a_sentinel_that_is_away_is_told_in_a_line() -> None:
    with (
        connect("redis+sentinel://127.0.0.1:1/mynah") as client,
        pytest.raises(StoreAway, match="no Sentinel answers") as caught,
        reaching_redis(),
    ):
        client.ping()
    assert "Connection" not in str(caught.value)
