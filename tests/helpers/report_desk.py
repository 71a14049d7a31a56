"""A stand-in of the service's intake: takes each report once, and remembers what it was sent."""

import email
import json
from collections.abc import Mapping
from email.message import Message
from typing import Any, NamedTuple

from tests.helpers.local_server import Reply

_KIND = "application/json"


class Sent(NamedTuple):
    """One report as it arrived."""

    key: str
    fields: dict[str, Any]
    image: bytes | None


class ReportDesk:
    """Answers may be put before the usual one: they are given first, one to each report."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []  # each attempt
        self.first: list[Reply] = []
        self.states: dict[str, dict[str, Any]] = {}  # what is said of a report, by its id
        self.asked: list[str] = []  # ids
        self._ids: dict[str, str] = {}  # by key

    @property
    def taken(self) -> list[str]:
        """The ids of all reports that were taken."""
        return list(self._ids.values())

    def forget(self) -> None:
        """Begin anew."""
        for kept in (self.sent, self.first, self.states, self.asked, self._ids):
            kept.clear()

    def take(self, headers: Mapping[str, str], body: bytes) -> Reply:
        """Take a report, or give the next of the answers that were put before."""
        key = headers["idempotency-key"]
        fields, image = _read(headers["content-type"], body)
        self.sent.append(Sent(key, fields, image))
        if self.first:
            return self.first.pop(0)
        id = self._ids.setdefault(key, f"report-number-{len(self._ids):08}")
        return problem(201, **self._described(id))

    def status(self, id: str) -> Reply:
        """What became of a report."""
        self.asked.append(id)
        return problem(200 if id in self.taken else 404, **self._described(id))

    def _described(self, id: str) -> dict[str, Any]:
        usual = {"status": "received", "targets": [{"status": "received"}]}
        return {"id": id, "url": f"/report/{id}", **usual, **self.states.get(id, {})}


def problem(status: int, /, retry_after: int = 0, **body: object) -> Reply:
    """An answer in JSON."""
    headers = (("Retry-After", str(retry_after)),) if retry_after else ()
    return Reply(json.dumps(body).encode(), _KIND, status, headers)


def _read(kind: str, body: bytes) -> tuple[dict[str, Any], bytes | None]:
    if kind == _KIND:
        return json.loads(body), None
    parts = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).get_payload()
    named = {str(part.get_param("name", header="content-disposition")): part for part in parts}
    image = named.pop("evidence")
    return {name: _text(part) for name, part in named.items()}, image.get_payload(decode=True)


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()
