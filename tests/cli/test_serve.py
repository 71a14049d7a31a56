"""`mynah serve` as a process: what stops it at once, what it serves, how it ends."""

import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from contextlib import ExitStack
from typing import Any

import pytest
from redis import Redis

from tests.helpers.command_line import SCAM, Mynah, installation, stop
from tests.helpers.waiting import until

PATIENCE = 120  # seconds, on a machine that does much else
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str) -> Any:
    """The JSON at this path, or None when nobody answers."""
    try:
        with DIRECT.open(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        return json.load(refused)
    except OSError:
        return None


def answers(process: subprocess.Popen[str], port: int, path: str = "/healthz") -> Any:
    """Wait until the process serves, and return what it says."""

    def try_it() -> Any:
        assert process.poll() is None, process.communicate()
        return ask(port, path)

    return until(try_it, PATIENCE, f"{path} on {port}")


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Mynah:
    """An installation with a server of its own; the path is short, for its socket."""
    return installation(tmp_path_factory.mktemp("own"), "")


@pytest.fixture
def port() -> int:
    return free_port()


def one_line(result: subprocess.CompletedProcess[str], code: int, *named: str) -> None:
    """It said one line, with these words in it, and ended with this code."""
    assert result.returncode == code, result.stderr
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    for word in named:
        assert word in line


def test_a_port_in_use_is_one_line(own: Mynah) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = str(taken.getsockname()[1])
        one_line(own.finish("serve", "--port", number), 1, f"127.0.0.1:{number}", "--port")
    assert not (own.folder / "data" / "redis.sock").exists()


@pytest.mark.parametrize(
    ("settings", "code", "named"),
    [
        ({"MYNAH_DATA_DIR": "{folder}/feeds.toml/data"}, 1, ["cannot be written", "MYNAH_DATA"]),
        ({"MYNAH_DATA_DIR": "{folder}/" + "d" * 120}, 1, ["socket path", "MYNAH_DATA_DIR"]),
        ({"MYNAH_DATA_DIR": "{folder}/feeds.toml"}, 2, ["MYNAH_DATA_DIR", "a directory"]),
        ({"MYNAH_RATE_LIMIT": "many"}, 2, ["MYNAH_RATE_LIMIT", "'many'", "whole number"]),
        ({"MYNAH_REDIS_URL": "http://redis"}, 2, ["MYNAH_REDIS_URL", "redis://"]),
        ({"MYNAH_FEEDS": "{folder}/none.toml"}, 2, ["MYNAH_FEEDS", "existing file"]),
        ({"MYNAH_FEEDS": "{folder}/mirror/one/0.txt"}, 2, ["0.txt"]),
    ],
    ids=["unwritable", "long-socket", "no-directory", "limit", "redis", "no-feeds", "bad-feeds"],
)
def test_what_cannot_be_used_is_one_line(
    own: Mynah, port: int, settings: dict[str, str], code: int, named: list[str]
) -> None:
    env = {name: value.format(folder=own.folder) for name, value in settings.items()}
    one_line(own.finish("serve", "--port", str(port), **env), code, *named)


@pytest.mark.parametrize("arguments", [["--port", "99999"], ["--refresh-every", "0"]])
def test_wrong_usage_is_exit_code_2(own: Mynah, arguments: list[str]) -> None:
    result = own.finish("serve", *arguments)
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)


def test_one_command_fetches_serves_and_is_shared(own: Mynah, port: int) -> None:
    """The whole way of a newcomer; and the second start has the data without a refresh."""
    command = ["serve", "--port", str(port), "--first-refresh", "--refresh-every", "6"]
    with own.start(*command) as serving:
        assert answers(serving, port) == {"status": "ok"}
        verdict = ask(port, f"/v1/check?target={SCAM}")
        assert verdict["status"] == "listed"
        live = own.json("status")["live"]  # from this process, over the server of the other
        assert live == verdict["generation"]["id"]
        own.run("decide", "allow", SCAM, "--reason", "Looked at it")
        assert ask(port, f"/v1/check?target={SCAM}")["status"] == "allowed"
        until(lambda: list((own.folder / "data/snapshots").glob("*.bin")), PATIENCE, "a snapshot")
        assert "Traceback" not in stop(serving)
        assert serving.returncode == 0
    assert own.finish("status").returncode == 0
    with own.start("serve", "--port", str(port)) as again:
        answers(again, port)
        assert ask(port, f"/v1/check?target={SCAM}")["status"] == "allowed"
        stop(again, sign=signal.SIGINT)
        assert again.returncode == 0


