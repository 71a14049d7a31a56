"""Questions to `/v4/`, and what is in the answers."""

from base64 import b64decode, b64encode
from typing import Any

from flask.testing import FlaskClient

from service.model import Decision, Verb
from service.names.hashing import digest
from service.services import Services
from tests.helpers.web_service import NOW

LISTED = ("scam.example/", "shared.example/bad/page")
WHOLE = b"".join(sorted(digest(one)[:4] for one in LISTED))
OURS = {
    "threatType": "SOCIAL_ENGINEERING",
    "platformType": "ANY_PLATFORM",
    "threatEntryType": "URL",
}
PROTOBUF = "application/x-protobuf"


def fetch(client: FlaskClient, state: str = "", **more: Any) -> dict[str, Any]:
    """Ask for our list; `more` are constraints."""
    asked = {**OURS, "state": state, "constraints": {"supportedCompressions": ["RAW"], **more}}
    reply = client.post("/v4/threatListUpdates:fetch", json={"listUpdateRequests": [asked]})
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json
    return body


def update(client: FlaskClient, state: str = "", **more: Any) -> dict[str, Any]:
    (one,) = fetch(client, state, **more)["listUpdateResponses"]
    found: dict[str, Any] = one
    return found


def added(response: dict[str, Any]) -> bytes:
    return b"".join(b64decode(one["rawHashes"]["rawHashes"]) for one in response["additions"])


def question(*entries: dict[str, str], **more: list[str]) -> dict[str, Any]:
    info = {
        "threatTypes": ["SOCIAL_ENGINEERING"],
        "platformTypes": ["ANY_PLATFORM"],
        "threatEntryTypes": ["URL"],
        "threatEntries": list(entries),
    }
    return {"client": {"clientId": "test", "clientVersion": "1"}, "threatInfo": info | more}


def find(client: FlaskClient, *expressions: str, width: int = 4, **more: Any) -> dict[str, Any]:
    """Ask for the whole hashes of these expressions."""
    hashes = [{"hash": b64encode(digest(one)[:width]).decode()} for one in expressions]
    reply = client.post("/v4/fullHashes:find", json=question(*hashes, **more))
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json
    return body


def found(client: FlaskClient, *expressions: str) -> list[str]:
    """Which of the expressions are said to be listed."""
    matches = find(client, *expressions).get("matches", [])
    hashes = {b64decode(one["threat"]["hash"]) for one in matches}
    return [one for one in expressions if digest(one) in hashes]


def look_up(client: FlaskClient, *urls: str) -> list[str]:
    body = question(*({"url": url} for url in urls))
    reply = client.post("/v4/threatMatches:find", json=body)
    assert reply.status_code == 200, reply.text
    return [one["threat"]["url"] for one in reply.json.get("matches", [])]


def decide(services: Services, expression: str, verb: Verb, **more: Any) -> None:
    services.decisions.decide(Decision(expression, verb, "Seen.", NOW, "kim", **more))
