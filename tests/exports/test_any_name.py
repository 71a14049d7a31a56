"""Whatever an entry is called, a format has a line for it that is whole, or none."""

import csv
import json
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.exports.choice import Chosen
from service.exports.formats import FORMATS
from tests.helpers.exported import BLOCK, edition, text

LETTERS = (
    string.ascii_letters + string.digits + "-._:/?#[]@!$&'()*+,;=%\"\\|^~`<>{} \t\r\n\x00é\u2028"
)
NAMES = st.text(st.sampled_from(LETTERS), min_size=1, max_size=80)
ENTRIES = st.lists(NAMES | NAMES.map(lambda name: f"{name}.com/"), min_size=1, max_size=30)
HOST = r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?"
LINES = {
    "domains.txt": rf"{HOST}",
    "hosts.txt": rf"0\.0\.0\.0 {HOST}(?: www\.{HOST})?",
    "adblock.txt": rf"\|\|{HOST}\^",
    "dnsmasq.conf": rf"address=/{HOST}/",
    "unbound.conf": rf'server:|local-zone: "{HOST}\." always_nxdomain',
    "rpz.zone": rf"\$TTL 300|@ IN (?:SOA|NS) .*|(?:\*\.)?{HOST} CNAME \.",
}


@pytest.mark.parametrize("name", LINES)
@given(entries=ENTRIES)
def test_each_line_has_the_shape_that_the_format_has(name: str, entries: list[str]) -> None:
    whole = text(name, edition(dict.fromkeys(entries, BLOCK)))
    assert whole.endswith("\n")
    for line in whole[:-1].split("\n"):
        if line[:1] not in ("#", "!", ";", "["):
            assert re.fullmatch(LINES[name], line), line


@given(entries=ENTRIES)
def test_json_and_csv_are_read_back(entries: list[str]) -> None:
    made = edition(dict.fromkeys(entries, BLOCK))
    _, *lines = text("entries.jsonl", made)[:-1].split("\n")
    assert [json.loads(line)["entry"] for line in lines] == sorted(set(entries))
    for name in ("metamask.json", "stix.json"):
        json.loads(text(name, made))
    table = [row for row in text("addresses.csv", made).split("\n") if row[:1] != "#"]
    assert all(len(row) == 7 for row in csv.reader(table) if row)


@given(entries=ENTRIES)
def test_what_is_held_and_what_is_not_is_all(entries: list[str]) -> None:
    made = edition(dict.fromkeys(entries, BLOCK))
    for name, one in FORMATS.items():
        said = "\n".join(one.head(made, Chosen()).lines())
        counted = map(int, re.findall(r"^(?:Entries|Not in this format): (\d+)", said, re.M))
        assert sum(counted) == len(set(entries)), name
