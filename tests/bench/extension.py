"""The extension's lists in a browser's JavaScript engine against MetaMask's detector."""

import json
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from random import Random

from tests.bench import feeds, peers
from tests.bench.harness import Figure, Section, in_turn
from tests.bench.workplace import Workplace, workplace

_PACKAGE = "eth-phishing-detect"
_ROUNDS = 5
_PROBES = 100  # listed hosts, and as many unlisted ones
_MEGABYTE = 1e6

Found = dict[str, float]


def run() -> Section:
    """Start each in a process of its own, in turn."""
    with workplace() as place:
        place.use_mirror()
        place.refresh()
        ours, theirs, hosts = _programs(place)
        found = in_turn({"ours": partial(_run, ours), "theirs": partial(_run, theirs)}, _ROUNDS)
    peer = peers.named(_PACKAGE)

    def figure(what: str, key: str, unit: str, per: float = 1) -> Figure:
        ours, theirs = ([one[key] / per for one in found[side]] for side in ("ours", "theirs"))
        return Figure(what, ours, peer, theirs, unit)

    return Section(
        "Extension: its lists against MetaMask's detector",
        f"Both over the same {hosts:,} hosts in Node.js, which has Chromium's engine; ours holds "
        "the prefixes of everything that is no host besides.",
        [
            figure("load, from files on disk", "load_ms", "ms"),
            figure("memory", "bytes", "MB", _MEGABYTE),
            figure("check of a listed URL", "listed_us", "µs"),
            figure("check of an unlisted URL", "unlisted_us", "µs"),
            figure("look-up of one host, listed or not", "host_us", "µs"),
        ],
        [
            "Our check of a URL is the extension's whole `Checker.url`: canonical form, every "
            "parent host (the last row is one of these), and for what is no listed host the "
            "SHA-256 of each expression and the prefixes list. The detector is given the host, "
            "and looks at nothing else.",
            "In Chromium the browser's own rule engine blocks hosts; it is not measured here.",
        ],
    )


def _programs(place: Workplace) -> tuple[list[str], list[str], int]:
    """Return the command of each side, and how many hosts both hold."""
    for name in ("hosts", "prefixes"):
        (place.folder / name).write_bytes(place.list_body(name))
    hosts = (place.folder / "hosts").read_text().splitlines()
    probes = {
        "listed": Random(5).sample(hosts, _PROBES),
        "unlisted": feeds.names(_PROBES, seed=6),
    }
    config = {"version": 2, "tolerance": 0, "fuzzylist": [], "whitelist": [], "blacklist": hosts}
    for name, value in (("probes", probes), ("config", config)):
        (place.folder / name).write_text(json.dumps(value))
    return (
        _node("mynah-lists.mjs", place.folder, ["hosts", "prefixes", "probes"]),
        _node("metamask-detector.cjs", place.folder, ["config", "probes"]),
        len(hosts),
    )


def _node(script: str, folder: Path, files: Sequence[str]) -> list[str]:
    arguments = [str(folder / name) for name in files]
    return [peers.node(), "--expose-gc", str(peers.HERE / script), *arguments]


def _run(command: Sequence[str]) -> Found:
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: Found = json.loads(said)
    return found
