"""`/taxii2/`: the list as TAXII 2.1 has it, to be read and never written."""

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, Response, request

from service.casework import Token
from service.exports.edition import Edition
from service.exports.stix import MEDIA_TYPE as STIX
from service.exports.taxii import COLLECTIONS, Collection
from service.lists.bodies import IDENTITY, compress
from service.store.errors import NoGeneration
from service.store.generations import Pointer
from service.times import rfc3339
from service.web import bearer, taxiiquery
from service.web.context import context, services
from service.web.encodings import negotiate
from service.web.errors import RETRY_SECONDS, Problem
from service.web.exportfiles import Busy
from service.web.exports import live
from service.web.limits import BODY_BYTES
from service.web.replies import TAXII, Headers, dumps, text_reply
from service.web.taxiifiles import Dated, Object, TaxiiFile, Wanted
from service.web.taxiiquery import Query

ROOT: Final = "/taxii2/reported/"
_COLLECTION: Final = f"{ROOT}collections/<collection>/"
_OBJECT: Final = f"{_COLLECTION}objects/<id>/"
_ABOUT = "Sites and wallet addresses that are reported as scams. Reported is not proven."
_BASIC = ("WWW-Authenticate", 'Basic realm="mynah", charset="UTF-8"')
_READ_ONLY = "Nothing can be written to a collection; /v1/reports takes reports."

routes = Blueprint("taxii", __name__)


@routes.before_request
def admit() -> None:
    """Refuse whom the operator wants a token of, and who could not read an answer of TAXII 2.1.

    Raises `Problem` 401 or 406.
    """
    token = _token()
    if token is None and services().settings.taxii_tokens:
        said = "Send a token: as the password of HTTP Basic, or with `Authorization: Bearer`."
        raise Problem(401, said, headers=[_BASIC, bearer.CHALLENGE])
    if not accepts(request.headers.get("Accept")):
        raise Problem(406, f"Answers are {TAXII}: name that in Accept.")


@routes.get("/taxii2/", strict_slashes=False)
def discovery() -> Response:
    """Answer with the API roots: there is one."""
    root = f"{services().settings.public_url or ''}{ROOT}"
    body = {"title": "Mynah", "description": _ABOUT, "default": root, "api_roots": [root]}
    return _reply(body)


@routes.get(ROOT, strict_slashes=False)
def api_root() -> Response:
    """Answer with what the API root is."""
    body = {"title": "Mynah", "description": _ABOUT, "versions": [TAXII]}
    return _reply(body | {"max_content_length": BODY_BYTES})


@routes.get(f"{ROOT}collections/", strict_slashes=False)
def collections() -> Response:
    """Answer with every collection."""
    return _reply({"collections": [_described(one) for one in COLLECTIONS]})


@routes.get(_COLLECTION, strict_slashes=False)
def collection(collection: str) -> Response:
    """Answer with one collection."""
    return _reply(_described(_named(collection)))


@routes.get(f"{_COLLECTION}manifest/", strict_slashes=False)
def manifest(collection: str) -> Response:
    """Answer with a page of what is in a collection, without what it says."""
    found = _named(collection)
    return _page(found, taxiiquery.read(request, taxiiquery.ALL), "objects", _manifest_record)


@routes.get(f"{_COLLECTION}objects/", strict_slashes=False)
def objects(collection: str) -> Response:
    """Answer with a page of a collection's objects, in the order in which they came to it."""
    found = _named(collection)
    return _page(found, taxiiquery.read(request, taxiiquery.ALL), "objects", _text)


@routes.get(_OBJECT, strict_slashes=False)
def one_object(collection: str, id: str) -> Response:
    """Answer with one object."""
    found = _named(collection)
    return _page(found, taxiiquery.read(request, taxiiquery.ONE), "objects", _text, id)


@routes.get(f"{_OBJECT}versions/", strict_slashes=False)
def versions(collection: str, id: str) -> Response:
    """Answer with the versions of one object: the list knows the last."""
    found = _named(collection)
    return _page(found, taxiiquery.read(request, taxiiquery.VERSIONS), "versions", _version, id)


@routes.post(f"{_COLLECTION}objects/", strict_slashes=False)
def add(collection: str) -> Response:
    """Refuse: 415 what is no TAXII, else 403."""
    _named(collection)
    if not _is_taxii(request.headers.get("Content-Type", "")):
        raise Problem(415, f"Bodies are {TAXII}. {_READ_ONLY}")
    raise Problem(403, _READ_ONLY)


@routes.delete(_OBJECT, strict_slashes=False)
def delete(collection: str, id: str) -> Response:  # noqa: ARG001 - any object is refused
    """Refuse."""
    _named(collection)
    raise Problem(403, _READ_ONLY)


def accepts(accept: str | None) -> bool:
    """Whether a client takes TAXII 2.1: by name, with this version or none, or by a wildcard."""
    if accept is None or not accept.strip():
        return True
    return any(_is_taxii(part, "application/*", "*/*") for part in accept.lower().split(","))


