"""The keys of the service: the one that signs, the next one, and the hand-over between them.

In the data directory: `signing.key`, `next.key` while one waits, `signing-ID.key` for each that was
replaced, and `handovers.json`. The last holds no secret: it is what manifests show.
"""

import json
import os
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service import keyfile
from service.keyfile import KeyFileError
from service.lists import handover
from service.lists.manifest import key_id

NEXT = "next.key"
HANDOVERS = "handovers.json"
_DAY = 86_400


class RotationError(Exception):
    """What was asked for cannot be done now; the text is one line for an operator."""


@dataclass(frozen=True)
class Keyring:
    """The keys of one data directory. `given` is the seed of MYNAH_SIGNING_KEY, if that is set."""

    data_dir: Path
    given: bytes | None
    clock: Callable[[], float]

    def seed(self) -> bytes:
        """Return what signs the lists, made on first use where none is set."""
        return self.given or keyfile.load_or_create(self.data_dir)

    def public(self) -> bytes:
        """Return the public key of `seed`."""
        return public_of(self.seed())

    def next_public(self) -> bytes | None:
        """Return the public key that waits to take over, or None. One in use waits no more."""
        if not (self.data_dir / NEXT).exists():
            return None
        public = public_of(keyfile.load_or_create(self.data_dir, NEXT))
        return None if public == self.public() else public

    def ids(self) -> frozenset[str]:
        """Return the short names of every key that is known to be this service's, old ones too."""
        kept = {path.stem.removeprefix("signing-") for path in self.data_dir.glob("signing-*.key")}
        ends = {one[end] for one in self._kept() for end in ("from", "to")}
        return frozenset({key_id(self.public()), *kept, *(key_id(b64decode(k)) for k in ends)})

    def handovers(self) -> list[dict[str, str]]:
        """Return the hand-overs that hold now, the oldest first. Raises `KeyFileError`."""
        return handover.holding(self._kept(), self.clock())[-handover.MOST :]

    def announce(self, days: int) -> dict[str, str]:
        """Make the next key, and sign that it will take over within `days`.

        Raises `RotationError` where one waits already.
        """
        if self.next_public() is not None:
            raise RotationError(f"a next key waits already in {self.data_dir / NEXT}")
        (self.data_dir / NEXT).unlink(missing_ok=True)  # in use by now, as MYNAH_SIGNING_KEY
        return self._hand_over(public_of(keyfile.load_or_create(self.data_dir, NEXT)), days)

    def switch(self, days: int) -> dict[str, str]:
        """Put the next key in the place of the present one, and sign that this holds for `days`.

        Killed at any moment, either key signs and both are kept. Raises `RotationError`.
        """
        if self.given is not None:
            raise RotationError(
                "the key comes from MYNAH_SIGNING_KEY: set that to the content of "
                f"{self.data_dir / NEXT} on every host, and restart them"
            )
        following = self.next_public()
        if following is None:
            raise RotationError("no next key waits: run `mynah key next` first")
        statement = self._hand_over(following, days)
        old = self.data_dir / f"signing-{key_id(self.public())}.key"
        if not old.exists():
            os.link(self.data_dir / "signing.key", old)
        (self.data_dir / NEXT).replace(self.data_dir / "signing.key")
        return statement

    def _hand_over(self, to: bytes, days: int) -> dict[str, str]:
        now = self.clock()
        statement = handover.sign(self.seed(), to, now, now + days * _DAY)
        others = [one for one in self._kept() if one["from"] != statement["from"]]
        self._keep([*handover.holding(others, now), statement])
        return statement

    def _kept(self) -> list[dict[str, str]]:
        path = self.data_dir / HANDOVERS
        try:
            kept = json.loads(path.read_text("utf-8")) if path.exists() else []
        except (OSError, ValueError) as error:
            raise KeyFileError(f"{path} cannot be read: put back your copy") from error
        if not isinstance(kept, list) or not all(map(_is_ours, kept)):
            raise KeyFileError(f"{path} holds what no key of ours signed: put back your copy")
        return kept

    def _keep(self, statements: list[dict[str, str]]) -> None:
        path = self.data_dir / HANDOVERS
        draft = path.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(statements, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def public_of(seed: bytes) -> bytes:
    """Return the public key of a seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _is_ours(statement: object) -> bool:
    return isinstance(statement, dict) and handover.is_signed(statement)
