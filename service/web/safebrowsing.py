"""`/v4/`: Safe Browsing v4, for the clients that are there already, by another address.

Asked with POST, in JSON or protobuf; or, as browsers do, with GET and the message in `$req`. Like
Google's, it answers in what it was asked in, unless `alt` says otherwise. What is asked about
stands in no log; an answer about hashes or URLs is kept by nobody on the way.
"""

from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any, Final, NamedTuple, TypeVar

from flask import Blueprint, Response, request

from service.check import Verdict
from service.lists.records import matches
from service.lists.threats import WIDTH, holds, is_place
from service.model import Fact, Severity, Status, of_feeds
from service.safebrowsing import discovery, messages
from service.safebrowsing.asking import (
    OURS,
    URL,
    BadAsking,
    ThreatList,
    hashes_asked,
    lists_asked,
    updates_asked,
    urls_asked,
)
from service.store.errors import StoreAway, StoreError
from service.store.reader import Reading
from service.web.context import Context, context
from service.web.errors import FieldError, Problem, bad_fields
from service.web.hashes import TTL_SECONDS, ttl_of
from service.web.inputs import body_of, json_of
from service.web.manifests import NEXT_UPDATE_SECONDS
from service.web.openapi.safebrowsing import PROTOBUF
from service.web.rendering import Decided, is_block
from service.web.replies import JSON, cached_reply, dumps, json_reply, text_reply
from service.web.threatlists import nothing

_PROTOBUFS: Final = frozenset({PROTOBUF, "application/protobuf", "application/octet-stream"})
_PRIVATE: Final = [("Cache-Control", "no-store")]
_UPDATE_CACHE: Final = "public, max-age=60"
_LISTS_CACHE: Final = "public, max-age=3600"

routes = Blueprint("safebrowsing", __name__)
T = TypeVar("T")


@routes.get("/v4/discovery")
def discover() -> Response:
    """Tell Google's client libraries where everything is, for their `discoveryServiceUrl`."""
    root = context().services.settings.public_url or request.host_url.rstrip("/")
    return json_reply(discovery.document(f"{root}/"), headers=_PRIVATE)


@routes.get("/v4/threatLists")
def threat_lists() -> Response:
    """Name the list in which there is something. It is served under other names as well."""
    one = messages.new("ThreatListDescriptor", **_names(ThreatList(OURS[0], "ANY_PLATFORM", URL)))
    answer = messages.new("ListThreatListsResponse", threat_lists=[one])
    return _answer(answer, [("Cache-Control", _LISTS_CACHE)], tag="lists")


@routes.route("/v4/threatListUpdates:fetch", methods=["GET", "POST"])
def fetch() -> Response:
    """Answer with what leads from what a client holds to what is live."""
    here = context()
    asked = _read("FetchThreatListUpdatesRequest", updates_asked)
    reading = here.services.reader.read(())
    if reading.from_snapshot:
        raise StoreAway("lists are not in the snapshot")
    answer, is_whole = messages.new("FetchThreatListUpdatesResponse"), True
    for one in asked:
        ours = one.list.is_ours
        live = reading.generation.id
        update = here.threat_lists.update(live, one) if ours else nothing(one.token)
        is_whole = is_whole and update.is_whole
        added = answer.list_update_responses.add()
        added.CopyFrom(update.response)
        added.MergeFrom(messages.new("ListUpdateResponse", **_names(one.list)))
    if is_whole:  # else the client may go on at once
        answer.minimum_wait_duration.seconds = NEXT_UPDATE_SECONDS
    if request.method == "POST":
        return _answer(answer, _PRIVATE)
    return _answer(answer, [("Cache-Control", _UPDATE_CACHE)], tag=_named(reading.generation.id))


@routes.route("/v4/fullHashes:find", methods=["GET", "POST"])
def find_hashes() -> Response:
    """Answer with every blocked page and host whose hash begins as was asked."""
    here = context()
    lists, prefixes = _read(
        "FindFullHashesRequest",
        lambda sent: (lists_asked(sent.threat_info), hashes_asked(sent.threat_info)),
    )
    numbers = sorted({int.from_bytes(prefix[:2]) for prefix in prefixes})
    reading = here.services.reader.read(numbers)
    book = _Book(here, reading, dict(zip(numbers, reading.buckets, strict=True)))
    ttl = min(map(book.ttl, numbers))
    found = sorted({hashed for prefix in prefixes for hashed in book.found(prefix.hex())})
    answer = messages.new("FindFullHashesResponse")
    answer.negative_cache_duration.seconds = ttl
    entries = [messages.new("ThreatEntry", hash=bytes.fromhex(hashed)) for hashed in found]
    _add_matches(answer, lists, entries, ttl)
    return _answer(answer, _PRIVATE)


@routes.post("/v4/threatMatches:find")
def find_urls() -> Response:
    """Answer with those URLs that are blocked. This tells the service what is asked about."""
    lists, urls = _read(
        "FindThreatMatchesRequest",
        lambda sent: (lists_asked(sent.threat_info), urls_asked(sent.threat_info)),
    )
    found = context().services.checker.check(urls)
    entries = [
        messages.new("ThreatEntry", url=verdict.text)
        for verdict in found.verdicts
        if _is_blocked(verdict)
    ]
    answer = messages.new("FindThreatMatchesResponse")
    _add_matches(answer, lists, entries, TTL_SECONDS)
    return _answer(answer, _PRIVATE)


