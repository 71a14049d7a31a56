"""The signing key, the next one, and the hand-over from one to the other."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest

from service.keyfile import KeyFileError
from service.keyring import Keyring, RotationError, public_of
from service.lists.handover import leads
from tests.conftest import Clock

DAY = 86_400


@pytest.fixture
def keys(tmp_path: Path, clock: Clock) -> Keyring:
    return Keyring(tmp_path / "data", None, clock)


def text(public: bytes) -> str:
    return base64.b64encode(public).decode()


def test_the_next_key_waits_until_it_is_put_to_work(keys: Keyring, clock: Clock) -> None:
    old = keys.public()
    keys.announce(30)
    following = keys.next_public()
    assert following not in (None, old)
    assert keys.public() == old
    keys.switch(30)
    assert keys.public() == following
    assert keys.next_public() is None
    assert leads(keys.handovers(), text(old), text(keys.public()), clock())


def test_each_key_is_kept_and_no_secret_stands_in_what_manifests_show(keys: Keyring) -> None:
    old = keys.seed()
    keys.announce(30)
    keys.switch(30)
    files = {path.name: path.read_bytes() for path in keys.data_dir.glob("*.key")}
    assert base64.b64encode(old) + b"\n" in files.values()
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in keys.data_dir.glob("*.key"))
    shown = (keys.data_dir / "handovers.json").read_text()
    assert not [body for body in files.values() if body.decode().strip() in shown]


def test_who_was_off_during_two_rotations_follows_and_who_was_off_too_long_does_not(
    keys: Keyring, clock: Clock
) -> None:
    first = text(keys.public())
    for _ in range(2):
        keys.announce(30)
        keys.switch(30)
        clock.advance(10 * DAY)
    assert leads(keys.handovers(), first, text(keys.public()), clock())
    clock.advance(21 * DAY)
    assert keys.handovers() == []


def test_what_is_out_of_turn_is_refused_and_changes_nothing(keys: Keyring) -> None:
    old = keys.public()
    with pytest.raises(RotationError, match="mynah key next"):
        keys.switch(30)
    keys.announce(30)
    following = keys.next_public()
    with pytest.raises(RotationError, match="waits already"):
        keys.announce(30)
    assert (keys.public(), keys.next_public()) == (old, following)


def test_a_key_of_the_environment_is_handed_over_by_whoever_sets_it(
    keys: Keyring, clock: Clock
) -> None:
    given = replace(keys, given=bytes(range(32)))
    given.announce(30)
    with pytest.raises(RotationError, match="set that to the content of"):
        given.switch(30)
    seed = base64.b64decode((keys.data_dir / "next.key").read_text())
    after = replace(keys, given=seed)
    assert leads(after.handovers(), text(given.public()), text(public_of(seed)), clock())
    assert after.next_public() is None
    after.announce(30)
    assert after.next_public() is not None


def test_killed_between_two_steps_a_switch_is_done_again(
    keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = keys.public()
    keys.announce(30)
    following = keys.next_public()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            keys.switch(30)
    assert (keys.public(), keys.next_public()) == (old, following)
    keys.switch(30)
    assert keys.public() == following


@pytest.mark.parametrize("damage", ["", "{}", "[1]", "spoiled"])
def test_damaged_hand_overs_are_said_and_never_replaced(keys: Keyring, damage: str) -> None:
    keys.announce(30)
    path = keys.data_dir / "handovers.json"
    if damage == "spoiled":
        (one,) = json.loads(path.read_text())
        damage = json.dumps([one | {"valid_until": "2099-01-01T00:00:00Z"}])
    path.write_text(damage)
    with pytest.raises(KeyFileError, match=r"handovers\.json"):
        keys.switch(30)
    assert path.read_text() == damage