def test_decisions_outlive_an_emptied_redis(mynah: Mynah, port: int, redis: Redis) -> None:
    mynah.run("refresh")
    mynah.run("decide", "allow", SCAM, "--reason", "Looked at it")
    with mynah.start("serve", "--port", str(port), "--workers", "1") as serving:
        answers(serving, port)
        assert ask(port, f"/v1/check?target={SCAM}")["status"] == "allowed"
        state = mynah.folder / "data/snapshots/state.json"
        until(lambda: state.exists() and "Looked" in state.read_text(), PATIENCE, "a snapshot")
        redis.flushall()
        assert ask(port, f"/v1/check?target={SCAM}")["generation"]["from_snapshot"] is True
        assert mynah.run("refresh").exit_code == 0
        again = ask(port, f"/v1/check?target={SCAM}")
        assert (again["status"], "from_snapshot" in again["generation"]) == ("allowed", False)
        stop(serving)


def test_without_a_list_it_serves_and_says_what_to_do(mynah: Mynah, port: int) -> None:
    with mynah.start("serve", "--port", str(port), "--workers", "1") as serving:
        assert answers(serving, port, f"/v1/check?target={SCAM}")["status"] == 503
        mynah.run("refresh")
        assert ask(port, f"/v1/check?target={SCAM}")["status"] == "listed"
        serving.terminate()
        out, err = serving.communicate(timeout=PATIENCE)
        assert "run `mynah refresh`" in err
        assert "There is no list yet: until a refresh has published one" in out


def test_a_start_with_only_the_starting_list_says_that_it_refreshes(
    mynah: Mynah, port: int
) -> None:
    mynah.catalogue({"gaso-blocklist": 1})
    mynah.run("refresh")
    command = ["serve", "--port", str(port), "--workers", "1", "--refresh-every", "6"]
    with mynah.start(*command) as serving:
        generation = answers(serving, port, "/readyz")["checks"]["generation"]
        assert (generation["starting_list"], generation["stale"]) == (True, True)
        said = "the starting list serves: refreshing in the background, in a minute."
        assert said in stop(serving)


def test_a_fresh_list_needs_no_word_at_the_start(published: Mynah, port: int) -> None:
    command = ["serve", "--port", str(port), "--workers", "1", "--refresh-every", "6"]
    with published.start(*command) as serving:
        answers(serving, port)
        assert "refreshing" not in stop(serving)


def test_a_start_after_a_refresh_was_killed_waits_for_nobody(own: Mynah, port: int) -> None:
    with socket.socket() as silent:  # a mirror that takes connections and never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        mirror = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with own.start("refresh", MYNAH_FEED_MIRROR=mirror) as refreshing:
            silent.settimeout(PATIENCE)
            asking, _ = silent.accept()  # it holds the lock
            with asking:
                refreshing.kill()
                refreshing.communicate(timeout=PATIENCE)
    with own.start("serve", "--port", str(port), "--first-refresh") as serving:
        assert answers(serving, port, f"/v1/check?target={SCAM}")["status"] == "listed"
        assert "Another refresh" not in stop(serving)


def test_a_redis_that_is_away_is_no_reason_not_to_start(mynah: Mynah, port: int) -> None:
    mynah.env["MYNAH_REDIS_URL"] = f"unix://{mynah.folder}/none.sock"
    with mynah.start("serve", "--port", str(port), "--workers", "1") as serving:
        assert answers(serving, port, "/readyz")["status"] == 503
        assert "Warning: Redis: " in stop(serving)
        assert serving.returncode == 0


