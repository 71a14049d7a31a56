"""The documents hold what the code has, and nothing it has not. The messages say what to do."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from service.cli import main
from service.feeds import page
from service.feeds.catalogue import load
from service.moderation import criteria

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
OPERATIONS = DOCS / "operations.md"
TOP = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
PAGES = [*(ROOT / name for name in TOP), *sorted(DOCS.rglob("*.md"))]
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))

FOLDERS = ("service/", "extension/", "tests/", "docs/", ".ci/")
PLACEHOLDER = re.compile(r"[<>{}*…]")
# Made by a command, so that a fresh checkout has none of them.
MADE = ("extension/lists/", "docs/benchmarks.md")
# The words of our neighbours for what docs/glossary.md calls otherwise.
OTHER_WORDS = {
    "blacklist": "list",
    "whitelist": "a decision to allow, or a guard",
    "blocklist": "list or feed",
    "allowlist": "a guard, or a feed's exceptions",
    "indicator": "entry",
    "false positive": "listed by mistake",
}


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def prose_of(path: Path) -> str:
    """The page without code, links and tables, whose words are other people's too."""
    text = re.sub(r"^ *```.*?^ *```$", "", text_of(path), flags=re.S | re.M)
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|^\|.*$", "", text, flags=re.M)
    return text.lower()


def test_every_setting_is_in_the_table_of_settings() -> None:
    known = set(re.findall(r"MYNAH_[A-Z_]+", text_of(ROOT / "service" / "config.py")))
    rows = set(re.findall(r"^\| `(MYNAH_[A-Z_]+)`", text_of(OPERATIONS), re.M))
    assert known - rows == set(), "add a row to the settings in docs/operations.md"
    assert rows - known == set(), "docs/operations.md has a setting that service/config.py has not"


def every_command(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Each command with its whole name, those of groups too."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from every_command(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


@pytest.mark.parametrize(("name", "command"), list(every_command(main)), ids=str)
def test_every_command_and_option_is_in_the_table_of_commands(
    name: str, command: click.Command
) -> None:
    rows = re.findall(rf"^\| `mynah {name}\b.*$", text_of(OPERATIONS), re.M)
    assert rows, f"add a row for mynah {name} to docs/operations.md"
    options = {
        max(parameter.opts, key=len)
        for parameter in command.params
        if isinstance(parameter, click.Option)
    }
    said = set(re.findall(r"--[a-z-]+", " ".join(rows)))
    assert options - said == set(), f"name it in the row of mynah {name}"
    assert said - options == set(), f"mynah {name} has no such option"


def test_every_command_that_is_shown_exists() -> None:
    for path in PAGES:
        shown = set(re.findall(r"(?:^|`|/)mynah ([a-z]+)\b", text_of(path), re.M))
        assert shown <= set(main.commands), f"{path.name} shows a command that mynah has not"


def test_every_permission_of_the_extension_is_explained() -> None:
    manifest = json.loads(text_of(ROOT / "extension" / "manifest.json"))
    asked = [*manifest["permissions"], *manifest["host_permissions"]]
    asked += manifest.get("optional_permissions", [])
    page_text = text_of(DOCS / "permissions.md")
    for permission in asked:
        assert permission in page_text, f"say in docs/permissions.md what {permission} is for"


@every_page
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text_of(path)):
        if "://" not in target and not target.startswith("mailto:"):
            assert (path.parent / target).exists(), f"{path.name} links to {target}: mend the link"


@every_page
def test_every_path_that_is_named_exists(path: Path) -> None:
    for named in re.findall(r"`([^`\s]+)`", text_of(path)):
        is_ours = named.startswith(FOLDERS) and not PLACEHOLDER.search(named)
        if is_ours and named not in MADE:
            assert (ROOT / named).exists(), f"{path.name} names {named}: it has moved or gone"


def bare_name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9_.-]+", requirement)
    assert found
    return found[0].lower()


