"""Secrets that the service makes for itself on first use and keeps in its data directory."""

import base64
import fcntl
import os
import secrets
from pathlib import Path

from service.config import decode_seed


class KeyFileError(Exception):
    """A key file that cannot be read or made; the text is one line for an operator."""


def load_or_create(data_dir: Path, name: str = "signing.key") -> bytes:
    """Return the 32-byte seed in `data_dir/name`, making it (mode 0600) where there is none.

    Processes that start together get the same seed: a lock lets one make it, and a rename shows the
    others a whole file or none. Raises `KeyFileError`.
    """
    path = data_dir / name
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        text = path.read_text("ascii", errors="replace")
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read or made: {error.strerror}") from error
    seed = decode_seed(text.strip())
    if seed is None:
        # Never replaced by a new one: every extension in the field trusts the old key.
        raise KeyFileError(f"{path} is damaged: put back your copy, or remove it for a new key")
    return seed


def _create(path: Path) -> None:
    with path.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)  # left by a process that was killed while it held the lock
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