def test_clients_that_hold_back_their_bodies_hold_up_nobody(mynah: Mynah, port: int) -> None:
    head = b"POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    mynah.run("refresh")
    with (
        mynah.start("serve", "--port", str(port), "--workers", "1") as serving,
        ExitStack() as slow,
    ):
        answers(serving, port)
        for _ in range(8):
            client = slow.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(head + b"Content-Length: 100\r\n\r\n{")
        assert ask(port, f"/v1/check?target={SCAM}")["status"] == "listed"
        slow.close()
        stop(serving)


def test_killed_it_leaves_no_worker_behind_and_starts_again(own: Mynah, port: int) -> None:
    own.finish("refresh")
    with own.start("serve", "--port", str(port), "--workers", "2") as serving:
        answers(serving, port)
        serving.kill()
        serving.communicate(timeout=PATIENCE)
    until(lambda: ask(port, "/healthz") is None, PATIENCE, "the workers' end")
    with own.start("serve", "--port", str(port), "--workers", "2") as again:
        assert answers(again, port, f"/v1/check?target={SCAM}")["status"] == "listed"
        stop(again)


def test_it_ends_with_the_terminal(mynah: Mynah, port: int) -> None:
    with mynah.start("serve", "--port", str(port), "--workers", "1") as serving:
        answers(serving, port)
        stop(serving, sign=signal.SIGHUP)
        assert serving.returncode == 0
    assert ask(port, "/healthz") is None


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_can_be_stopped_during_the_first_refresh(
    own: Mynah, port: int, sign: signal.Signals
) -> None:
    with socket.socket() as silent:  # a mirror that takes connections and never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        mirror = f"http://127.0.0.1:{silent.getsockname()[1]}"
        command = ["serve", "--port", str(port), "--first-refresh"]
        with own.start(*command, MYNAH_FEED_MIRROR=mirror) as serving:
            silent.settimeout(PATIENCE)
            asking, _ = silent.accept()  # the refresh is at work
            with asking:
                said = stop(serving, sign=sign)
        assert serving.returncode == 0
        assert said.rstrip().endswith("Stopped.")
        assert "Traceback" not in said
    assert own.finish("refresh").returncode == 0, "the lock was let go, and the data are sound"


def lists_version(port: int) -> str:
    return str(ask(port, "/v1/lists")["lists"][0]["version"])


def hosts_of(port: int, path: str) -> list[str]:
    with DIRECT.open(f"http://127.0.0.1:{port}/v1/lists/hosts/{path}", timeout=10) as answer:
        return str(answer.read().decode()).splitlines()


def next_version(port: int, before: str) -> str:
    """The version that follows that one, within the minute that is promised."""

    def moved() -> str | None:
        now = lists_version(port)
        return now if now != before else None

    return until(moved, 60, f"a list after {before}")


def test_lists_follow_decisions_within_a_minute_and_no_feed_undoes_one(
    own: Mynah, port: int
) -> None:
    why = ["--reason", "Looked at it"]
    with own.start("serve", "--port", str(port), "--workers", "1", "--first-refresh") as serving:
        answers(serving, port)
        first = lists_version(port)
        assert own.finish("decide", "block", "new-shop.com", *why).returncode == 0
        second = next_version(port, first)
        assert "new-shop.com" in hosts_of(port, second)
        assert hosts_of(port, f"{first}..{second}") == ["+new-shop.com"]

        assert own.finish("decide", "allow", SCAM, *why).returncode == 0
        third = next_version(port, second)
        assert hosts_of(port, f"{second}..{third}") == [f"-{SCAM}"]

        own.publish("one", "0.txt", f"{SCAM}\n" + "".join(f"scam{n}.com\n" for n in range(10)))
        assert own.finish("refresh").returncode == 0
        fourth = next_version(port, third)
        assert hosts_of(port, f"{third}..{fourth}") == ["+scam9.com"]

        assert own.finish("decide", "withdraw", SCAM).returncode == 0
        fifth = next_version(port, fourth)
        assert hosts_of(port, f"{fourth}..{fifth}") == [f"+{SCAM}"]
        assert "Traceback" not in stop(serving)
        assert serving.returncode == 0