def _is_taxii(text: str, *others: str) -> bool:
    kind, *parameters = (part.strip() for part in text.lower().split(";"))
    if kind not in ("application/taxii+json", *others):
        return False
    return all(p.replace(" ", "") not in ("q=0", "q=0.0") for p in parameters) and all(
        p.partition("=")[2].strip('" ') == "2.1" for p in parameters if p.startswith("version")
    )


def _token() -> Token | None:
    """Return the token of a request; TAXII's clients send it as a password, or with `Token`.

    Raises `Problem` 401.
    """
    given = request.headers.get("Authorization", "")
    scheme, _, rest = given.strip().partition(" ")
    if scheme.lower() == "basic":
        try:
            _, _, secret = b64decode(rest, validate=True).decode().partition(":")
        except ValueError:
            secret = ""
        return bearer.holder(secret, _BASIC)
    if scheme.lower() == "token":
        return bearer.holder(rest.strip(), _BASIC)
    return bearer.token_of(request)


def _named(name: str) -> Collection:
    """Return a collection by its id or its category. Raises `Problem` 404."""
    for one in COLLECTIONS:
        if name in (one.id, one.category):
            return one
    raise Problem(404, f"There is no such collection; {ROOT}collections/ names them.")


def _described(one: Collection) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "description": "Reported is not proven.",
        "alias": one.category,
        "can_read": True,
        "can_write": False,
        "media_types": [STIX],
    }


def _page(
    collection: Collection,
    query: Query,
    name: str,
    said: Callable[[Object], str],
    id: str | None = None,
) -> Response:
    """Answer with the objects that are wanted, or that of an id, in a member of this name."""
    generation, file = _file(query.generation)
    wanted = query.wanted
    if id is not None:
        _refuse_unknown(file, collection, id)
        wanted = replace(wanted, ids=frozenset({id}) if wanted.ids is None else frozenset())
    found = file.read(collection.category, wanted, query.place, query.limit + 1)
    page = found[: query.limit]
    parts = []
    if len(found) > len(page):
        parts.append(f'"more":true,"next":"{taxiiquery.next_of(generation, page[-1].place)}"')
    if page:
        parts.append(f'"{name}":[{",".join(map(said, page))}]')
    return _text_reply(f"{{{','.join(parts)}}}", _dates(page))


def _refuse_unknown(file: TaxiiFile, collection: Collection, id: str) -> None:
    """Raises `Problem` 404 where no such object is in the collection."""
    is_id = re.fullmatch(taxiiquery.ID, id) is not None
    if not is_id or not file.read(collection.category, Wanted(ids=frozenset({id})), 0, 1):
        raise Problem(404, "There is no such object in the collection.")


def _file(generation: str | None) -> tuple[str, TaxiiFile]:
    """Return the collections of what is live, or of the list that a token names.

    Raises `Problem` 400 where that is gone, 503 while another writes; `NoGeneration`, `StoreAway`.
    """
    current = live().live or ""
    wanted = generation or current

    def make() -> tuple[Edition, Dated]:
        edition = services().edition(Pointer(wanted, None, None, None))
        return edition, services().generations.dated_entries(wanted)

    try:
        if wanted > current:
            raise NoGeneration(f"generation {wanted} was withdrawn")
        return wanted, context().taxii_files.get(wanted, current, make)
    except NoGeneration:
        raise taxiiquery.gone() if generation else _busy("being replaced") from None
    except Busy:
        raise _busy("being written") from None
    except OSError:
        raise _busy("kept on a disk that takes nothing") from None


def _busy(why: str) -> Problem:
    detail = f"The collections are {why} just now. Ask again in a few seconds."
    return Problem(503, detail, headers=[("Retry-After", str(RETRY_SECONDS))])


def _text(one: Object) -> str:
    return one.text


def _version(one: Object) -> str:
    return dumps(_time(one.version))


def _manifest_record(one: Object) -> str:
    times = {"date_added": _time(one.came), "version": _time(one.version)}
    return dumps({"id": one.id, **times, "media_type": STIX})


def _dates(page: list[Object]) -> list[tuple[str, str]]:
    """Return when the first and the last of a page came: whoever comes back asks for later ones."""
    if not page:
        return []
    first, last = _time(page[0].came), _time(page[-1].came)
    return [("X-TAXII-Date-Added-First", first), ("X-TAXII-Date-Added-Last", last)]


def _time(seconds: int) -> str:
    """STIX's times have at least three digits of a second, or clients find another text."""
    return rfc3339(seconds).replace("Z", ".000Z")


def _reply(body: dict[str, Any]) -> Response:
    return _text_reply(dumps(body))


def _text_reply(text: str, more: Headers = ()) -> Response:
    encoding = negotiate(request.headers.get("Accept-Encoding"))
    cache = "private, no-store" if services().settings.taxii_tokens else "public, max-age=60"
    headers = [("Cache-Control", cache), ("Vary", "Accept, Accept-Encoding, Authorization"), *more]
    body = text.encode()
    if encoding != IDENTITY:
        headers.append(("Content-Encoding", encoding))
        body = compress(body, encoding)
    return text_reply(body, TAXII, headers)
