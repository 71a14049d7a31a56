"""Every operation."""

from typing import Any, Final

from service.exports.choice import ACCEPTED
from service.exports.formats import FORMATS
from service.web.limits import BODY_BYTES, TARGET_CHARACTERS, TARGETS
from service.web.log import DEFAULT, LARGEST, MOST
from service.web.metrics import CONTENT_TYPE
from service.web.openapi.peers import STATEMENT
from service.web.openapi.responses import answer, shared
from service.web.openapi.schemas import TARGET, VERSION
from service.web.openapi.shapes import Schema, ref
from service.web.openapi.taxii import TAXII_PATHS
from service.web.replies import JSON
from service.web.reports import MULTIPART, ONCE

_PLAIN: Final = "text/plain; charset=utf-8"
_STRING: Final[Schema] = {"type": "string"}


def _get(
    name: str,
    said: str,
    ok: Schema,
    *problems: tuple[str, str],
    parameters: tuple[Schema, ...] = (),
    limited: bool = True,
) -> dict[str, Any]:
    """Describe a GET; HEAD goes with each. `problems` are (status, name in RESPONSES)."""
    named = (*problems, *([("429", "TooManyRequests")] if limited else []))
    return {
        "get": {
            "operationId": name,
            "summary": said,
            "parameters": list(parameters),
            "responses": {"200": ok, **{status: shared(which) for status, which in named}},
        }
    }


