"""The keys the service makes for itself."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.keyfile import KeyFileError, load_or_create


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    seed = load_or_create(folder)
    assert len(seed) == 32
    assert load_or_create(folder) == seed
    assert (folder / "signing.key").stat().st_mode & 0o777 == 0o600


def test_two_names_are_two_keys(tmp_path: Path) -> None:
    assert load_or_create(tmp_path) != load_or_create(tmp_path, "secret.key")


def test_all_who_start_together_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(load_or_create, [tmp_path] * 32))) == 1


def test_a_maker_that_was_killed_midway_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "signing.new").write_bytes(b"half")
    assert len(load_or_create(tmp_path)) == 32


@pytest.mark.parametrize("text", [b"", b"hunter2", b"\xff\xfe"])
def test_a_damaged_key_is_never_replaced(tmp_path: Path, text: bytes) -> None:
    """Every extension in the field trusts the old one, which may be in a backup."""
    (tmp_path / "signing.key").write_bytes(text)
    with pytest.raises(KeyFileError, match="is damaged: put back your copy"):
        load_or_create(tmp_path)
    assert (tmp_path / "signing.key").read_bytes() == text


def test_a_folder_that_cannot_be_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeyFileError, match="cannot be read or made: Not a directory"):
        load_or_create(tmp_path / "file" / "data")
