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


def test_every_permission_has_its_paragraph_and_no_other_has_one() -> None:
    manifest = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    page = (HERE.parents[1] / "docs" / "permissions.md").read_text("utf-8")
    headings = re.findall(r"\*\*[^*]+\*\*", page.split("\n## ")[0])
    named = set(re.findall(r"`([A-Za-z]+)`", " ".join(headings)))
    asked = {*manifest["permissions"], *manifest.get("optional_permissions", [])}
    assert named == asked, "docs/permissions.md and the manifest differ: each in bold"
    assert manifest["host_permissions"] == ["<all_urls>"]
    assert "`host_permissions: <all_urls>`" in page


def test_our_pages_run_no_code_but_ours_and_send_nothing_but_questions() -> None:
    manifest = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    policy = dict(
        part.split(" ", 1)
        for part in manifest["content_security_policy"]["extension_pages"].split("; ")
    )
    assert policy == {
        "default-src": "'self'",
        "connect-src": "'self' http: https:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert "externally_connectable" not in manifest
    assert manifest["web_accessible_resources"] == [
        {"resources": ["warning/warning.html"], "matches": ["<all_urls>"]}
    ]


@pytest.mark.parametrize("path", sorted(EXTENSION.rglob("*.html")), ids=lambda path: path.name)
def test_a_page_has_no_script_or_style_but_in_files_of_ours(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", text), "move it into a file"
    for tag in re.findall(r"<script\b[^>]*>.*?</script>", text, re.S):
        assert re.fullmatch(r'<script (type="module" )?src="[\w./-]+"></script>', tag), tag
    assert not re.search(r'(src|href)="(https?:)?//', text), "nothing is loaded from elsewhere"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(EXTENSION).as_posix())
def test_no_file_writes_markup_loads_code_or_outgrows_its_subject(path: Path) -> None:
    text = path.read_text("utf-8")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "srcdoc",
        "createContextualFragment",
        "parseFromString",
        "document.write",
        "eval(",
        "console.",
    ):
        assert word not in text, f"{path.name} uses {word}"
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)  # types name files in comments
    assert not re.search(r"import\(|from 'http|importScripts", code), f"{path.name} loads code"
    assert len(text.splitlines()) <= 400, f"{path.name}: what second thing has moved in?"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(EXTENSION).as_posix())
def test_nothing_is_done_by_hovering_or_by_a_menu_that_a_telephone_lacks(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"mouse(over|enter|move|out|leave)|contextmenu", text)
    assert "pointerover" not in text or "'click', " in text, "a thumb only presses"
    assert not re.search(r"(contextMenus|menus|commands|sidePanel|notifications)\.\w", text)
    for styles in EXTENSION.rglob("*.css"):
        assert ":hover" not in styles.read_text("utf-8"), styles.name


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))
    assert lock["packages"]
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_both_ends_know_the_same_public_suffixes() -> None:
    """After an update of tldextract: python extension/tools/build_suffixes.py."""
    kept = EXTENSION / "vendor" / "public-suffix-list" / "suffixes.txt"
    assert set(kept.read_text("ascii").split()) == broad_names()
