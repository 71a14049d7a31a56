"""`/v1/peer`: the signed statement for other Mynahs, and the files that it names."""

import time
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request

from service.exports import peer
from service.keyring import public_of
from service.lists import manifest, statement
from service.lists.bodies import IDENTITY
from service.lists.manifest import key_id
from service.lists.statement import Passed
from service.model import Severity
from service.store.generations import Pointer
from service.web.context import context, services
from service.web.encodings import negotiate
from service.web.errors import RETRY_SECONDS, Problem
from service.web.exportfiles import Busy
from service.web.exports import live, sent, tag_of
from service.web.manifests import VALID_SECONDS
from service.web.replies import JSON, cached_reply, dumps, text_reply

_LINES = "application/jsonl"
_TRIES, _PAUSE = 20, 0.1  # seconds

routes = Blueprint("peer", __name__)


@routes.get("/v1/peer")
def said() -> Response:
    """Answer with the statement."""
    pointer = live()
    text = dumps(_signed(pointer))
    tag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    headers = [("ETag", tag), ("Cache-Control", "public, max-age=60")]
    return cached_reply(tag, headers) or text_reply(text, JSON, headers)


@routes.get("/v1/peer/<edition>/<severity>")
def passed(edition: str, severity: str) -> Response:
    """Answer with a file of the edition that is live."""
    pointer = live()
    if severity not in set(Severity) or edition != tag_of(pointer):
        raise Problem(404, "There is no such file, or it is no longer kept: see /v1/peer.")
    encoding = negotiate(request.environ.get("HTTP_ACCEPT_ENCODING"))
    headers = {
        "ETag": f'"peer.{severity}.{edition}.{encoding}"',
        "Cache-Control": "public, max-age=300",
        "Vary": "Accept-Encoding",
        "Content-Type": _LINES,
        **({} if encoding == IDENTITY else {"Content-Encoding": encoding}),
    }
    held = cached_reply(headers["ETag"], list(headers.items()))
    return held or sent(_file(pointer, Severity(severity), encoding), headers)


def _signed(pointer: Pointer) -> dict[str, object]:
    here = services()
    moved = pointer.moved_at or 0
    files = [_passed(pointer, severity) for severity in Severity]
    plain = statement.build(
        tag_of(pointer),
        files,
        max(moved, pointer.checked_at or 0),
        (pointer.checked_at or moved) + VALID_SECONDS,
        here.keyring.handovers(),
    )
    return manifest.sign(plain, here.signing_key)


def _passed(pointer: Pointer, severity: Severity) -> Passed:
    """What is said of a file: its hash is made once, and lies beside it."""
    path = _file(pointer, severity, IDENTITY)
    beside = path.with_suffix(".sha256")
    if not beside.exists():
        with path.open("rb") as file:
            digest = sha256()
            while piece := file.read(2**18):
                digest.update(piece)
        draft = beside.with_suffix(".sha256.tmp")
        draft.write_text(digest.hexdigest())
        draft.replace(beside)
    return Passed(severity.value, beside.read_text(), path.stat().st_size)


def _file(pointer: Pointer, severity: Severity, encoding: str) -> Path:
    """Return where a file lies, written if there is none. Raises `Problem` 503."""
    node = key_id(public_of(services().signing_key))
    name = f"peer-{severity}-{node}"

    def pieces() -> Iterable[bytes]:
        return peer.body(services().edition(pointer), severity, node)

    for _ in range(_TRIES):
        try:
            return context().export_files.get(tag_of(pointer), name, encoding, pieces)
        except Busy:  # another peer asked a moment before: it takes no longer than a few seconds
            time.sleep(_PAUSE)
        except OSError:
            break
    detail = "What is passed on to peers cannot be written just now. Ask again in a few seconds."
    raise Problem(503, detail, headers=[("Retry-After", str(RETRY_SECONDS))])
