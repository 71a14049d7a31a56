"""The operations of TAXII 2.1. Errors have TAXII's own shape."""

from typing import Any, Final

from service.exports.stix import MEDIA_TYPE as STIX
from service.exports.taxii import COLLECTIONS
from service.web.openapi.shapes import Schema, count, list_of, object_of, text
from service.web.replies import TAXII
from service.web.taxii import ROOT
from service.web.taxiiquery import ACCEPTED, ALL, ID, MOST, NEXT, ONE, SPEC_VERSION, VERSIONS

_TIME: Final = text(format="date-time", examples=["2026-11-24T09:00:00.000Z"])
_OBJECT_ID: Final = text("A STIX object's id.", pattern=f"^{ID}$")
_COLLECTION: Final = object_of(
    {
        "id": text(enum=[one.id for one in COLLECTIONS]),
        "title": text(),
        "description": text(),
        "alias": text(enum=[str(one.category) for one in COLLECTIONS]),
        "can_read": {"type": "boolean"},
        "can_write": {"const": False},
        "media_types": list_of({"const": STIX}),
    }
)
_ERROR: Final = object_of(
    {"title": text(), "description": text(), "http_status": text(pattern="^[45][0-9]{2}$")},
    {"details": {"type": "object", "additionalProperties": text()}},
)
_STIX: Final[Schema] = {
    "type": "object",
    "required": ["type", "id", "spec_version"],
    "properties": {"type": text(), "id": _OBJECT_ID, "spec_version": {"const": SPEC_VERSION}},
}
_RECORD: Final = object_of(
    {"id": _OBJECT_ID, "date_added": _TIME, "version": _TIME, "media_type": {"const": STIX}}
)
_LIMITS: Final = {
    name: {"$ref": f"#/components/headers/{name}"} for name in ("RateLimit", "RateLimit-Policy")
}
_DATES: Final = {f"X-TAXII-Date-Added-{which}": {"schema": _TIME} for which in ("First", "Last")}
_NEEDED: Final = {
    "401": ("WWW-Authenticate", "The token is not in use here, or the operator wants one."),
    "429": ("Retry-After", "The client is over its limit."),
    "503": ("Retry-After", "Nothing was looked up: the store is away, or a file is being written."),
}
_SAID: Final = {
    "400": "A filter cannot be used; `details` names it.",
    "403": "Nothing can be written here.",
    "404": "There is no such thing.",
    "406": "The client could not read an answer.",
    "415": "The body is of another type.",
}
_EVERY: Final = ("401", "406", "429", "503")
_OF_COLLECTION: Final = {
    "name": "collection",
    "in": "path",
    "required": True,
    "schema": text(enum=[n for one in COLLECTIONS for n in (one.id, str(one.category))]),
    "description": "A collection's id, or its category.",
}
_OF_OBJECT: Final = {"name": "id", "in": "path", "required": True, "schema": _OBJECT_ID}
_SCHEMAS: Final[dict[str, Schema]] = {
    "added_after": _TIME,
    "limit": {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": MOST},
    "next": text(pattern=f"^{NEXT}$"),
}


def _fails(status: str) -> Schema:
    content = {TAXII: {"schema": _ERROR}}
    if status not in _NEEDED:
        return {"description": _SAID[status], "headers": _LIMITS, "content": content}
    header, said = _NEEDED[status]
    headers = {header: {"$ref": f"#/components/headers/{header}"}}
    return {"description": said, "headers": headers, "content": content}


def _operation(name: str, said: str, statuses: tuple[str, ...], *parameters: Schema) -> Schema:
    return {
        "operationId": name,
        "summary": said,
        "security": [{}, {"token": []}, {"password": []}],
        "parameters": list(parameters),
        "responses": {status: _fails(status) for status in sorted((*_EVERY, *statuses))},
    }


def _get(
    name: str, said: str, schema: Schema, *parameters: Schema, filters: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Describe a GET; `filters` are the parameters of a query."""
    statuses = (*(("400",) if filters else ()), *(("404",) if parameters else ()))
    made = _operation(name, said, statuses, *parameters, *map(_filter, filters))
    headers = _LIMITS | (_DATES if filters else {})
    content = {TAXII: {"schema": schema}}
    made["responses"]["200"] = {"description": "It.", "headers": headers, "content": content}
    return {"get": made}


def _filter(name: str) -> Schema:
    schema = _SCHEMAS.get(name, text())
    return {"name": name, "in": "query", "schema": schema, "description": ACCEPTED[name]}


def _envelope(name: str, items: Schema) -> Schema:
    more = {"more": {"const": True}, "next": _SCHEMAS["next"], name: list_of(items, minItems=1)}
    return object_of({}, more)


_ONE: Final = f"{ROOT}collections/{{collection}}/"
_ADD: Final = _operation("taxiiAdd", "Refused", ("403", "404", "415"), _OF_COLLECTION) | {
    "requestBody": {"content": {TAXII: {"schema": object_of({"objects": list_of(_STIX)})}}}
}
_DELETE: Final = _operation("taxiiDelete", "Refused", ("403", "404"), _OF_COLLECTION, _OF_OBJECT)
_ROOTS: Final = {"default": text(format="uri-reference"), "api_roots": list_of(text())}
_ABOUT: Final = {"title": text(), "description": text()}

TAXII_PATHS: Final[dict[str, Any]] = {
    "/taxii2/": _get("taxiiDiscovery", "TAXII 2.1: its API roots", object_of(_ABOUT | _ROOTS)),
    ROOT: _get(
        "taxiiRoot",
        "TAXII 2.1: the API root",
        object_of(_ABOUT | {"versions": list_of(text()), "max_content_length": count()}),
    ),
    f"{ROOT}collections/": _get(
        "taxiiCollections",
        "A collection for each category",
        object_of({"collections": list_of(_COLLECTION)}),
    ),
    _ONE: _get("taxiiCollection", "One collection", _COLLECTION, _OF_COLLECTION),
    f"{_ONE}manifest/": _get(
        "taxiiManifest",
        "What is in a collection, a page at a time, in the order in which it came",
        _envelope("objects", _RECORD),
        _OF_COLLECTION,
        filters=ALL,
    ),
    f"{_ONE}objects/": _get(
        "taxiiObjects",
        "The STIX objects of a collection, a page at a time, in the order in which they came",
        _envelope("objects", _STIX),
        _OF_COLLECTION,
        filters=ALL,
    )
    | {"post": _ADD},
    f"{_ONE}objects/{{id}}/": _get(
        "taxiiObject",
        "One STIX object",
        _envelope("objects", _STIX),
        _OF_COLLECTION,
        _OF_OBJECT,
        filters=ONE,
    )
    | {"delete": _DELETE},
    f"{_ONE}objects/{{id}}/versions/": _get(
        "taxiiVersions",
        "The versions of one STIX object",
        _envelope("versions", _TIME),
        _OF_COLLECTION,
        _OF_OBJECT,
        filters=VERSIONS,
    ),
}
