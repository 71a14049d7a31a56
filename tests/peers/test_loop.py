"""Three Mynahs in a ring, each following the next, over HTTP: nothing bounces or stays behind."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.helpers.running import Installation

OURS = "only-from-a.com"


class Node:
    """One Mynah that is served."""

    def __init__(self, name: str, folder: Path) -> None:
        folder.mkdir()
        self.name, self.address = name, ""
        self.installation = Installation(folder)

    def run(self, *arguments: str, code: int = 0) -> str:
        done = self.installation.run(*arguments)
        assert done.returncode == code, f"{self.name}: {done.stdout}{done.stderr}"
        return done.stdout

    def follow(self, other: "Node") -> None:
        key = json.loads(other.run("key", "--json"))["public_key"]
        self.run("peer", "add", other.address, "--name", other.name, "--key", key)

    def verdict(self, target: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.installation.run("check", target, "--json").stdout)
        return found["results"][0]

    def sources(self, target: str) -> list[str]:
        return sorted(source["id"] for source in self.verdict(target).get("sources", ()))

    def passes_on(self, severity: str) -> str:
        with urlopen(f"{self.address}/v1/peer", timeout=20) as answer:
            said = json.load(answer)
        url = f"{self.address}/v1/peer/{said['edition']}/{severity}"
        with urlopen(Request(url, headers={"Accept-Encoding": "identity"}), timeout=20) as answer:
            text: str = answer.read().decode()
        return text


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Node, Node]]:
    """b follows a, c follows b, a follows c; each has read a feed of the same name."""
    folder = tmp_path_factory.mktemp("ring")
    nodes = tuple(Node(name, folder / name) for name in "abc")
    with ExitStack() as stack:
        for node in nodes:
            node.installation.feed_lists(f"feed-of-{node.name}.com", "in-every-feed.com")
            node.run("refresh")
            node.address = stack.enter_context(node.installation.serving())
        a, b, c = nodes
        b.follow(a)
        c.follow(b)
        a.follow(c)
        yield a, b, c


def go_round(ring: tuple[Node, Node, Node]) -> None:
    for node in (*ring, ring[0]):
        node.run("refresh")


def test_an_entry_goes_round_once_and_disappears_everywhere(ring: tuple[Node, Node, Node]) -> None:
    a, b, c = ring
    a.run("decide", "block", OURS, "--reason", "Seen")
    go_round(ring)
    assert [node.sources(OURS) for node in ring] == [["moderators"], ["peer-a"], ["peer-b"]]
    assert "moderators@" in c.passes_on("warn")
    assert OURS in c.passes_on("warn")  # a reads it there, and leaves it out
    assert a.verdict(OURS)["severity"] == "block"
    assert b.verdict(OURS)["severity"] == "warn"  # low confidence

    a.run("decide", "withdraw", OURS, "--reason", "A mistake")
    a.run("refresh")
    assert a.sources(OURS) == []
    for node in (b, c):
        node.run("refresh")
    assert [node.verdict(OURS)["status"] for node in ring] == ["unknown"] * 3
    go_round(ring)
    assert [node.verdict(OURS)["status"] for node in ring] == ["unknown"] * 3


def test_what_comes_from_a_feed_that_all_read_is_not_taken_twice(
    ring: tuple[Node, Node, Node],
) -> None:
    for node in ring:
        assert node.sources("in-every-feed.com") == ["sample-feed"]
        others = [other for other in ring if other is not node]
        for other in others:
            assert node.sources(f"feed-of-{other.name}.com") == []