class _Book(NamedTuple):
    """What one trip brought, to be looked up by the beginning of a hash."""

    here: Context
    reading: Reading
    buckets: dict[int, bytes]

    def ttl(self, number: int) -> int:
        """How many seconds what is said of this bucket may be kept."""
        return ttl_of(self._decided(number), self.here.services.clock())

    def found(self, prefix: str) -> set[str]:
        """The hashes that are blocked: what moderators decided outranks what feeds say."""
        number = int(prefix[:4], 16)
        facts = self.reading.generation.facts
        found = {
            hashed
            for hashed, fact in matches(self.buckets[number], number, prefix)
            if _blocks(of_feeds(facts[fact])) and self._is_place(hashed)
        }
        for hashed, decision in self._decided(number):
            if hashed.startswith(prefix) and not decision.unchecked:
                found.discard(hashed)
                blocks = is_block(decision) and decision.strength is Severity.BLOCK
                if blocks and is_place(decision.expression):
                    found.add(hashed)
        return found

    def _decided(self, number: int) -> Decided:
        return self.here.renderer.decided(self.reading, number)

    def _is_place(self, hashed: str) -> bool:
        """Whether it is no wallet's hash: a bucket does not say, but the list has no wallets.

        No URL has such a hash, so while the list cannot be read nobody is told anything wrong.
        """
        try:
            listed = self.here.threat_lists.of(self.reading.generation.id)
        except StoreError:
            return True
        return holds(listed, bytes.fromhex(hashed)[:WIDTH])


def _blocks(fact: Fact | None) -> bool:
    return fact is not None and fact.severity is Severity.BLOCK


def _is_blocked(verdict: Verdict) -> bool:
    return (
        verdict.status is Status.LISTED
        and _blocks(verdict.fact)
        and verdict.matched is not None
        and is_place(verdict.matched)
    )


def _add_matches(answer: Any, lists: Iterable[ThreatList], entries: list[Any], ttl: int) -> None:
    """Add each entry once for each list that was asked for: they all hold the same.

    We have no metadata, but gglsbl fails where they are not there, empty or not.
    """
    for one in lists:
        for entry in entries:
            match = answer.matches.add(threat=entry, **_names(one))
            match.threat_entry_metadata.SetInParent()
            match.cache_duration.seconds = ttl


def _names(one: ThreatList) -> dict[str, str]:
    threat, platform, entry = one
    return {"threat_type": threat, "platform_type": platform, "threat_entry_type": entry}


def _read(name: str, read: Callable[[Any], T]) -> T:
    """Return what a message asks for. Raises `Problem`."""
    try:
        return read(_message(name))
    except BadAsking as bad:
        raise bad_fields(FieldError(bad.field, bad.said)) from None
    except messages.Unreadable as bad:
        said = f"expected the fields of a {bad.name} of Safe Browsing v4, and no others"
        raise bad_fields(FieldError(bad.field or "body", said)) from None


def _message(name: str) -> Any:
    data = _sent() if request.method == "GET" else body_of(request)
    if _is_protobuf():
        return messages.from_protobuf(name, data)
    if _content_type() != JSON:
        accepted = f"Send {JSON} or {PROTOBUF}."
        raise Problem(415, accepted, [FieldError("Content-Type", accepted)])
    return messages.from_json(name, json_of(data, f"the JSON of a {name}"))


def _sent() -> bytes:
    """Return the message in the query of a GET."""
    text = request.args.get("$req", "")
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        data = b""
    if not data:
        raise bad_fields(FieldError("$req", "expected the message in URL-safe Base64"))
    return data


def _content_type() -> str:
    return request.args.get("$ct") or request.mimetype or JSON


def _is_protobuf() -> bool:
    return _content_type() in _PROTOBUFS


def _answer(message: Any, headers: list[tuple[str, str]], tag: str | None = None) -> Response:
    """Return a message in the form that is wanted; `tag` names what it says."""
    wanted = request.args.get("alt") or request.args.get("$alt")
    if wanted not in (None, "json", "proto"):
        raise bad_fields(FieldError("alt", "expected json or proto"))
    as_protobuf = wanted == "proto" if wanted else _is_protobuf()
    if tag is not None:
        quoted = f'"{tag}.{"proto" if as_protobuf else "json"}"'
        headers = [("ETag", quoted), *headers]
        if held := cached_reply(quoted, headers):
            return held
    if as_protobuf:
        return text_reply(message.SerializeToString(), PROTOBUF, headers)
    return text_reply(dumps(messages.to_json(message)), JSON, headers)


def _named(generation: str) -> str:
    """Name an answer to a GET: by what was asked, and what is live."""
    asked = sha256(request.args.get("$req", "").encode()).hexdigest()[:16]
    return f"{generation}.{asked}"
