"""Every format names the same sites."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from service.exports import misp
from service.exports.edition import Edition
from service.exports.formats import FORMATS
from service.folders import write_folder
from tests.helpers.exported import ALLOWED, BLOCK, LISTED, OURS, PLAIN, edition, text

ENTRIES = PLAIN | {f"site{number}.example/": (BLOCK, OURS)[number % 2] for number in range(3000)}
MADE = edition(ENTRIES, ALLOWED)
WANTED = {*LISTED, *(f"site{number}.example" for number in range(3000))}


def _found(pattern: str) -> Callable[[str], set[str]]:
    return lambda whole: set(re.findall(pattern, whole, re.M))


def _of_stix(whole: str) -> set[str]:
    found = json.loads(whole)["objects"]
    patterns = [one["pattern"] for one in found if one["type"] == "indicator"]
    return {host for one in patterns for host in re.findall("^.domain-name:value = '(.*?)'", one)}


def _of_lines(whole: str) -> set[str]:
    lines = map(json.loads, whole.splitlines()[1:])
    return {line["host"] for line in lines if line["kind"] == "host"}


READERS: dict[str, Callable[[str], set[str]]] = {
    "domains.txt": _found(r"^([^#].*)$"),
    "hosts.txt": _found(r"^0\.0\.0\.0 (\S+)"),
    "adblock.txt": _found(r"^\|\|(.*)\^$"),
    "dnsmasq.conf": _found(r"^address=/(.*)/$"),
    "unbound.conf": _found(r'^local-zone: "(.*)\." always_nxdomain$'),
    "rpz.zone": _found(r"^([^*@;].*) CNAME \.$"),
    "metamask.json": lambda whole: set(json.loads(whole)["blacklist"]),
    "entries.jsonl": _of_lines,
    "stix.json": _of_stix,
}


def test_every_format_that_names_sites_is_asked() -> None:
    assert set(FORMATS) - set(READERS) == {"addresses.csv"}


@pytest.mark.parametrize("name", READERS)
def test_each_format_names_the_same_sites(name: str) -> None:
    assert READERS[name](text(name, MADE, severity=["block"])) == WANTED


def test_the_misp_feed_names_them_too(tmp_path: Path) -> None:
    write_folder(tmp_path / "misp", misp.feed(MADE))
    found = set()
    for path in (tmp_path / "misp").glob("*-*.json"):
        for one in json.loads(path.read_text())["Event"]["Attribute"]:
            if one["to_ids"] and one["type"] in ("domain", "hostname"):
                found.add(one["value"])
    assert found == WANTED


def test_the_table_of_wallets_and_json_lines_name_the_same_wallets() -> None:
    lines = text("addresses.csv", MADE).splitlines()
    table = csv.DictReader(io.StringIO("\n".join(row for row in lines if row[0] != "#")))
    ours = {f"{row['chain']}:{row['address']}" for row in table}
    others = map(json.loads, text("entries.jsonl", MADE).splitlines()[1:])
    assert ours == {one["entry"] for one in others if one["kind"] == "address"}


def shown(made: Edition) -> dict[str, str]:
    return {name: text(name, made) for name in FORMATS}


def test_the_same_edition_has_the_same_bytes() -> None:
    backwards = edition(dict(reversed(ENTRIES.items())), ALLOWED)
    assert shown(MADE) == shown(backwards)
