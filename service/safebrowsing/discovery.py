"""How Google's own client libraries find their way: a discovery document with our address in it."""

from typing import Any, Final

_METHODS: Final = {
    "threatLists": ("list", "GET", "v4/threatLists", None, "ListThreatListsResponse"),
    "threatListUpdates": (
        *("fetch", "POST", "v4/threatListUpdates:fetch"),
        *("FetchThreatListUpdatesRequest", "FetchThreatListUpdatesResponse"),
    ),
    "fullHashes": (
        *("find", "POST", "v4/fullHashes:find"),
        *("FindFullHashesRequest", "FindFullHashesResponse"),
    ),
    "threatMatches": (
        *("find", "POST", "v4/threatMatches:find"),
        *("FindThreatMatchesRequest", "FindThreatMatchesResponse"),
    ),
}


def document(root: str) -> dict[str, Any]:
    """Return the document of a service at `root`, which ends with a slash."""
    return {
        "kind": "discovery#restDescription",
        "id": "safebrowsing:v4",
        "name": "safebrowsing",
        "version": "v4",
        "title": "Safe Browsing v4, as Mynah serves it",
        "protocol": "rest",
        "rootUrl": root,
        "servicePath": "",
        "baseUrl": root,
        "batchPath": "",
        "parameters": {
            "alt": {"type": "string", "location": "query", "enum": ["json", "proto"]},
            "key": {"type": "string", "location": "query", "description": "Not needed."},
        },
        "schemas": {
            name: {"id": name, "type": "object"}
            for method in _METHODS.values()
            for name in method[3:]
            if name
        },
        "resources": {name: {"methods": _method(name)} for name in _METHODS},
    }


def _method(resource: str) -> dict[str, Any]:
    verb, http, path, request, response = _METHODS[resource]
    method: dict[str, Any] = {
        "id": f"safebrowsing.{resource}.{verb}",
        "path": path,
        "flatPath": path,
        "httpMethod": http,
        "parameters": {},
        "parameterOrder": [],
        "response": {"$ref": response},
    }
    return {verb: method | ({"request": {"$ref": request}} if request else {})}
