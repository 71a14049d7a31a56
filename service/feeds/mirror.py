"""Feed files from a directory laid out as `<feed id>/<path>`, in place of the internet."""

import hashlib
from pathlib import Path, PurePosixPath

from service.feeds.outcomes import (
    Failed,
    FailureKind,
    Fetched,
    Limits,
    NotModified,
    Outcome,
    Validators,
)


def is_inside(mirror_path: str) -> bool:
    """Tell whether a path stays under the mirror: relative, and never a step up."""
    path = PurePosixPath(mirror_path)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def read(root: Path, mirror_path: str, validators: Validators | None, limits: Limits) -> Outcome:
    """Read one file. Its validator is its own hash, so that a copied mirror is still unchanged."""
    path = root / mirror_path
    try:
        if not path.is_file():
            return Failed(FailureKind.NOT_FOUND, f"is not in the mirror: {path}")
        if path.stat().st_size > limits.body_bytes:
            return Failed(FailureKind.TOO_LARGE, f"is longer than {limits.body_bytes / 2**20:g} MB")
        body = path.read_bytes()
    except OSError as error:
        return Failed(FailureKind.UNREADABLE, f"cannot be read: {path}: {error.strerror}")
    if not body:
        return Failed(FailureKind.EMPTY, "has no content")
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    if validators and validators.etag == etag:
        return NotModified()
    return Fetched(body, Validators(etag=etag))
