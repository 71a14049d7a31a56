"""What `/v4/` takes and answers. The names are Google's."""

from typing import Any, Final

from service.safebrowsing import messages
from service.safebrowsing.asking import ENTRIES, LISTS, URL_CHARACTERS
from service.web.openapi.shapes import Schema, count, list_of, object_of, one_of, ref, text
from service.web.replies import JSON

PROTOBUF: Final = "application/x-protobuf"
_BASE64: Final = "^[A-Za-z0-9+/]*={0,2}$"
_BYTES: Final = text("Base64.", pattern=_BASE64)
_SECONDS: Final = text("Seconds.", pattern="^[0-9]+s$")
_THREAT: Final = one_of(messages.THREAT_TYPES[1:])
_PLATFORM: Final = one_of(messages.PLATFORM_TYPES[1:])
_ENTRY: Final = one_of(messages.THREAT_ENTRY_TYPES[1:])
_LIST: Final = {"threatType": _THREAT, "platformType": _PLATFORM, "threatEntryType": _ENTRY}
_CLIENT: Final = object_of({}, {"clientId": text(), "clientVersion": text()})
_LIMIT: Final[Schema] = {"enum": [0, *(1 << power for power in range(10, 21))]}
_RICE: Final = object_of(
    {
        "firstValue": text("A number.", pattern="^[0-9]+$"),
        "riceParameter": {"type": "integer", "minimum": 2, "maximum": 28},
        "numEntries": count("How many differences follow."),
        "encodedData": _BYTES,
    }
)
_SET: Final = object_of(
    {"compressionType": one_of(["RAW", "RICE"])},
    {
        "rawHashes": object_of({"prefixSize": {"const": 4}, "rawHashes": _BYTES}),
        "rawIndices": object_of({"indices": list_of(count())}),
        "riceHashes": _RICE,
        "riceIndices": _RICE,
    },
)
_CONSTRAINTS: Final = {
    "maxUpdateEntries": _LIMIT,
    "maxDatabaseEntries": _LIMIT,
    "region": text(),
    "language": text(),
    "deviceLocation": text(),
    "supportedCompressions": list_of(one_of(["RAW", "RICE"])),
}


def _info(entry: Schema) -> Schema:
    kinds = {
        "threatTypes": list_of(_THREAT, minItems=1, maxItems=20),
        "platformTypes": list_of(_PLATFORM, minItems=1, maxItems=20),
        "threatEntryTypes": list_of(_ENTRY, minItems=1, maxItems=20),
    }
    entries = list_of(object_of(entry), minItems=1, maxItems=ENTRIES)
    return object_of({**kinds, "threatEntries": entries})


_HASH: Final = {"hash": text("The first 4 to 32 bytes, in Base64.", pattern="^[A-Za-z0-9+/]{8}$")}
_URL: Final = {"url": text(minLength=1, maxLength=URL_CHARACTERS)}


def _match(threat: Schema) -> Schema:
    rest = {"threatEntryMetadata": object_of({}), "cacheDuration": _SECONDS}
    return object_of({**_LIST, "threat": object_of(threat), **rest})


