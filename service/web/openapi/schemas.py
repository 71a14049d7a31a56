"""The shapes of what is sent and answered."""

from typing import Any, Final

from service.appeals import forms as appeal_forms
from service.casework import (
    MOST_IMAGES,
    MOST_TARGETS,
    AppealState,
    Appellant,
    CaseState,
    Channel,
    Proof,
)
from service.feeds.feed import FeedKind
from service.intake.forms import CONTACT_CHARACTERS, STORY_CHARACTERS, YES_FIELDS
from service.model import Category, Confidence, Kind, Severity, Status, Verb
from service.web.limits import TARGET_CHARACTERS, TARGETS

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """Point to a schema of `SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def _text(said: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": said} if said else {}), **more}


def _one_of(values: Any, said: str = "") -> Schema:
    return _text(said, enum=[str(value) for value in values])


def _count(said: str = "", least: int = 0) -> Schema:
    return {"type": "integer", "minimum": least, **({"description": said} if said else {})}


def _list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def _object(required: Schema, optional: Schema | None = None, **more: Any) -> Schema:
    """Describe an object that has these fields and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


TIME: Final = _text(format="date-time", examples=["2026-11-24T03:11:00Z"])
TARGET: Final = _text(
    "A URL, host name or wallet address. Defanged addresses (hxxp, [.]) and payment links count as "
    "what they stand for.",
    maxLength=TARGET_CHARACTERS,
    examples=["example.com"],
)
HASH_PATTERN: Final = "^[0-9a-f]{64}$"
HASH: Final = _text("SHA-256 of an expression, in hex.", pattern=HASH_PATTERN)
VERSION: Final = _text("A generation's id.", pattern="^[0-9]{8}T[0-9]{6}Z$")
_YES: Final = {"type": "boolean"}

