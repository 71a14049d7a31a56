"""The shapes of what is sent and answered."""

from typing import Final

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
from service.intake.forms import (
    CONTACT_CHARACTERS,
    STORY_CHARACTERS,
    TARGETS_CHARACTERS,
    YES_FIELDS,
)
from service.model import Category, Confidence, Kind, Severity, Status, Verb
from service.web.limits import MESSAGE_CHARACTERS, TARGET_CHARACTERS, TARGETS
from service.web.openapi.counted import STATS
from service.web.openapi.shapes import Schema, count, list_of, object_of, one_of, ref, text

TIME: Final = text(format="date-time", examples=["2026-11-24T03:11:00Z"])
TARGET: Final = text(
    "A URL, host name or wallet address. Defanged addresses (hxxp, [.]) and payment links count as "
    "what they stand for.",
    maxLength=TARGET_CHARACTERS,
    examples=["example.com"],
)
HASH_PATTERN: Final = "^[0-9a-f]{64}$"
HASH: Final = text("SHA-256 of an expression, in hex.", pattern=HASH_PATTERN)
VERSION: Final = text("A generation's id.", pattern="^[0-9]{8}T[0-9]{6}Z$")
_YES: Final = {"type": "boolean"}

_GENERATION = object_of(
    {
        "id": VERSION,
        "published_at": TIME,
        "age_seconds": count(
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
_SOURCE = object_of(
    {"id": text(), "name": text(), "first_seen": TIME, "last_seen": TIME},
    {"homepage": text(format="uri")},
)
_FACT = {
    "severity": ref("Severity"),
    "category": ref("Category"),
    "sources": list_of(ref("Source"), minItems=1),
    "first_seen": TIME,
    "last_confirmed": TIME,
}
_FACT_PERHAPS = {
    "unchecked": {
        "const": True,
        "description": "Volunteers reported it, and no moderator has looked yet: it only warns.",
    },
    "presents_as": text("What the site calls itself: often the name of an honest firm."),
}
_VERDICT_ALWAYS = {"target": TARGET, "status": ref("Status")}
_VERDICT_PERHAPS = {
    "kind": one_of(Kind),
    "canonical": text("The one spelling of the target."),
    "matched": text("The expression that is listed."),
    **_FACT,
    **_FACT_PERHAPS,
    "chain": text("Of a wallet address.", examples=["bitcoin"]),
    "reason": text("One sentence for people."),
    "linked": list_of(text(), description="What was reported together with it."),
    "help_url": text(format="uri"),
    "appeal_url": text(format="uri"),
}
_LIST = object_of(
    {
        "name": one_of(["hosts", "prefixes"]),
        "version": VERSION,
        "entries": count(),
        "sha256": text(pattern="^[0-9a-f]{64}$"),
        "url": text(format="uri-reference"),
        "bytes": count("Of the plain text."),
        "deltas": list_of(
            object_of({"from": VERSION, "url": text(format="uri-reference"), "bytes": count()})
        ),
    }
)
_TIP = {
    "length": count("How many lines the log has."),
    "head": text("The hash of its last line; 64 zeros while it has none.", pattern=HASH_PATTERN),
}
_LOG_LINE = object_of(
    {
        "seq": count("Its number, from 1 without a gap.", 1),
        "at": TIME,
        "action": one_of([*Verb, "withdraw", "expire", "export"]),
        "reason": text(),
        "role": text("Whose decision it was; never a name.", examples=["moderator"]),
        "previous": text("The hash of the line before.", pattern=HASH_PATTERN),
        "hash": text("SHA-256 of the RFC 8785 form of all else.", pattern=HASH_PATTERN),
    },
    {
        "expression": text("What was decided about; absent where nothing was (`export`)."),
        "category": ref("Category"),
        "severity": ref("Severity"),
        "expires_at": {**TIME, "description": "Until when it counts."},
        "unchecked": {"const": True},
    },
)
_HANDOVER = object_of(
    {
        "from": text("The key that signed this, Ed25519, base64."),
        "to": text("The key that takes its place, Ed25519, base64."),
        "valid_from": TIME,
        "valid_until": TIME,
        "signature": text("Ed25519 over the RFC 8785 form of the four members above, base64."),
    }
)
_MANIFEST = object_of(
    {
        "lists": list_of(_LIST),
        "published_at": {**TIME, "description": "Never earlier than in any manifest before."},
        "expires_at": TIME,
        "next_update_seconds": count(least=1),
        "log": {**object_of(_TIP), "description": "The public log as it was then: see `/v1/log`."},
        "key_id": text(pattern="^[0-9a-f]{16}$"),
        "public_key": text("Ed25519, base64."),
        "signature": text("Ed25519 over the RFC 8785 form of everything else, base64."),
    },
    {"handovers": {**list_of(_HANDOVER), "description": "Those that hold now; see `docs/api.md`."}},
)
_FILE = object_of(
    {"path": text(), "outcome": text(), "last_attempt": TIME, "failures": count("In a row.")},
    {"detail": text(), "last_success": TIME},
)
_FEED = object_of(
    {
        "id": text(),
        "name": text(),
        "homepage": text(format="uri"),
        "licence": text(),
        "redistribute": _YES,
        "kind": one_of(FeedKind),
        "category": ref("Category"),
        "confidence": one_of(Confidence),
        "entries": count("Its entries in the live list."),
        "held": {
            "type": "object",
            "description": "How many of its entries a guard keeps off the list, by reason.",
            "additionalProperties": count(least=1),
        },
        "files": list_of(_FILE),
    },
    {
        "licence_url": text(format="uri"),
        "disputes": text("Where to tell the publisher of a mistake.", format="uri"),
        "last_success": TIME,
    },
)
_REPORT_ID: Final = text("Opens this report; keep it to yourself.", pattern="^[A-Za-z0-9_-]{22}$")
_REPORT = (
    {
        "targets": list_of(
            TARGET,
            minItems=1,
            description=f"Up to {MOST_TARGETS}, told apart here; {TARGETS_CHARACTERS:,} "
            "characters in all.",
        ),
        "category": ref("Category"),
    },
    {
        "story": text("What happened.", maxLength=STORY_CHARACTERS),
        "channel": one_of(Channel, "How somebody was brought to it."),
        "amount": text(
            "Of what was lost, with a point before the cents; 1,500 is 1500.", examples=["1500.50"]
        ),
        "currency": text("ISO 4217, or a coin's ticker; goes with `amount`.", examples=["USD"]),
        "held": {**_YES, "description": "Somebody is held or made to work: read first."},
        "language": text("BCP 47; else the first of Accept-Language.", examples=["en"]),
        "contact": text("Needs one of the consents.", maxLength=CONTACT_CHARACTERS),
        "may_contact": {**_YES, "description": "We may contact them; needs `contact`."},
        "may_share": {**_YES, "description": "All of it may be given to the police."},
        "challenge": text("From an earlier 429."),
        "nonce": text("Solves the challenge."),
    },
)
_IMAGES = list_of(text(format="binary"), description=f"Up to {MOST_IMAGES} images of 5 MiB each.")
_FORM_TARGETS = {"targets": {"description": "One a line, or the field once for each."}}
_FORM_ONLY = {"evidence": _IMAGES} | {
    name: text(f"`yes`, or nothing. {_REPORT[1][name]['description']}")
    for name in sorted(YES_FIELDS)
}
_REPORT_TARGET = object_of(
    {"target": text("Defanged."), "kind": one_of(Kind), "status": one_of(CaseState)},
    {
        "chain": text("Of a wallet address."),
        "reason": text("Why, in plain words."),
        "question": text("A moderator's."),
        "duplicate_of": one_of(CaseState, "Where the report stands that it was joined with."),
    },
)
_CHALLENGE = object_of(
    {
        "challenge": text(),
        "difficulty": count("Zero bits with which SHA-256 of `challenge:nonce` must begin.", 1),
        "algorithm": one_of(["sha-256"]),
    }
)

_LOOK = object_of({"outcome": one_of(Proof), "detail": text("One sentence for people.")})
_PROOF = object_of(
    {"proven": _YES},
    {
        "dns": object_of({"name": text("Of a TXT record."), "value": text()}),
        "file": object_of({"url": text(format="uri"), "content": text()}),
        "proven_at": TIME,
        "proven_by": one_of(["dns", "file"]),
        "looked": object_of({"at": TIME}, {"dns": _LOOK, "file": _LOOK}),
    },
    description="Of control of the listed host; offered, never required.",
)
_APPEAL_REQUEST = object_of(
    {
        "target": {**TARGET, "minLength": 1},
        "appellant": one_of(Appellant, "`owner`: owns what is listed, or looks after it."),
        "statement": text(
            "Why it is no scam.",
            minLength=1,
            maxLength=appeal_forms.STATEMENT_CHARACTERS,
            examples=["It is my shop, open since 2015."],
        ),
    },
    {
        "contact": text(
            "Seen by moderators only; deleted after 180 days.",
            maxLength=appeal_forms.CONTACT_CHARACTERS,
            examples=["me@example.com"],
        ),
        "language": text(
            "Of the statement (BCP 47).",
            pattern=f"^{appeal_forms.LANGUAGE_PATTERN}$",
            examples=["en"],
        ),
    },
)
_APPEAL = {
    "status": one_of(AppealState),
    "target": text("The one spelling of what was named; a URL without its query."),
    "matched": text("The entry that it is about."),
    "listed": {**_YES, "description": "Whether the target is listed now."},
    "received_at": TIME,
    "answer_by": {**TIME, "description": "When we aim to have answered."},
}
_LISTER = {
    "homepage": text(format="uri"),
    "disputes": text("Where this source takes disputes.", format="uri"),
}
_APPEAL_SOURCE = object_of(
    {"id": text(), "name": text(), "first_seen": TIME, "last_seen": TIME},
    {
        **_LISTER,
        "dropped": {**_YES, "description": "It has taken it off; we hold it a while after."},
    },
)
_REMOVAL = object_of(
    {"done": {**_YES, "description": "The live list does not hold it."}, "detail": text()},
    {"version": VERSION, "published_at": TIME},
)

SCHEMAS: Final[dict[str, Schema]] = {
    "Status": one_of(Status),
    "Severity": one_of(Severity, "`block`: a full-page warning; `warn`: the visit goes on."),
    "Category": one_of(Category),
    "Generation": _GENERATION,
    "Source": _SOURCE,
    "CheckRequest": {
        "oneOf": [
            object_of({"targets": list_of(TARGET, minItems=1, maxItems=TARGETS)}),
            object_of({"text": text(minLength=1, maxLength=MESSAGE_CHARACTERS)}),
        ]
    },
    "Verdict": object_of(_VERDICT_ALWAYS, _VERDICT_PERHAPS),
    "VerdictAlone": object_of(
        {**_VERDICT_ALWAYS, "generation": ref("Generation")}, _VERDICT_PERHAPS
    ),
    "CheckAnswer": object_of(
        {"generation": ref("Generation"), "results": list_of(ref("Verdict"))},
        {"message": ref("Message")},
    ),
    "Message": object_of(
        {
            "status": one_of([Status.LISTED, Status.SUSPICIOUS, Status.UNKNOWN]),
            "signs": list_of(object_of({"id": text(), "quote": text(), "explanation": text()})),
        }
    ),
    "HashAnswer": object_of(
        {
            "prefix": text(pattern="^[0-9a-f]{4,64}$"),
            "ttl_seconds": count(least=1),
            "generation": ref("Generation"),
            "matches": list_of(object_of({"hash": HASH, **_FACT}, _FACT_PERHAPS)),
        }
    ),
    "Manifest": _MANIFEST,
    "LogAnswer": object_of(
        {"entries": list_of(ref("LogLine")), **_TIP},
        {"next": text("The page of older lines; absent on the last.", format="uri-reference")},
    ),
    "LogLine": _LOG_LINE,
    "StatsAnswer": STATS,
    "FeedsAnswer": object_of({"feeds": list_of(_FEED)}),
    "AppealRequest": _APPEAL_REQUEST,
    "AppealTaken": object_of(
        {"id": text("Told this once."), "url": text(format="uri-reference"), **_APPEAL},
        {"proof": ref("Proof")},
    ),
    "Appeal": object_of(
        {
            **_APPEAL,
            "appellant": one_of(Appellant),
            "sources": list_of(_APPEAL_SOURCE, description="Who list it now."),
            "listed_by": list_of(
                object_of({"id": text(), "name": text()}, _LISTER),
                description="Who listed it when the appeal came.",
            ),
        },
        {
            "proof": ref("Proof"),
            "decided_at": TIME,
            "reason": text("What the moderator says."),
            "removal": _REMOVAL,
            "also_listed_as": text("Another entry that lists the target too."),
        },
    ),
    "Proof": _PROOF,
    "Health": object_of({"status": one_of(["ok"])}),
    "Readiness": object_of(
        {
            "status": one_of(["ready", "degraded"]),
            "checks": object_of({"redis": one_of(["ok", "away"]), "generation": ref("Generation")}),
        }
    ),
    "ReportRequest": object_of(*_REPORT),
    "ReportForm": object_of(_REPORT[0] | _FORM_TARGETS, _REPORT[1] | _FORM_ONLY),
    "Report": object_of(
        {
            "id": _REPORT_ID,
            "url": text("The page to follow it.", format="uri-reference"),
            "status": one_of(CaseState, "Of the whole."),
            "received_at": TIME,
            "targets": list_of(_REPORT_TARGET, minItems=1),
        }
    ),
    "ExportsAnswer": object_of(
        {
            "generation": VERSION,
            "exports": list_of(
                object_of(
                    {
                        "name": text(),
                        "url": text(format="uri-reference"),
                        "media_type": text(),
                        "for": text(),
                    }
                )
            ),
        }
    ),
    "Handover": _HANDOVER,
    "Problem": object_of(
        {
            "type": text(format="uri-reference"),
            "title": text(),
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": text(),
        },
        {
            "errors": list_of(object_of({"field": text(), "message": text()}), minItems=1),
            "challenge": _CHALLENGE,
        },
    ),
}
