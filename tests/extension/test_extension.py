"""The extension's own tests in node, its packages, and rules that hold over all of its files."""

import importlib.util
import json
import re
import subprocess
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from service.names.domains import broad_names

HERE = Path(__file__).parent
EXTENSION = HERE.parents[1] / "extension"
SOURCES = [
    path
    for path in sorted(EXTENSION.rglob("*.js"))
    if "vendor" not in path.relative_to(EXTENSION).parts
]


@pytest.fixture(scope="module")
def pack() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pack", EXTENSION / "tools" / "pack.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_modules_do_what_their_tests_in_node_say() -> None:
    command = ["node", "--test", "--test-reporter=spec"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout[-4000:]
    assert re.search(r"pass [1-9]", done.stdout), done.stdout[-4000:]


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_package_is_the_same_bytes_each_time(
    pack: ModuleType, browser: str, tmp_path: Path
) -> None:
    for name in ("one.zip", "two.zip"):
        pack.write_zip(tmp_path / name, pack.files_for(browser))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    names = zipfile.ZipFile(tmp_path / "one.zip").namelist()
    assert {"manifest.json", "vendor/noble-hashes/LICENSE", "options/server.json"} <= set(names)
    assert not [name for name in names if name.startswith("tools/") or name.endswith(".d.ts")]


def test_each_browser_is_asked_only_for_what_it_uses(pack: ModuleType) -> None:
    chromium, firefox = (
        json.loads(pack.files_for(browser)["manifest.json"]) for browser in ("chromium", "firefox")
    )
    assert "webRequestBlocking" not in chromium["permissions"]
    assert "declarativeNetRequest" not in firefox["permissions"]
    assert set(chromium["background"]) == {"service_worker", "type"}
    assert set(firefox["background"]) == {"scripts", "type"}


def test_every_permission_has_its_paragraph() -> None:
    manifest = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    explained = (HERE.parents[1] / "docs" / "permissions.md").read_text("utf-8")
    missing = [name for name in manifest["permissions"] if f"`{name}`" not in explained]
    assert not missing, f"docs/permissions.md does not say what {missing} is for"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(EXTENSION).as_posix())
def test_no_file_writes_markup_loads_code_or_outgrows_its_subject(path: Path) -> None:
    text = path.read_text("utf-8")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "console.",
    ):
        assert word not in text, f"{path.name} uses {word}"
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)  # types name files in comments
    assert not re.search(r"import\(|from 'http|importScripts", code), f"{path.name} loads code"
    assert len(text.splitlines()) <= 400, f"{path.name}: what second thing has moved in?"


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))
    assert lock["packages"]
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_both_ends_know_the_same_public_suffixes() -> None:
    """After an update of tldextract: python extension/tools/build_suffixes.py."""
    kept = EXTENSION / "vendor" / "public-suffix-list" / "suffixes.txt"
    assert set(kept.read_text("ascii").split()) == broad_names()
