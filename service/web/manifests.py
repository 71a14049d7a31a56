"""The signed manifest of the live generation, signed once for all who ask."""

from hashlib import sha256
from typing import NamedTuple

from service.lists import manifest
from service.lists.chain import Tip
from service.services import Services
from service.store.errors import NoGeneration, StoreAway
from service.store.generations import Pointer
from service.web.replies import dumps

VALID_SECONDS = 7 * 86_400  # browsers go on so long with lists that nobody could refresh
NEXT_UPDATE_SECONDS = 900


class Manifest(NamedTuple):
    """The manifest as JSON, and an ETag for it."""

    text: str
    tag: str


class Manifests:
    """The last manifest that this process signed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._known: tuple[tuple[Pointer, Tip], Manifest] | None = None

    def current(self) -> Manifest:
        """Return the manifest of what is live now. Raises `NoGeneration` or `StoreAway`."""
        seen, known = self._seen(), self._known
        if known is not None and known[0] == seen:
            return known[1]
        while (again := self._seen()) != seen:
            seen = again
        made = self._sign(*seen)
        self._known = (seen, made)
        return made

    def _seen(self) -> tuple[Pointer, Tip]:
        """Read what a manifest says of now.

        Two equal readings in a row saw the tip while the pointer stood there: so no manifest that
        is dated later names a shorter log, which would look as if lines had been cut off.
        """
        return self._services.generations.pointer(), self._services.log.tip()

    def _sign(self, pointer: Pointer, log: Tip) -> Manifest:
        """Date it by the last move or check: no later manifest has an earlier `published_at`.

        Without a public URL the lists' addresses are relative: a Host header is the client's word,
        and nothing of it may be signed.
        """
        if pointer.live is None or pointer.moved_at is None:
            raise NoGeneration("nothing has been published yet")
        infos = self._services.generations.list_info(pointer.live)
        if not infos:
            raise StoreAway(f"the lists of generation {pointer.live} are missing")
        published_at = max(pointer.moved_at, pointer.checked_at or 0)
        expires_at = (pointer.checked_at or pointer.moved_at) + VALID_SECONDS
        plain = manifest.build(
            infos,
            published_at,
            expires_at,
            NEXT_UPDATE_SECONDS,
            self._services.settings.public_url or "",
            log,
            self._services.keyring.handovers(),
        )
        text = dumps(manifest.sign(plain, self._services.signing_key))
        return Manifest(text, f'"{sha256(text.encode()).hexdigest()[:32]}"')
