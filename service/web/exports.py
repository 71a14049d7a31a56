"""`/v1/exports`: the list in the formats that other programs read.

What nobody filtered is a file, written once for each list; what somebody did is made while it is
sent. Few are made or sent at a time.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, request, send_file

from service.exports import misp
from service.exports.choice import FILTERS, BadFilter, Chosen, read
from service.exports.formats import FORMATS, Format
from service.lists.bodies import IDENTITY, compressed
from service.store.errors import NoGeneration, StoreAway
from service.store.generations import Pointer
from service.web.clients import client_of
from service.web.context import context, services
from service.web.encodings import negotiate
from service.web.errors import RETRY_SECONDS, FieldError, Problem, bad_fields
from service.web.exportfiles import Busy
from service.web.replies import JSON, cached_reply, json_reply

_AT_ONCE: Final = 2**20  # bytes that are sent in one piece: they hold no thread
_CACHE: Final = "public, max-age=300"
_CSV: Final = "text/csv; charset=utf-8"
_MISP_FILE = re.compile(
    rf"{misp.MANIFEST}|{misp.HASHES}|[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}\.json"
)
_ONE_EACH = "each filter at most once, several values with commas between"

routes = Blueprint("exports", __name__)


@routes.get("/v1/exports")
def exports() -> Response:
    """Answer with every format there is."""
    pointer = live()
    body: dict[str, Any] = {
        "generation": pointer.live,
        "exports": [
            *(_named(made.name, made.media_type, made.said) for made in FORMATS.values()),
            _named(f"misp/{misp.MANIFEST}", JSON, "a MISP feed: its address is the folder"),
        ],
    }
    return json_reply(body, headers=[("Cache-Control", "public, max-age=60")])


@routes.get("/v1/exports/<name>")
def export(name: str) -> Response:
    """Answer with the list in one format."""
    made = FORMATS.get(name)
    if made is None:
        raise Problem(404, f"There is no such export; there are {', '.join(FORMATS)}.")
    chosen = chosen_of_query()
    pointer = live()
    encoding = negotiate(request.environ.get("HTTP_ACCEPT_ENCODING"))
    headers = _headers(made.name, made.media_type, chosen, pointer, encoding)
    if held := cached_reply(headers["ETag"], list(headers.items())):
        return held
    if not chosen.name:
        with suppress(OSError):  # a disk that is full or read-only: then without a file
            return sent(_file(made, pointer, encoding), headers)
    return _streamed(made, chosen, pointer, encoding, headers)


@routes.get("/v1/exports/misp/<name>")
def misp_file(name: str) -> Response:
    """Answer with a file of the MISP feed. All are written when the first is asked for."""
    if _MISP_FILE.fullmatch(name) is None:
        raise _no_such_event()
    pointer = live()
    encoding = negotiate(request.environ.get("HTTP_ACCEPT_ENCODING"))
    kind = _CSV if name == misp.HASHES else JSON
    headers = _headers(f"misp.{name}", kind, Chosen(), pointer, encoding)
    path = _misp_path(pointer, name, encoding)
    return cached_reply(headers["ETag"], list(headers.items())) or sent(path, headers)


def _misp_path(pointer: Pointer, name: str, encoding: str) -> Path:
    """Return where a file of the feed lies. Raises `Problem` 404, or 503 while it is written."""
    files, tag = context().export_files, tag_of(pointer)
    try:
        files.get_folder(tag, "misp", lambda: misp.feed(services().edition(pointer)))
        return files.get(tag, f"misp/{name}", encoding)
    except Busy:
        raise _busy("being written") from None
    except FileNotFoundError:
        raise _no_such_event() from None
    except OSError:
        raise _busy("kept on a disk that takes nothing") from None


def _no_such_event() -> Problem:
    return Problem(404, f"There is no such file of the feed; {misp.MANIFEST} names every event.")


def live() -> Pointer:
    """Return what is live. Raises `NoGeneration` or `StoreAway`."""
    if services().reader.read(()).from_snapshot:
        raise StoreAway("exports are not in the snapshot")
    pointer = services().generations.pointer()
    if pointer.live is None:
        raise NoGeneration("nothing has been published yet")
    return pointer


def tag_of(pointer: Pointer) -> str:
    """Name the edition that a pointer stands for."""
    return f"{pointer.live}.{pointer.moved_at}"


def chosen_of_query() -> Chosen:
    """Return the filters of the request. Raises `Problem` 400."""
    others = set(request.args) - set(FILTERS)
    if others or any(len(values) > 1 for _, values in request.args.lists()):
        raise bad_fields(FieldError("query", f"expected only {', '.join(FILTERS)}; {_ONE_EACH}"))
    given = {name: request.args.getlist(name) for name in request.args}
    try:
        return read(given, (feed.id for feed in services().catalogue))
    except BadFilter as fault:
        raise bad_fields(FieldError(fault.name, f"expected {fault.accepted}")) from None


def _headers(
    name: str, media_type: str, chosen: Chosen, pointer: Pointer, encoding: str
) -> dict[str, str]:
    filters = f".{sha256(chosen.name.encode()).hexdigest()[:12]}" if chosen.name else ""
    headers = {
        "ETag": f'"{name}.{tag_of(pointer)}{filters}.{encoding}"',
        "Cache-Control": _CACHE,
        "Vary": "Accept-Encoding",
        "Content-Type": media_type,
    }
    return headers | ({} if encoding == IDENTITY else {"Content-Encoding": encoding})


def _file(made: Format, pointer: Pointer, encoding: str) -> Path:
    """Return the file of a whole export. Raises `Problem` 503 while another is written."""

    def pieces() -> Iterable[bytes]:
        return made.export(services().edition(pointer), Chosen())

    try:
        return context().export_files.get(tag_of(pointer), made.name, encoding, pieces)
    except Busy:
        raise _busy("being written") from None


def sent(path: Path, headers: dict[str, str]) -> Response:
    """Send a file, or the parts of it that are asked for."""
    if path.stat().st_size <= _AT_ONCE:
        reply = Response(path.read_bytes(), 200)
        reply.set_etag(headers["ETag"].strip('"'))
        length = reply.content_length
        reply.make_conditional(request, accept_ranges=True, complete_length=length)
        reply.headers.update(headers)
        return reply
    with _place() as give_back:
        reply = send_file(path, conditional=True, etag=headers["ETag"].strip('"'))
        reply.headers.update(headers)
        reply.direct_passthrough = False  # or nobody is told when it is over
        reply.call_on_close(give_back)
    return reply


def _streamed(
    made: Format, chosen: Chosen, pointer: Pointer, encoding: str, headers: dict[str, str]
) -> Response:
    with _place() as give_back:
        pieces = compressed(made.export(services().edition(pointer), chosen), encoding)
        reply = Response(pieces, 200, list(headers.items()))
        reply.call_on_close(give_back)
    return reply


@contextmanager
def _place() -> Iterator[Callable[[], None]]:
    """Take a place for a long answer; call the result when it is over. Raises `Problem` 503."""
    downloads = context().downloads
    client = client_of(request.environ, services().settings.trusted_proxies)
    if not downloads.begin(client):
        raise _busy("sent to others, or several to you,")
    try:
        yield partial(downloads.end, client)
    except BaseException:
        downloads.end(client)
        raise


def _busy(why: str) -> Problem:
    detail = f"Such exports are {why} just now. Ask again in a few seconds."
    return Problem(503, detail, headers=[("Retry-After", str(RETRY_SECONDS))])


def _named(name: str, media_type: str, said: str) -> dict[str, str]:
    url = f"{services().settings.public_url or ''}/v1/exports/{name}"
    return {"name": name, "url": url, "media_type": media_type, "for": said}
