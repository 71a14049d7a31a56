"""MISP's own library loads the feed, and finds in each event what the manifest says of it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pymisp import MISPEvent

from service.exports import misp
from service.exports.edition import Edition
from service.folders import write_folder
from tests.helpers.exported import BLOCK, HOSTILE, LISTED, PLAIN, edition

MADE = edition(PLAIN | dict.fromkeys(HOSTILE, BLOCK))


def written(folder: Path, made: Edition = MADE) -> Path:
    path = folder / "misp"
    write_folder(path, misp.feed(made))
    return path


def loaded(folder: Path, uuid: str) -> MISPEvent:
    event = MISPEvent()
    event.load((folder / f"{uuid}.json").read_text())
    return event


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path)


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return found


def test_the_library_makes_the_same_manifest_and_hashes_of_the_events(folder: Path) -> None:
    hashes: Counter[str] = Counter()
    for uuid, record in manifest(folder).items():
        event = loaded(folder, uuid)
        (made,) = event.manifest.values()
        for name in ("info", "date"):
            assert made[name] == record[name]
        assert str(made["timestamp"]) == record["timestamp"]
        assert [tag["name"] for tag in made["Tag"]] == [tag["name"] for tag in record["Tag"]]
        assert made["Orgc"]["uuid"] == record["Orgc"]["uuid"]
        hashes.update(f"{hashed},{uuid}" for hashed in event.attributes_hashes("md5"))
    assert hashes == Counter((folder / "hashes.csv").read_text().splitlines())
    assert {path.stem for path in folder.glob("*-*.json")} == set(manifest(folder))


def test_there_is_one_event_for_each_day_and_category(folder: Path) -> None:
    keys = [(one["date"], one["Tag"][1]["name"]) for one in manifest(folder).values()]
    assert len(set(keys)) == len(keys)
    assert ("2024-10-04", 'mynah:category="investment"') in keys
    assert ("2025-01-12", 'mynah:category="gambling"') in keys


def test_values_have_the_types_that_misp_knows(folder: Path) -> None:
    found = {}
    for uuid in manifest(folder):
        for attribute in loaded(folder, uuid).attributes:
            found[attribute.value] = (attribute.type, attribute.to_ids)
    assert {host: found[host][1] for host in LISTED} == dict.fromkeys(LISTED, True)
    assert found["scam.example"] == ("domain", True)
    assert found["fraud.co.example"] == ("hostname", True)
    assert found["bets.example"] == ("domain", False)
    assert found["https://shared.example/user/4711"] == ("url", True)
    assert found["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"] == ("btc", True)
    assert found["0x52908400098527886e0f7030069857d2e4169ee7"] == ("other", True)
    assert found["+855123456789"] == ("phone-number", True)
    assert found["1.2.3.4"] == found["2001:db8::1"] == ("ip-dst", True)
    assert "withheld.example" not in found
    assert not [value for value in found if not value.isprintable()]


def test_an_event_keeps_its_id_and_is_later_when_something_came(tmp_path: Path) -> None:
    old = edition({"a.example/": BLOCK})
    new = edition({"a.example/": BLOCK, "b.example/": BLOCK})
    (tmp_path / "1").mkdir()
    one = manifest(written(tmp_path / "1", old))
    written(tmp_path, old)
    two = manifest(written(tmp_path, new))
    assert one.keys() == two.keys()
    (before,), (after,) = one.values(), two.values()
    assert int(before["timestamp"]) < int(after["timestamp"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "misp"]


def test_a_large_feed_comes_in_pieces_and_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(misp, "_HELD", 500)
    pieces = list(misp.feed(MADE))
    assert len(pieces) > len({name for name, _ in pieces}) * 2
    whole = written(tmp_path)
    monkeypatch.undo()
    other = tmp_path / "other"
    other.mkdir()
    for path in written(other).iterdir():
        assert path.read_bytes() == (whole / path.name).read_bytes()