_GENERATION = _object(
    {
        "id": VERSION,
        "published_at": TIME,
        "age_seconds": _count(
            "Since a feed was last read; before that, since the day of the starting list."
        ),
        "stale": {
            **_YES,
            "description": "True when that is more than two days ago, or no feed has answered yet.",
        },
    },
    {
        "starting_list": _YES
        | {"description": "True while no feed has answered yet: the list in the package serves."},
        "from_snapshot": _YES
        | {"description": "True while the store is away and the last list on disk answers."},
    },
)
_SOURCE = _object(
    {"id": _text(), "name": _text(), "first_seen": TIME, "last_seen": TIME},
    {"homepage": _text(format="uri")},
)
_FACT = {
    "severity": ref("Severity"),
    "category": ref("Category"),
    "sources": _list(ref("Source"), minItems=1),
    "first_seen": TIME,
    "last_confirmed": TIME,
}
_FACT_PERHAPS = {
    "unchecked": {
        "const": True,
        "description": "Volunteers reported it, and no moderator has looked yet: it only warns.",
    }
}
_VERDICT_ALWAYS = {"target": TARGET, "status": ref("Status")}
_VERDICT_PERHAPS = {
    "kind": _one_of(Kind),
    "canonical": _text("The one spelling of the target."),
    "matched": _text("The expression that is listed."),
    **_FACT,
    **_FACT_PERHAPS,
    "chain": _text("Of a wallet address.", examples=["bitcoin"]),
    "reason": _text("One sentence for people."),
    "linked": _list(_text(), description="What was reported together with it."),
    "help_url": _text(format="uri"),
    "appeal_url": _text(format="uri"),
}
_LIST = _object(
    {
        "name": _one_of(["hosts", "prefixes"]),
        "version": VERSION,
        "entries": _count(),
        "sha256": _text(pattern="^[0-9a-f]{64}$"),
        "url": _text(format="uri-reference"),
        "bytes": _count("Of the plain text."),
        "deltas": _list(
            _object({"from": VERSION, "url": _text(format="uri-reference"), "bytes": _count()})
        ),
    }
)
_TIP = {
    "length": _count("How many lines the log has."),
    "head": _text("The hash of its last line; 64 zeros while it has none.", pattern=HASH_PATTERN),
}
_LOG_LINE = _object(
    {
        "seq": _count("Its number, from 1 without a gap.", 1),
        "at": TIME,
        "action": _one_of([*Verb, "withdraw", "expire"]),
        "expression": _text("What was decided about."),
        "reason": _text(),
        "role": _text("Whose decision it was; never a name.", examples=["moderator"]),
        "previous": _text("The hash of the line before.", pattern=HASH_PATTERN),
        "hash": _text("SHA-256 of the RFC 8785 form of all else.", pattern=HASH_PATTERN),
    },
    {
        "category": ref("Category"),
        "severity": ref("Severity"),
        "expires_at": {**TIME, "description": "Until when it counts."},
        "unchecked": {"const": True},
    },
)
_HANDOVER = _object(
    {
        "from": _text("The key that signed this, Ed25519, base64."),
        "to": _text("The key that takes its place, Ed25519, base64."),
        "valid_from": TIME,
        "valid_until": TIME,
        "signature": _text("Ed25519 over the RFC 8785 form of the four members above, base64."),
    }
)
_MANIFEST = _object(
    {
        "lists": _list(_LIST),
        "published_at": {**TIME, "description": "Never earlier than in any manifest before."},
        "expires_at": TIME,
        "next_update_seconds": _count(least=1),
        "log": {**_object(_TIP), "description": "The public log as it was then: see `/v1/log`."},
        "key_id": _text(pattern="^[0-9a-f]{16}$"),
        "public_key": _text("Ed25519, base64."),
        "signature": _text("Ed25519 over the RFC 8785 form of everything else, base64."),
    },
    {"handovers": {**_list(_HANDOVER), "description": "Those that hold now; see `docs/api.md`."}},
)
_FILE = _object(
    {"path": _text(), "outcome": _text(), "last_attempt": TIME, "failures": _count("In a row.")},
    {"detail": _text(), "last_success": TIME},
)
_FEED = _object(
    {
        "id": _text(),
        "name": _text(),
        "homepage": _text(format="uri"),
        "licence": _text(),
        "redistribute": _YES,
        "kind": _one_of(FeedKind),
        "category": ref("Category"),
        "confidence": _one_of(Confidence),
        "entries": _count("Its entries in the live list."),
        "held": {
            "type": "object",
            "description": "How many of its entries a guard keeps off the list, by reason.",
            "additionalProperties": _count(least=1),
        },
        "files": _list(_FILE),
    },
    {
        "licence_url": _text(format="uri"),
        "disputes": _text("Where to tell the publisher of a mistake.", format="uri"),
        "last_success": TIME,
    },
)
_REPORT_ID: Final = _text("Opens this report; keep it to yourself.", pattern="^[A-Za-z0-9_-]{22}$")
_REPORT = (
    {
        "targets": _list(TARGET, minItems=1, description=f"Up to {MOST_TARGETS}, told apart here."),
        "category": ref("Category"),
    },
    {
        "story": _text("What happened.", maxLength=STORY_CHARACTERS),
        "channel": _one_of(Channel, "How somebody was brought to it."),
        "amount": _text(
            "Of what was lost, with a point before the cents; 1,500 is 1500.", examples=["1500.50"]
        ),
        "currency": _text("ISO 4217, or a coin's ticker; goes with `amount`.", examples=["USD"]),
        "held": {**_YES, "description": "Somebody is held or made to work: read first."},
        "language": _text("BCP 47; else the first of Accept-Language.", examples=["en"]),
        "contact": _text("Needs one of the consents.", maxLength=CONTACT_CHARACTERS),
        "may_contact": {**_YES, "description": "We may contact them; needs `contact`."},
        "may_share": {**_YES, "description": "All of it may be given to the police."},
        "challenge": _text("From an earlier 429."),
        "nonce": _text("Solves the challenge."),
    },
)
_IMAGES = _list(_text(format="binary"), description=f"Up to {MOST_IMAGES} images of 5 MiB each.")
_FORM_TARGETS = {"targets": {"description": "One a line, or the field once for each."}}
_FORM_ONLY = {"evidence": _IMAGES} | {
    name: _text(f"`yes`, or nothing. {_REPORT[1][name]['description']}")
    for name in sorted(YES_FIELDS)
}
_REPORT_TARGET = _object(
    {"target": _text("Defanged."), "kind": _one_of(Kind), "status": _one_of(CaseState)},
    {
        "chain": _text("Of a wallet address."),
        "reason": _text("Why, in plain words."),
        "question": _text("A moderator's."),
        "duplicate_of": _one_of(CaseState, "Where the report stands that it was joined with."),
    },
)
_CHALLENGE = _object(
    {
        "challenge": _text(),
        "difficulty": _count("Zero bits with which SHA-256 of `challenge:nonce` must begin.", 1),
        "algorithm": _one_of(["sha-256"]),
    }
)