SCHEMAS: Final = {
    "FetchThreatListUpdatesRequest": object_of(
        {
            "listUpdateRequests": list_of(
                object_of(_LIST, {"state": _BYTES, "constraints": object_of({}, _CONSTRAINTS)}),
                minItems=1,
                maxItems=LISTS,
            )
        },
        {"client": _CLIENT},
    ),
    "FetchThreatListUpdatesResponse": object_of(
        {
            "listUpdateResponses": list_of(
                object_of(
                    {
                        **_LIST,
                        "responseType": one_of(["PARTIAL_UPDATE", "FULL_UPDATE"]),
                        "newClientState": _BYTES,
                        "checksum": object_of({"sha256": _BYTES}),
                    },
                    {"additions": list_of(_SET), "removals": list_of(_SET)},
                )
            )
        },
        {"minimumWaitDuration": _SECONDS},
    ),
    "FindFullHashesRequest": object_of(
        {"threatInfo": _info(_HASH)},
        {"client": _CLIENT, "apiClient": _CLIENT, "clientStates": list_of(_BYTES)},
    ),
    "FindFullHashesResponse": object_of(
        {"negativeCacheDuration": _SECONDS}, {"matches": list_of(_match({"hash": _BYTES}))}
    ),
    "FindThreatMatchesRequest": object_of({"threatInfo": _info(_URL)}, {"client": _CLIENT}),
    "FindThreatMatchesResponse": object_of({}, {"matches": list_of(_match({"url": text()}))}),
    "ListThreatListsResponse": object_of({"threatLists": list_of(object_of(_LIST))}),
    "GoogleError": object_of(
        {
            "error": object_of(
                {"code": count(), "message": text(), "status": text()},
                {
                    "details": list_of(
                        object_of(
                            {
                                "@type": text(),
                                "fieldViolations": list_of(
                                    object_of({"field": text(), "description": text()})
                                ),
                            }
                        )
                    )
                },
            )
        }
    ),
}
RESPONSES: Final[dict[str, Any]] = {
    "GoogleError": {
        "description": "It cannot be answered; in the form of Google's errors.",
        "content": {JSON: {"schema": ref("GoogleError")}},
    },
    "GoogleRetry": {
        "description": "It cannot be answered now; in the form of Google's errors.",
        "headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}},
        "content": {JSON: {"schema": ref("GoogleError")}},
    },
}
_ALT: Final = {
    "name": "alt",
    "in": "query",
    "schema": {"enum": ["json", "proto"]},
    "description": "The form of the answer; else that of what was asked.",
}
_REQ: Final = {
    "name": "$req",
    "in": "query",
    "required": True,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]+={0,2}$"},
    "description": "The message, in URL-safe Base64.",
}
_CT: Final = {
    "name": "$ct",
    "in": "query",
    "schema": {"enum": [JSON, PROTOBUF]},
    "description": "What the message is written in.",
}


def _ok(schema: Schema) -> Schema:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {"description": "It.", "content": {JSON: {"schema": schema}, PROTOBUF: binary}}


def _operation(
    name: str, said: str, answer: Schema, parameters: list[Schema], *statuses: int, **more: Any
) -> Schema:
    problems: Schema = {
        str(status): {"$ref": f"#/components/responses/{_PROBLEMS.get(status, 'GoogleError')}"}
        for status in statuses
    }
    return {
        "operationId": name,
        "summary": said,
        "parameters": parameters,
        "responses": {"200": _ok(answer), **problems},
        **more,
    }


_PROBLEMS: Final = {304: "NotModified", 429: "GoogleRetry", 503: "GoogleRetry"}


def _posted(name: str, said: str, message: str) -> Schema:
    content = {JSON: {"schema": ref(f"{message}Request")}}
    sent = {"required": True, "content": content, "description": f"Or the same as {PROTOBUF}."}
    statuses = (400, 413, 415, 429, 503)
    answer = ref(f"{message}Response")
    return _operation(name, said, answer, [_ALT], *statuses, requestBody=sent)


_BY_GET: Final[list[Schema]] = [_REQ, _CT, _ALT]
PATHS: Final[dict[str, Any]] = {
    "/v4/discovery": {
        "get": _operation(
            "discovery", "Where Google's client libraries find this", {"type": "object"}, [], 429
        )
    },
    "/v4/threatLists": {
        "get": _operation(
            "threatLists",
            "The name of the list in which there is something",
            ref("ListThreatListsResponse"),
            [_ALT],
            *(304, 400, 429),
        )
    },
    "/v4/threatListUpdates:fetch": {
        "get": _operation(
            "fetchByGet",
            "As browsers ask for updates",
            ref("FetchThreatListUpdatesResponse"),
            _BY_GET,
            *(304, 400, 415, 429, 503),
        ),
        "post": _posted(
            "fetchUpdates",
            "What leads from the list that a client holds to the newest",
            "FetchThreatListUpdates",
        ),
    },
    "/v4/fullHashes:find": {
        "get": _operation(
            "findHashesByGet",
            "As browsers ask for whole hashes",
            ref("FindFullHashesResponse"),
            _BY_GET,
            *(400, 415, 429, 503),
        ),
        "post": _posted(
            "findHashes", "The hashes of blocked pages and hosts that begin so", "FindFullHashes"
        ),
    },
    "/v4/threatMatches:find": {
        "post": _posted(
            "findUrls", "Which of these URLs are blocked; tells what is asked", "FindThreatMatches"
        )
    },
}
