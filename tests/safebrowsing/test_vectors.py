"""Google's published cases: Rice coding both ways, whole messages, checksums."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from service.safebrowsing import messages, rice, updates
from tests.helpers.rice import prefixes, read, read_gaps

GOOGLES = json.loads((Path(__file__).parent / "google.json").read_text("utf-8"))


@pytest.mark.parametrize("case", GOOGLES["rice"], ids=lambda case: case["data"][:12])
def test_numbers_are_coded_to_the_same_bytes(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["data"])
    assert rice.coded(case["numbers"], case["parameter"]) == data
    assert read_gaps(data, case["parameter"], len(case["numbers"])) == case["numbers"]


@pytest.mark.parametrize("case", GOOGLES["indices"], ids=lambda case: case["set"][-12:])
def test_removals_are_coded_to_the_same_bytes(case: dict[str, Any]) -> None:
    found = messages.from_protobuf("ThreatEntrySet", bytes.fromhex(case["set"]))
    coding, numbers = found.rice_indices, case["numbers"]
    assert read(coding) == numbers
    gaps = [after - before for before, after in pairwise(numbers)]
    assert rice.coded(gaps, coding.rice_parameter) == coding.encoded_data
    ours = rice.encode(numbers)
    assert (ours.first, ours.gaps) == (coding.first_value, coding.num_entries)


@pytest.mark.parametrize("case", GOOGLES["hashes"], ids=lambda case: case["set"][-12:])
def test_prefixes_are_read_and_written_alike(case: dict[str, Any]) -> None:
    found = messages.from_protobuf("ThreatEntrySet", bytes.fromhex(case["set"]))
    assert [one.hex() for one in prefixes(found.rice_hashes)] == case["prefixes"]
    ours = rice.of_prefixes(bytes.fromhex("".join(case["prefixes"])))
    again = messages.new(
        "RiceDeltaEncoding",
        first_value=ours.first,
        rice_parameter=ours.parameter,
        num_entries=ours.gaps,
        encoded_data=ours.data,
    )
    assert [one.hex() for one in prefixes(again)] == case["prefixes"]
    assert ours.first == found.rice_hashes.first_value


@pytest.mark.parametrize("case", GOOGLES["checksums"], ids=lambda case: case["sha256"][:8])
def test_a_list_has_the_same_checksum(case: dict[str, Any]) -> None:
    whole = "".join(case["prefixes"]).encode()
    made = updates.response(updates.change(None, whole), b"", compressed=True)
    assert made.checksum.sha256.hex() == case["sha256"]