def _in_path(name: str, schema: Schema, said: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": said}


def _in_query(name: str, most: int, said: str) -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": most}
    return {"name": name, "in": "query", "schema": schema, "description": said}


_AWAY = ("503", "Unavailable")
_BAD = ("400", "BadRequest")
_SAME = ("304", "NotModified")
_GONE = ("404", "NotFound")
_NAME = _in_path("name", {"type": "string", "enum": ["hosts", "prefixes"]}, "Which list.")
_QUERY = {
    "name": "target",
    "in": "query",
    "required": True,
    "schema": TARGET,
    "description": "Percent-encoded; the only parameter there is.",
}
_HEX: Final[Schema] = {"type": "string", "pattern": "^[0-9A-Fa-f]{4,64}$"}


def _filter(name: str, schema: Schema, said: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": said}


def _some_of(name: str) -> Schema:
    """Describe a text of the words that a filter takes, with commas between."""
    words = "|".join(ACCEPTED[name])
    return {"type": "string", "pattern": f"^({words})(,({words}))*$"}


_FILTERS = (
    _filter("category", _some_of("category"), "Only these categories, with commas between."),
    _filter("severity", _some_of("severity"), "What blocks without a word has only `block`."),
    _filter("chain", _some_of("chain"), "Only wallets on these chains."),
    _filter("feed", _STRING, "Only what these feeds list: ids as `/v1/feeds` names them."),
    _filter("since", {"type": "string", "format": "date"}, "Only what was named then or later."),
)
_TYPES = sorted({JSON, *(made.media_type for made in FORMATS.values())})


def _in_types(said: str) -> Schema:
    headers = answer(said, _STRING, tag=True)["headers"]
    content = {media_type: {"schema": _STRING} for media_type in _TYPES}
    return {"description": said, "headers": headers, "content": content}


_EXPORT = _get(
    "export",
    "The list in a format that other programs read",
    _in_types("In br, zstd, gzip or plain, as the client likes best."),
    _SAME,
    _BAD,
    _GONE,
    _AWAY,
    parameters=(
        _in_path("name", {"type": "string", "enum": [*FORMATS]}, "Which format."),
        *_FILTERS,
    ),
)
_MISP = _get(
    "mispFile",
    "A file of the MISP feed: `manifest.json`, `hashes.csv`, or an event that the manifest names",
    _in_types("In br, zstd, gzip or plain, as the client likes best."),
    _SAME,
    _GONE,
    _AWAY,
    parameters=(_in_path("name", _STRING, "The file's name."),),
)
_PEER_FILE = _get(
    "peerFile",
    "Entries for other Mynahs, with who said so first and who passed it on",
    _in_types("Lines of JSON, in br, zstd, gzip or plain."),
    _SAME,
    _GONE,
    _AWAY,
    parameters=(
        _in_path("edition", _STRING, "As the statement names it."),
        _in_path("severity", {"type": "string", "enum": ["block", "warn"]}, "Which file."),
    ),
)
for _made in (_EXPORT, _MISP, _PEER_FILE):
    _made["get"]["responses"] |= {
        "206": _in_types("The part that the Range header asks for."),
        "416": shared("NoSuchPart"),
    }

_CHECK = _get(
    "checkOne",
    "What is known of one target",
    answer("One verdict.", ref("VerdictAlone")),
    _BAD,
    _AWAY,
    parameters=(_QUERY,),
) | {
    "post": {
        "operationId": "checkMany",
        "summary": "What is known of several targets",
        "description": f"1 to {TARGETS} targets of up to {TARGET_CHARACTERS:,} characters "
        f"each, in a body of up to {BODY_BYTES:,} bytes. Answers stand in the order of the targets "
        "and come from one generation.",
        "requestBody": {"required": True, "content": {JSON: {"schema": ref("CheckRequest")}}},
        "responses": {
            "200": answer("A verdict for each.", ref("CheckAnswer")),
            "400": shared("BadRequest"),
            "413": shared("TooLarge"),
            "415": shared("UnsupportedMediaType"),
            "429": shared("TooManyRequests"),
            "503": shared("Unavailable"),
        },
    }
}

_REPORT_ID = _in_path("id", _STRING, "As it was answered when the report was sent.")
_SEND_REPORT: Final[Schema] = {
    "operationId": "sendReport",
    "summary": "Report targets; with images, as a form",
    "description": "Without a token, a sender may send some reports an hour and more with a proof "
    "of work: 429 has a `challenge` to solve. What is sent again with the same Idempotency-Key "
    "within a day is taken once.",
    "security": [{}, {"token": []}],
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "schema": {"type": "string", "pattern": f"^{ONCE.pattern}$"},
        }
    ],
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": ref("ReportRequest")},
            MULTIPART: {"schema": ref("ReportForm")},
        },
    },
    "responses": {
        "201": answer("It is kept. Location is where to follow it.", ref("Report")),
        **{
            status: shared(name)
            for status, name in {
                "400": "BadRequest",
                "401": "Unauthorized",
                "403": "Forbidden",
                "413": "TooLarge",
                "415": "UnsupportedMediaType",
                "429": "TooManyRequests",
                "503": "Unavailable",
            }.items()
        },
    },
}
_ID = _in_path("id", _STRING, "As it was told when the appeal was sent.")
_APPEALS = {
    "/v1/appeals": {
        "post": {
            "operationId": "sendAppeal",
            "summary": "Say that something is listed by mistake",
            "description": "5 an hour and 20 a day from one sender. 409: it is not on our list.",
            "requestBody": {"required": True, "content": {JSON: {"schema": ref("AppealRequest")}}},
            "responses": {
                "201": answer("It was taken; keep its id.", ref("AppealTaken")),
                "400": shared("BadRequest"),
                "409": shared("Conflict"),
                "413": shared("TooLarge"),
                "415": shared("UnsupportedMediaType"),
                "429": shared("TooManyRequests"),
                "503": shared("Unavailable"),
            },
        }
    },
    "/v1/appeals/{id}": _get(
        "appeal",
        "Where an appeal stands",
        answer("It.", ref("Appeal")),
        _GONE,
        _AWAY,
        parameters=(_ID,),
    ),
    "/v1/appeals/{id}/proof": {
        "post": {
            "operationId": "proveAppeal",
            "summary": "Look for the proof of control now",
            "description": "Once a minute for each appeal; takes up to a quarter of a minute.",
            "parameters": [_ID],
            "responses": {
                "200": answer("What came of it.", ref("Proof")),
                "404": shared("NotFound"),
                "409": shared("Conflict"),
                "429": shared("TooManyRequests"),
                "503": shared("Unavailable"),
            },
        }
    },
}

