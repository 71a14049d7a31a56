"""The statement for other Mynahs, as `/v1/peer` answers."""

from typing import Final

from service.web.openapi.schemas import TIME
from service.web.openapi.shapes import Schema, count, list_of, object_of, ref, text

STATEMENT: Final[Schema] = object_of(
    {
        "format": {"const": "mynah-peer-1"},
        "edition": text("Of the files; another one means others."),
        "published_at": {**TIME, "description": "Never earlier than in any before."},
        "expires_at": TIME,
        "files": list_of(
            object_of(
                {
                    "severity": ref("Severity"),
                    "sha256": text(pattern="^[0-9a-f]{64}$"),
                    "bytes": count(),
                }
            )
        ),
        "key_id": text(pattern="^[0-9a-f]{16}$"),
        "public_key": text("Ed25519, base64."),
        "signature": text("Ed25519 over the RFC 8785 form of everything else, base64."),
    },
    {"handovers": list_of(ref("Handover"))},
)
