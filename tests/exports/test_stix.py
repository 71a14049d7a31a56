"""OASIS's own reader and validator take what we write for them, and find in it what we meant."""

import json
from typing import Any

import pytest
import stix2
import stix2validator
from stix2patterns.v21.pattern import Pattern

from service.exports.choice import Chosen
from service.exports.stix import of_entry
from service.model import Fact
from tests.helpers.exported import BLOCK, HOSTILE, OURS, PLAIN, WARN, edition, text

WALLET = "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
LINKS = {
    "scam.example/": (WALLET, "withheld.example/", "unlisted.example/"),
    WALLET: ("scam.example/",),
    "withheld.example/": ("scam.example/",),
}
MADE = edition(PLAIN | dict.fromkeys(HOSTILE, BLOCK), links=LINKS)


def objects(kind: str, **chosen: Any) -> list[dict[str, Any]]:
    found = json.loads(text("stix.json", MADE, **chosen))["objects"]
    return [one for one in found if one["type"] == kind]


def by_name() -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in objects("indicator")}


def test_the_validator_finds_nothing_to_complain_of_when_it_is_strict() -> None:
    options = stix2validator.ValidationOptions(strict=True, version="2.1")
    result = stix2validator.validate_string(text("stix.json", MADE), options)
    assert result.is_valid, "\n".join(map(str, result.errors))


def test_the_reader_takes_every_object() -> None:
    bundle = stix2.parse(text("stix.json", MADE), version="2.1")
    assert len(bundle.objects) == len(json.loads(text("stix.json", MADE))["objects"])
    ids = [one.id for one in bundle.objects]
    assert len(set(ids)) == len(ids)


def test_every_reference_leads_to_an_object_of_the_bundle() -> None:
    for chosen in ({}, {"chain": ["bitcoin"]}, {"category": ["shop"]}):
        bundle = json.loads(text("stix.json", MADE, **chosen))
        there = {one["id"] for one in bundle["objects"]}
        for one in bundle["objects"]:
            refs = [v for k, v in one.items() if k.endswith("_ref")]
            refs += [ref for k, v in one.items() if k.endswith("_refs") for ref in v]
            assert set(refs) <= there


@pytest.mark.parametrize("name", sorted(by_name()))
def test_every_pattern_compares_with_what_is_listed_and_nothing_else(name: str) -> None:
    compared = Pattern(by_name()[name]["pattern"]).inspect().comparisons
    values = [value.strip("'") for rows in compared.values() for _, _, value in rows]
    bare = name.rstrip("/").removeprefix("[").removesuffix("]")
    address = name.partition(":")[2]
    known = {bare, f"%.{bare}", f"https://{name}", f"http://{name}", address}
    known |= {name.partition(":")[0]}
    assert {value.replace("\\'", "'").replace("\\\\", "\\") for value in values} <= known


def test_what_only_a_closed_feed_lists_is_not_in_it() -> None:
    whole = text("stix.json", MADE)
    assert "withheld.example" not in whole
    assert "shut" not in whole.replace("Shut", "")
    (said,) = (
        m for m in objects("marking-definition") if "Left out" in m["definition"]["statement"]
    )
    assert "Shut" in said["definition"]["statement"]


def test_confidence_times_and_counts_say_what_the_sources_say() -> None:
    named = by_name()
    assert (named["scam.example/"]["confidence"], named["bets.example/"]["confidence"]) == (85, 50)
    assert named["fraud.co.example/"]["confidence"] == 95
    assert named["scam.example/"]["valid_from"] == "2024-10-04T00:00:00.000Z"
    assert "valid_until" not in named["scam.example/"]
    assert named["bets.example/"]["valid_until"] == "2025-05-02T00:00:00.000Z"  # 60 days after
    assert named["bets.example/"]["indicator_types"] == ["anomalous-activity"]
    counts = {s["sighting_of_ref"]: s["count"] for s in objects("sighting")}
    assert counts[named["scam.example/"]["id"]] == 2
    assert counts[named["mixed.example/"]["id"]] == 1
    assert len(counts) == len(named)


def test_a_site_and_a_wallet_that_were_reported_together_are_related_once() -> None:
    named = by_name()
    (one,) = objects("relationship")
    ends = {one["source_ref"], one["target_ref"]}
    assert ends == {named["scam.example/"]["id"], named[WALLET]["id"]}
    assert objects("relationship", chain=["bitcoin"]) == []


def test_ids_stay_and_modified_moves_only_with_what_is_said() -> None:
    def indicator(fact: Fact) -> dict[str, Any]:
        made = edition({"a.example/": fact}, serial=1_795_600_000)
        (entry,) = made.entries()
        return next(of_entry(made, Chosen(), entry))

    first, same, other = indicator(BLOCK), indicator(BLOCK), indicator(OURS)
    assert first == same
    assert first["id"] == other["id"]
    assert first["modified"] < other["modified"]
    assert indicator(WARN)["modified"] == "2025-03-03T00:00:00.000Z"


def test_the_bundle_says_of_an_entry_what_is_said_of_it_alone() -> None:
    whole = json.loads(text("stix.json", MADE))["objects"]
    for entry in Chosen().of(MADE):
        if entry.kind != "contact" and entry.expression in by_name():
            assert all(one in whole for one in of_entry(MADE, Chosen(), entry))