PATHS: Final[dict[str, Any]] = {
    "/v1/reports": {"post": _SEND_REPORT},
    "/v1/reports/{id}": _get(
        "report",
        "What became of a report",
        answer("Where it stands, as a whole and for each target.", ref("Report")),
        _GONE,
        _AWAY,
        parameters=(_REPORT_ID,),
    ),
    "/v1/check": _CHECK,
    "/v1/hashes/{prefix}": _get(
        "hashes",
        "Every entry whose hash begins with these digits; ask with four to stay unknown",
        answer("What is listed there; an empty list is an answer.", ref("HashAnswer"), tag=True),
        _SAME,
        _BAD,
        _AWAY,
        parameters=(_in_path("prefix", _HEX, "4 to 64 hex digits of a SHA-256."),),
    ),
    "/v1/lists": _get(
        "lists",
        "The signed manifest of the lists that browsers download",
        answer("The manifest.", ref("Manifest"), tag=True),
        _SAME,
        _AWAY,
    ),
    "/v1/lists/{name}/{version}": _get(
        "list",
        "A list, one item a line, sorted; it never changes",
        answer("In br, zstd, gzip or plain, as the client likes best.", _STRING, _PLAIN, tag=True),
        _SAME,
        _GONE,
        _AWAY,
        parameters=(_NAME, _in_path("version", VERSION, "As the manifest names it.")),
    ),
    "/v1/lists/{name}/{from}..{to}": _get(
        "delta",
        "The lines `-item` and `+item` that lead from one version of a list to another",
        answer("In br, zstd, gzip or plain, as the client likes best.", _STRING, _PLAIN, tag=True),
        _SAME,
        _GONE,
        _AWAY,
        parameters=(
            _NAME,
            _in_path("from", VERSION, "The version held."),
            _in_path("to", VERSION, "The version wanted."),
        ),
    ),
    "/v1/peer": _get(
        "peerStatement",
        "What this Mynah passes on to others that follow it, signed",
        answer("The statement.", STATEMENT, tag=True),
        _SAME,
        _AWAY,
    ),
    "/v1/peer/{edition}/{severity}": _PEER_FILE,
    "/v1/exports": _get(
        "exports",
        "Every format there is",
        answer("Name and address of each.", ref("ExportsAnswer")),
        _AWAY,
    ),
    "/v1/exports/{name}": _EXPORT,
    "/v1/exports/misp/{name}": _MISP,
    **TAXII_PATHS,
    "/v1/log": _get(
        "log",
        "What moderators decided, by role and never by name, each line chained to the one before",
        answer("A page of it, the newest line first.", ref("LogAnswer"), tag=True),
        _SAME,
        _BAD,
        _AWAY,
        parameters=(
            _in_query("before", LARGEST, "Only lines with a smaller `seq`."),
            _in_query("limit", MOST, f"How many lines; {DEFAULT} unless told."),
        ),
    ),
    "/v1/feeds": _get(
        "feeds",
        "Where entries come from, and how each feed fares",
        answer("Every feed.", ref("FeedsAnswer")),
        _AWAY,
    ),
    "/v1/stats": _get(
        "stats",
        "How much is listed and reported, day by day: counts, and nothing that was sent",
        answer("The counts.", ref("StatsAnswer")),
        _AWAY,
    ),
    **_APPEALS,
    "/healthz": _get(
        "healthz", "Whether this process answers", answer("It does.", ref("Health")), limited=False
    ),
    "/readyz": _get(
        "readyz",
        "Whether checks can be answered",
        answer("They can; `degraded` while only the list on disk answers.", ref("Readiness")),
        _AWAY,
        limited=False,
    ),
    "/metrics": _get(
        "metrics",
        "Metrics of this worker, for Prometheus",
        answer("The metrics.", _STRING, CONTENT_TYPE),
    ),
    "/openapi.json": _get("openapi", "This description", answer("It.", {"type": "object"})),
    "/": _get("home", "A page for people", answer("It.", _STRING, "text/html; charset=utf-8")),
}
