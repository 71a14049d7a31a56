"""Reports whose senders allow it, for the police and others who help: in STIX 2.1, and as a table.

They hold personal data, and say so in each object. What a sender wrote stands apart from the rest,
as it does here: once it was deleted, the report is still one. Pure.
"""

import csv
import io
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from service.casework import Personal, Report, ReportTarget
from service.exports.edition import DAY, entry
from service.exports.stix import US, made_id, ours, pattern
from service.model import Fact, Severity, Source
from service.times import rfc3339

COLUMNS: Final = (
    *("report", "received_at", "status", "category", "targets", "channel", "amount", "currency"),
    *("held", "language", "may_contact", "contact", "story", "typed", "images"),
)
SAID: Final = (
    "Personal data. Its sender allowed it to be given to the police; use it for that, keep it "
    "safe, and delete it when it is not needed. Reported is not proven."
)
BYTE_ORDER_MARK: Final = "\ufeff"  # without one, Excel takes Thai for Latin letters

_MARKING: Final = made_id("marking-definition", "consented")
_AMBER: Final = {  # TLP, as STIX 2.1 has it: for those who need to know, in one organisation
    "type": "marking-definition",
    "spec_version": "2.1",
    "id": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "created": "2017-01-20T00:00:00.000Z",
    "definition_type": "tlp",
    "name": "TLP:AMBER",
    "definition": {"tlp": "amber"},
}
_MARKED: Final = {"object_marking_refs": [_AMBER["id"], _MARKING]}
_OBSERVED: Final = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # STIX 2.1, 2.9
# What a spreadsheet may take for a formula: at the start of a cell, and where a line or another
# separator than ours could make it see one. Wide forms count too, as Excel reads them in Asia.
_FORMULA: Final = re.compile(r"(^|[\n\r\t;])([\s'\"]*)(?=[=+\-@|%＝＋－＠])")

Object = dict[str, Any]
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Given(NamedTuple):
    """A report as it is given away. `personal` is empty once it was deleted."""

    report: Report
    status: str
    personal: Personal
    images: tuple[bytes, ...]  # WebP


def stix(reports: Iterable[Given]) -> Iterator[str]:
    """One bundle, an object in each line: a report, what it names, what its sender wrote."""
    yield f'{{"type":"bundle","id":"{made_id("bundle", "consented")}","objects":[\n'
    yield ",\n".join(map(_encode, (_AMBER, _statement(), ours())))
    known: set[str] = set()
    for given in reports:
        for made in _objects(given):
            if made["id"] not in known:  # several may send one picture
                known.add(made["id"])
                yield f",\n{_encode(made)}"
    yield "\n]}\n"


def table(reports: Iterable[Given]) -> Iterator[str]:
    """CSV with a row of names, every cell in quotes; nothing in it is taken for a formula."""
    yield BYTE_ORDER_MARK + _line(COLUMNS)
    for given in reports:
        yield _line(map(harmless, _cells(given)))


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet carries out.

    >>> harmless("=1+1"), harmless("at 9\\n -2"), harmless("a-b")
    ("'=1+1", "at 9\\n '-2", 'a-b')
    """
    return _FORMULA.sub(r"\1\2'", text)


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(list(cells))
    return out.getvalue()


def _cells(given: Given) -> Iterator[str]:
    report, personal = given.report, given.personal
    yield from (report.ref, rfc3339(report.received_at), given.status, report.category)
    yield "\n".join(target.canonical for target in report.targets)
    yield report.channel or ""
    yield from (report.loss.amount, report.loss.currency) if report.loss else ("", "")
    yield from (_yes(report.held), report.language, _yes(report.may_contact))
    yield from (personal.contact, personal.story, "\n".join(personal.typed))
    yield str(len(given.images))


def _yes(said: bool) -> str:
    return "yes" if said else ""


def _objects(given: Given) -> Iterator[Object]:
    """What a report names and shows, then the report, then its sender's words."""
    seen = [_target(given.report, target) for target in given.report.targets]
    seen += [_picture(image) for image in given.images]
    yield from seen
    report = _report(given, [one["id"] for one in seen])
    yield report
    words = _words(given.personal)
    if words:
        yield _of(given.report, "note") | {
            "abstract": "What whoever reported it wrote",
            "content": words,
            "object_refs": [report["id"]],
        }


def _report(given: Given, refs: list[str]) -> Object:
    report = given.report
    return _of(report, "report") | {
        "name": f"Report {report.ref}",
        "description": " ".join(_told(report)),
        "report_types": ["indicator"],
        "published": _time(report.received_at),
        "labels": [f"category-{report.category}", f"status-{given.status}"],
        "external_references": [{"source_name": "mynah", "external_id": report.ref}],
        "object_refs": refs,
    }


def _told(report: Report) -> Iterator[str]:
    yield f"Reported as {report.category}; reported is not proven."
    if report.held:
        yield "Somebody is said to be held or made to work."
    if report.channel:
        yield f"Reached by: {report.channel}."
    if report.loss:
        yield f"Said to be lost: {report.loss.amount} {report.loss.currency}."
    yield f"The sender may{'' if report.may_contact else ' not'} be contacted by the service."


def _words(personal: Personal) -> str:
    """What is personal, in one text; empty once it was deleted."""
    parts = {
        "Story": personal.story,
        "Contact": personal.contact,
        "Targets as they were typed": "\n".join(personal.typed),
    }
    return "\n\n".join(f"{name}:\n{text}" for name, text in parts.items() if text)


def _of(report: Report, kind: str) -> Object:
    """What every object of a report has. Its id stays, so that a second import makes no second."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": made_id(kind, "consented", report.ref),
        "created_by_ref": US,
        "created": _time(report.received_at),
        "modified": _time(report.received_at),
        "lang": report.language,
        **_MARKED,
    }


def _target(report: Report, target: ReportTarget) -> Object:
    """What a report names: an object of this report alone, so that it never changes."""
    source = Source("reports", report.received_at // DAY)
    named = entry(target.expression, Fact(Severity.WARN, report.category, (source,)))
    time = _time(report.received_at)
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": made_id("indicator", "consented", report.ref, target.expression),
        "created_by_ref": US,
        "created": time,
        "modified": time,
        "name": target.expression,
        "description": "Named in a report; reported is not proven",
        "indicator_types": ["unknown"],
        "pattern": pattern(named),
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": time,
        **_MARKED,
    }


def _picture(image: bytes) -> Object:
    """Return one picture, with the id that STIX wants of such objects."""
    made: Object = {
        "hashes": {"SHA-256": sha256(image).hexdigest()},
        "payload_bin": b64encode(image).decode(),
    }
    name = uuid5(_OBSERVED, json.dumps(made, sort_keys=True, separators=(",", ":")))
    return {
        "type": "artifact",
        "spec_version": "2.1",
        "id": f"artifact--{name}",
        "mime_type": "image/webp",
        **made,
        **_MARKED,
    }


def _statement() -> Object:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": _MARKING,
        "created": "2026-01-01T00:00:00.000Z",
        "definition_type": "statement",
        "definition": {"statement": SAID},
    }


def _time(seconds: float) -> str:
    return rfc3339(seconds).replace("Z", ".000Z")