_LOOK = _object({"outcome": _one_of(Proof), "detail": _text("One sentence for people.")})
_PROOF = _object(
    {"proven": _YES},
    {
        "dns": _object({"name": _text("Of a TXT record."), "value": _text()}),
        "file": _object({"url": _text(format="uri"), "content": _text()}),
        "proven_at": TIME,
        "proven_by": _one_of(["dns", "file"]),
        "looked": _object({"at": TIME}, {"dns": _LOOK, "file": _LOOK}),
    },
    description="Of control of the listed host; offered, never required.",
)
_APPEAL_REQUEST = _object(
    {
        "target": {**TARGET, "minLength": 1},
        "appellant": _one_of(Appellant, "`owner`: owns what is listed, or looks after it."),
        "statement": _text(
            "Why it is no scam.",
            minLength=1,
            maxLength=appeal_forms.STATEMENT_CHARACTERS,
            examples=["It is my shop, open since 2015."],
        ),
    },
    {
        "contact": _text(
            "Seen by moderators only; deleted after 180 days.",
            maxLength=appeal_forms.CONTACT_CHARACTERS,
            examples=["me@example.com"],
        ),
        "language": _text(
            "Of the statement (BCP 47).",
            pattern=f"^{appeal_forms.LANGUAGE_PATTERN}$",
            examples=["en"],
        ),
    },
)
_APPEAL = {
    "status": _one_of(AppealState),
    "target": _text("The one spelling of what was named; a URL without its query."),
    "matched": _text("The entry that it is about."),
    "listed": {**_YES, "description": "Whether the target is listed now."},
    "received_at": TIME,
    "answer_by": {**TIME, "description": "When we aim to have answered."},
}
_LISTER = {
    "homepage": _text(format="uri"),
    "disputes": _text("Where this source takes disputes.", format="uri"),
}
_APPEAL_SOURCE = _object(
    {"id": _text(), "name": _text(), "first_seen": TIME, "last_seen": TIME},
    {
        **_LISTER,
        "dropped": {**_YES, "description": "It has taken it off; we hold it a while after."},
    },
)
_REMOVAL = _object(
    {"done": {**_YES, "description": "The live list does not hold it."}, "detail": _text()},
    {"version": VERSION, "published_at": TIME},
)

SCHEMAS: Final[dict[str, Schema]] = {
    "Status": _one_of(Status),
    "Severity": _one_of(Severity, "`block`: a full-page warning; `warn`: the visit goes on."),
    "Category": _one_of(Category),
    "Generation": _GENERATION,
    "Source": _SOURCE,
    "CheckRequest": _object({"targets": _list(TARGET, minItems=1, maxItems=TARGETS)}),
    "Verdict": _object(_VERDICT_ALWAYS, _VERDICT_PERHAPS),
    "VerdictAlone": _object({**_VERDICT_ALWAYS, "generation": ref("Generation")}, _VERDICT_PERHAPS),
    "CheckAnswer": _object(
        {"generation": ref("Generation"), "results": _list(ref("Verdict"), minItems=1)}
    ),
    "HashAnswer": _object(
        {
            "prefix": _text(pattern="^[0-9a-f]{4,64}$"),
            "ttl_seconds": _count(least=1),
            "generation": ref("Generation"),
            "matches": _list(_object({"hash": HASH, **_FACT}, _FACT_PERHAPS)),
        }
    ),
    "Manifest": _MANIFEST,
    "LogAnswer": _object(
        {"entries": _list(ref("LogLine")), **_TIP},
        {"next": _text("The page of older lines; absent on the last.", format="uri-reference")},
    ),
    "LogLine": _LOG_LINE,
    "FeedsAnswer": _object({"feeds": _list(_FEED)}),
    "AppealRequest": _APPEAL_REQUEST,
    "AppealTaken": _object(
        {"id": _text("Told this once."), "url": _text(format="uri-reference"), **_APPEAL},
        {"proof": ref("Proof")},
    ),
    "Appeal": _object(
        {
            **_APPEAL,
            "appellant": _one_of(Appellant),
            "sources": _list(_APPEAL_SOURCE, description="Who list it now."),
            "listed_by": _list(
                _object({"id": _text(), "name": _text()}, _LISTER),
                description="Who listed it when the appeal came.",
            ),
        },
        {
            "proof": ref("Proof"),
            "decided_at": TIME,
            "reason": _text("What the moderator says."),
            "removal": _REMOVAL,
            "also_listed_as": _text("Another entry that lists the target too."),
        },
    ),
    "Proof": _PROOF,
    "Health": _object({"status": _one_of(["ok"])}),
    "Readiness": _object(
        {
            "status": _one_of(["ready", "degraded"]),
            "checks": _object({"redis": _one_of(["ok", "away"]), "generation": ref("Generation")}),
        }
    ),
    "ReportRequest": _object(*_REPORT),
    "ReportForm": _object(_REPORT[0] | _FORM_TARGETS, _REPORT[1] | _FORM_ONLY),
    "Report": _object(
        {
            "id": _REPORT_ID,
            "url": _text("The page to follow it.", format="uri-reference"),
            "status": _one_of(CaseState, "Of the whole."),
            "received_at": TIME,
            "targets": _list(_REPORT_TARGET, minItems=1),
        }
    ),
    "Problem": _object(
        {
            "type": _text(format="uri-reference"),
            "title": _text(),
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": _text(),
        },
        {
            "errors": _list(_object({"field": _text(), "message": _text()}), minItems=1),
            "challenge": _CHALLENGE,
        },
    ),
}
