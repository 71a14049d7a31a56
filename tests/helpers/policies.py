"""Policies of whoever manages a computer, for one extension, and while a test runs."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = Path("/etc/chromium/policies/managed")


def unpacked_id(folder: Path) -> str:
    """The id that Chromium gives an extension that is loaded from this folder."""
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:32]
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest)


@contextmanager
def chromium_policy(folder: Path, policy: dict[str, Any]) -> Iterator[None]:
    """Set one for the extension in the folder, and leave no trace. Raises `PermissionError`."""
    parents = [CHROMIUM.parent, CHROMIUM]
    made = [parent for parent in parents if not parent.exists()]
    CHROMIUM.mkdir(parents=True, exist_ok=True)
    id = unpacked_id(folder)
    file = CHROMIUM / f"mynah-test-{id}.json"
    try:
        file.write_text(json.dumps({"3rdparty": {"extensions": {id: policy}}}), "utf-8")
        yield
    finally:
        file.unlink(missing_ok=True)
        for parent in reversed(made):
            if not any(parent.iterdir()):  # another test may have come meanwhile
                parent.rmdir()
