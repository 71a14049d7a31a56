"""The programs from npm that we measure against, in the versions that package-lock.json pins."""

import json
from pathlib import Path
from shutil import which

HERE = Path(__file__).parent
_MODULES = HERE / "node_modules"


class NotInstalled(RuntimeError):
    """The packages are not there."""


def node() -> str:
    """Return the Node.js program. Raises `NotInstalled`."""
    program = which("node")
    if program is None or not _MODULES.is_dir():
        raise NotInstalled(
            "`make bench` installs Node.js and the packages; alone: npm ci, in tests/bench"
        )
    return program


def file_of(package: str, path: str) -> str:
    """Return the path of a package's file. Raises `NotInstalled`."""
    node()
    return str(_MODULES / package / path)


def named(package: str) -> str:
    """Return the package's name with its version."""
    version = json.loads(Path(file_of(package, "package.json")).read_text("utf-8"))["version"]
    return f"{package} {version}"
