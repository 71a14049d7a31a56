"""The packages for the stores: the same bytes from the same sources, and nothing unused in them."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "extension"
MOST_BYTES = 5_000_000
NAMED_BY_PLACE = re.compile(  # read by where they lie, or by nobody but people
    r"manifest\.json|managed-schema\.json|_locales/\w+/messages\.json|.*/(LICENSE|NOTICE)|lists/LICENCES\.txt"
)


def package(source: Path, target: Path, mask: int = 0o022) -> dict[str, bytes]:
    """Run the packaging program of a source tree as `make extension` does."""
    subprocess.run(
        [sys.executable, source / "extension" / "tools" / "pack.py", "--to", target],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=source,
        umask=mask,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {path.name: path.read_bytes() for path in sorted(target.iterdir())}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return package(ROOT, tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def files(
    request: pytest.FixtureRequest,
    packages: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, bytes]:
    """What one of them holds, by path."""
    (name,) = [name for name in packages if request.param in name]
    path = tmp_path_factory.mktemp("one") / name
    path.write_bytes(packages[name])
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_another_folder_another_day_and_another_umask_make_the_same_bytes(
    packages: dict[str, bytes], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "a folder" / "of another"
    shutil.copytree(EXTENSION, elsewhere / "extension")
    for path in elsewhere.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o700)
    (elsewhere / "extension" / "common" / ".editor.js.swp").write_text("left by an editor")
    again = package(elsewhere, tmp_path / "again", 0o077)
    assert {name: hashlib.sha256(body).hexdigest() for name, body in again.items()} == {
        name: hashlib.sha256(body).hexdigest() for name, body in packages.items()
    }


def test_there_is_one_for_each_store_and_each_is_small(packages: dict[str, bytes]) -> None:
    assert len(packages) == 2
    for name, body in packages.items():
        assert re.fullmatch(r"mynah-(chromium|firefox)-\d+\.\d+\.\d+\.zip", name)
        assert len(body) < MOST_BYTES, f"{name} has {len(body):,} bytes"


def test_the_store_for_firefox_has_nothing_to_say(
    packages: dict[str, bytes], tmp_path: Path
) -> None:
    (name,) = [name for name in packages if "firefox" in name]
    (tmp_path / name).write_bytes(packages[name])
    with zipfile.ZipFile(tmp_path / name) as archive:
        archive.extractall(tmp_path / "unpacked")
    command = ["node", "web-ext-lint.js", str(tmp_path / "unpacked")]
    done = subprocess.run(
        command, cwd=Path(__file__).parent, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_file_is_named_by_another_or_by_its_place(files: dict[str, bytes]) -> None:
    texts = {
        name: body.decode()
        for name, body in files.items()
        if name.endswith((".js", ".html", ".css", ".json")) and not name.startswith("lists/")
    }
    texts["service-worker"] = "lists/manifest.json hosts.txt prefixes.txt"  # see ListFiles
    unused = [
        name
        for name in files
        if not NAMED_BY_PLACE.fullmatch(name)
        and not any(Path(name).name in text for other, text in texts.items() if other != name)
    ]
    assert not unused, "nothing asks for these: leave them out in extension/tools/pack.py"


def test_whatever_a_file_names_is_there(files: dict[str, bytes]) -> None:
    missing = []
    for name, body in files.items():
        if name.endswith(".js"):
            named = re.findall(r"^(?:import|export)[^'\n]*'(\.[^']+)'", body.decode(), re.M)
        elif name.endswith(".html"):
            named = re.findall(r'(?:src|href)="([^"#:]+)"', body.decode())
        elif name.endswith(".css"):
            named = re.findall(r'url\("([^"#:]+)"\)', body.decode())
        else:
            continue
        there = [os.path.normpath(Path(name).parent / one) for one in named]
        missing += [f"{name}: {one}" for one in there if one not in files]
    assert not missing


def test_nothing_for_those_who_work_on_it_goes_along(files: dict[str, bytes]) -> None:
    odd = [
        name
        for name in files
        if re.search(r"tools/|\.d\.ts$|\.py|icons/.*\.svg|README|package", name)
    ]
    assert not odd


def test_the_packaged_lists_are_what_their_manifest_says(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["lists/manifest.json"])
    assert {info["name"] for info in manifest["lists"]} == {"hosts", "prefixes"}
    for info in manifest["lists"]:
        body = files[f"lists/{info['name']}.txt"]
        assert hashlib.sha256(body).hexdigest() == info["sha256"]
        assert (len(body), body.count(b"\n")) == (info["bytes"], info["entries"])
        assert info["entries"] > 100_000
    for feed in (ROOT / "service" / "refresh" / "data" / "starting").glob("*.LICENSE"):
        assert feed.read_bytes().decode() in files["lists/LICENCES.txt"].decode()
