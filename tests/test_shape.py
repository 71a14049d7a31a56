"""Imports point downward, and each outside library has one home. The messages say what to do."""

import ast
from pathlib import Path

import pytest

SERVICE = Path(__file__).parents[1] / "service"

# Each part, and the parts it may import. Nothing else: an arrow only ever points down.
PURE = {
    *("times", "language", "model", "casework", "names", "wallets", "lists", "targets", "wording"),
    *("help", "messages", "texts", "exports", "safebrowsing"),
}
BASE = {"times", "language", "texts"}  # what everybody may say, date and clean
ALLOWED = {
    "language": set(),
    "model": set(),
    "casework": {"model"},
    "config": set(),
    "times": set(),
    "texts": set(),
    "folders": set(),
    "keyfile": {"config"},
    "keyring": {"keyfile", "lists"},
    "names": {"model"},
    "wallets": {"model"},
    "lists": {"model", "names"},
    "targets": {"model", "names", "wallets"},
    "feeds": {"model", "casework", "lists"},
    "store": {"model", "casework", "names", "lists", "config"},
    "evidence": {"model", "casework"},
    "wording": {"model", "casework"},
    "help": {"model"},
    "exports": {"model", "casework", "wallets"},
    "messages": {"model", "names", "targets"},
    "safebrowsing": set(),
    "check": {"model", "names", "targets", "messages", "lists", "store", "wording"},
    "refresh": {"model", "names", "wallets", "lists", "targets", "feeds", "store"},
    "intake": {"model", "casework", "names", "targets", "refresh", "store", "wording"},
    "appeals": {
        *("model", "casework", "names", "targets", "lists", "feeds", "store", "check"),
    },
    "moderation": {
        *("model", "casework", "names", "wallets", "targets", "lists", "feeds", "store"),
        "refresh",
    },
    "services": {
        *("model", "config", "keyring", "names", "lists", "targets", "feeds", "store"),
        *("check", "refresh", "intake", "appeals", "evidence", "moderation", "exports"),
    },
    "web": {
        *("model", "config", "names", "lists", "targets", "feeds", "store", "check", "services"),
        *("wording", "casework", "intake", "appeals", "moderation", "help", "messages", "exports"),
        *("folders", "keyring", "safebrowsing"),
    },
    "app": {"web", "services", "config", "names"},
    "wsgi": {"app", "services", "config", "web"},
    "cli": {
        *("model", "config", "keyfile", "names", "lists", "targets", "feeds", "store", "check"),
        *("refresh", "services", "app", "terminal", "wording", "casework", "intake", "appeals"),
        *("help", "moderation", "keyring", "exports", "folders"),
    },
    "terminal": {"model", "refresh", "check", "feeds"},
}
HOMES = {
    "babel": ("language",),
    "redis": ("store",),
    "pygal": ("web/charts.py",),
    "google": ("safebrowsing",),
    "requests": ("feeds/fetch.py",),
    "urllib3": ("feeds/fetch.py", "feeds/connection.py"),
    "flask": ("app.py", "web", "wsgi.py"),
    "werkzeug": ("app.py", "web", "wsgi.py"),
    "tldextract": ("names",),
    "PIL": ("evidence",),
    "dns": ("feeds/proofs.py",),
    "click": ("cli.py", "cli", "terminal.py", "terminal"),
    "rich": ("cli.py", "cli", "terminal.py", "terminal"),
}
MODULES = sorted(SERVICE.rglob("*.py"))


def part_of(path: Path) -> str:
    return path.relative_to(SERVICE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Every module the file names in an import, with its full dotted name."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            if node.module == "service":
                names |= {f"service.{alias.name}" for alias in node.names}
    return names


def ids(path: Path) -> str:
    return str(path.relative_to(SERVICE))


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_imports_point_downward(path: Path) -> None:
    part = part_of(path)
    if part in ("__init__", "__main__"):
        return
    assert part in ALLOWED, f"{part} is new: say in test_shape.ALLOWED what it may import"
    inner = {name.split(".")[1] for name in imported(path) if name.startswith("service.")}
    upward = inner - ALLOWED[part] - {part, *BASE}
    assert not upward, f"{ids(path)} imports {sorted(upward)}, which lie above or beside it"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_each_library_has_one_home(path: Path) -> None:
    inside = path.relative_to(SERVICE).as_posix()
    for name in {name.split(".")[0] for name in imported(path)} & set(HOMES):
        homes = HOMES[name]
        at_home = any(inside == home or inside.startswith(f"{home}/") for home in homes)
        assert at_home, f"{inside} imports {name}, whose home is {' or '.join(homes)}"


@pytest.mark.parametrize("path", [p for p in MODULES if part_of(p) in PURE], ids=ids)
def test_pure_code_knows_no_clock_no_network_and_no_framework(path: Path) -> None:
    outside = {"time", "datetime.datetime", "socket", "logging", "os", "random", "threading"}
    touched = {name.split(".")[0] for name in imported(path)} & outside
    assert not touched, f"{ids(path)} is pure, but imports {sorted(touched)}: pass the value in"


def classes_of(path: Path) -> set[str]:
    return {
        node.name
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_the_words_of_the_desk_mean_one_thing(path: Path) -> None:
    """Whoever may read `casework` finds each of its names there and nowhere else."""
    if "casework" in ALLOWED.get(part_of(path), set()):
        twice = classes_of(path) & classes_of(SERVICE / "casework.py")
        assert not twice, f"{ids(path)}: {sorted(twice)} is another thing in casework.py: rename it"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_no_file_has_grown_a_second_subject(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= 400, f"{ids(path)} has {lines} lines: what second thing has moved in?"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_every_module_says_what_it_holds(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{ids(path)} has no docstring"