def npm_packages(folder: str) -> set[str]:
    package = json.loads(text_of(ROOT / folder / "package.json"))
    return set(package.get("dependencies", {})) | set(package.get("devDependencies", {}))


def test_every_dependency_says_why_it_is_here() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    used = {bare_name(one) for one in asked} | {"hiredis"}  # an extra of redis
    used |= npm_packages("tests/extension") | npm_packages("tests/bench")
    rows = re.findall(r"^\| ([^|]+) \|", text_of(DOCS / "dependencies.md"), re.M)
    said = {name.strip().lower() for row in rows for name in row.split(",")} - {"package", "---"}
    assert used - said == set(), "say in docs/dependencies.md why it is here"
    assert said - used == set(), "it is no dependency any more: drop it from docs/dependencies.md"


def test_the_page_of_feeds_is_up_to_date() -> None:
    fresh = page.page(load())
    stale = "run: python -m service.feeds.page > docs/feeds.md"
    assert text_of(DOCS / "feeds.md") == fresh, stale


def test_the_page_of_criteria_has_those_that_moderators_see() -> None:
    stale = "put what `python -m service.moderation.criteria` prints at the page's end"
    assert text_of(DOCS / "criteria.md").endswith(f"\n\n{criteria.part()}"), stale


def test_the_table_of_keys_has_every_key() -> None:
    architecture = text_of(DOCS / "architecture.md")
    for key in set(re.findall(r'"(mynah:[a-z:]+)"', text_of(ROOT / "service/store/keys.py"))):
        assert f"`{key}`" in architecture, f"add {key} to the table in docs/architecture.md"
    for pattern in re.findall(r'f"(mynah:[^"]+)"', text_of(ROOT / "service/store/keys.py")):
        shape = re.sub(r"\{[^}]*\}", "{", pattern).rstrip(":")
        shapes = [
            re.sub(r"\{[^}]*\}", "{", key) for key in re.findall("`(mynah:[^`]+)`", architecture)
        ]
        assert any(each.startswith(shape) for each in shapes), f"add {pattern} to that table"


def test_the_table_of_keys_has_every_family_of_the_desk() -> None:
    code, architecture = text_of(ROOT / "service/store/keys.py"), text_of(DOCS / "architecture.md")
    named = re.findall(r'DESK \+ "([a-z:-]+)"|_of_the_desk\("([a-z-]+)"\)|DESK\}([a-z-]+):', code)
    shown = re.findall(r"`(?:mynah:\{desk\}|…):([a-z:-]+)", architecture)
    for family in {first or second or third for first, second, third in named}:
        there = any(one.rstrip(":") == family.rstrip(":") for one in shown)
        assert there, f"add mynah:{{desk}}:{family} to the table in docs/architecture.md"


@every_page
def test_one_word_for_each_thing(path: Path) -> None:
    if path.name == "feeds.md":  # written from the catalogue, in its publishers' names
        return
    prose = prose_of(path)
    for word, ours in OTHER_WORDS.items():
        assert word not in prose, f"{path.name}: say {ours!r}, not {word!r} (docs/glossary.md)"


def test_every_thing_that_is_kept_has_its_word_in_the_glossary() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", text_of(DOCS / "glossary.md"), re.M)
    words = {word.strip() for row in rows for word in row.split(",")}
    model = text_of(ROOT / "service" / "model.py")
    kept = {name.lower() for name in re.findall(r"class (\w+)\(NamedTuple\)", model)}
    kept |= {"feed", "generation", "bucket", "prefix", "list", "delta", "verdict", "report"}
    assert kept - words == set(), "give it its row in docs/glossary.md"


def test_decisions_are_numbered_and_say_context_choice_and_cost() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in pages] == list(range(1, len(pages) + 1))
    for path in pages:
        text = text_of(path)
        assert text.startswith(f"# {int(path.name[:4])}. "), (
            f"{path.name}: its title has its number"
        )
        for part in ("**Context.**", "**Choice.**", "**Cost.**"):
            assert part in text, f"{path.name}: a decision says its {part.strip('*.').lower()}"
