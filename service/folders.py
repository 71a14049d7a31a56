"""An export of many files, written as one folder."""

import shutil
from collections.abc import Iterable
from pathlib import Path


def write_folder(path: Path, pieces: Iterable[tuple[str, str]]) -> None:
    """Write files from pieces, each behind the one before it of the same name; all or none.

    A folder that stands there is replaced. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished, old = (path.with_name(f".{path.name}.{end}") for end in ("tmp", "old"))
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    unfinished.mkdir(mode=0o755)
    try:
        for name, piece in pieces:
            with (unfinished / name).open("ab") as file:
                file.write(piece.encode())
        if path.exists():
            path.replace(old)
        unfinished.replace(path)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
