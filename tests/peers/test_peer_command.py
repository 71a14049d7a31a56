"""`mynah peer`: whom this Mynah follows, once its key was compared."""

import importlib
import json
from base64 import b64encode
from pathlib import Path

import pytest

from service.keyring import public_of
from service.lists import manifest, statement
from service.lists.statement import Passed
from tests.helpers.command_line import Mynah, installation
from tests.helpers.feed_server import FeedServer

SEED = bytes([7]) * 32
KEY = b64encode(public_of(SEED)).decode()
FAR = 4_000_000_000


@pytest.fixture
def mynah(tmp_path: Path) -> Mynah:
    return installation(tmp_path, "redis://127.0.0.1:1")  # never asked


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a Mynah that signs with `SEED`."""
    plain = statement.build("20261124T060000Z.1", [Passed("block", "a" * 64, 1)], 1, FAR, [])
    said = statement.read(json.dumps(manifest.sign(plain, SEED)).encode(), None, 1.0)

    def answer(_fetcher: object, _url: str, key: str | None, _now: float) -> object:
        assert key in (None, KEY)
        return said

    command = importlib.import_module("service.cli.peer")  # the package has its command so called
    monkeypatch.setattr(command, "statement", answer)
    return "https://mynah.example.org"


def test_a_peer_is_followed_once_somebody_compared_its_key(mynah: Mynah, peer: str) -> None:
    asked = mynah.run("peer", "add", peer, input="n\n")
    assert (asked.exit_code, KEY in asked.stdout) == (2, True)
    assert mynah.json("peer", "list") == []
    assert mynah.run("peer", "add", f"{peer}/", input="y\n").exit_code == 0
    (one,) = mynah.json("peer", "list")
    assert (one["name"], one["url"], one["key"]) == ("mynah-example-org", peer, KEY)
    assert (one["confidence"], one["feed"]) == ("low", "peer-mynah-example-org")
    again = mynah.run("peer", "add", peer, "--key", KEY, "--confidence", "high")
    assert again.exit_code == 0
    assert [one["confidence"] for one in mynah.json("peer", "list")] == ["high"]
    assert mynah.run("peer", "add", peer, "--key", KEY, "--name", "other").exit_code == 2
    assert mynah.run("peer", "remove", "nobody").exit_code == 2
    assert mynah.run("peer", "remove", "mynah-example-org").exit_code == 0
    assert "0 peers." in mynah.run("peer", "list").stdout


def test_nobody_follows_themselves(mynah: Mynah, peer: str) -> None:
    mynah.env["MYNAH_SIGNING_KEY"] = b64encode(SEED).decode()
    refused = mynah.run("peer", "add", peer, "--key", KEY)
    assert (refused.exit_code, "this Mynah itself" in refused.stderr) == (2, True)


@pytest.mark.parametrize("url", ["mynah.example", "ftp://a.example", "https://a:b@c.example"])
def test_what_is_no_address_is_refused(mynah: Mynah, url: str) -> None:
    assert mynah.run("peer", "add", url).exit_code == 2


def test_a_service_that_is_none_is_said(mynah: Mynah, feed_server: FeedServer) -> None:
    done = mynah.run("peer", "add", feed_server.url("x"), "--name", "x")
    assert (done.exit_code, "/v1/peer" in done.stderr) == (1, True)


def test_a_damaged_file_of_peers_stops_the_command_and_is_named(mynah: Mynah) -> None:
    folder = Path(mynah.env["MYNAH_DATA_DIR"])
    folder.mkdir()
    (folder / "peers.json").write_text("[1]")
    done = mynah.run("peer", "list")
    assert (done.exit_code, "peers.json cannot be read" in done.stderr) == (1, True)
