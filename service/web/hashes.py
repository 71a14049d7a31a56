"""`/v1/hashes/{prefix}`: every entry whose hash begins so, without our learning which was meant."""

import re

from flask import Blueprint, Response, request

from service.lists.records import matches
from service.store.reader import Reading
from service.web.context import Context, context
from service.web.errors import FieldError, bad_fields
from service.web.rendering import Decided, decision_text, is_block
from service.web.replies import JSON, Reply, is_held

RULE = "/v1/hashes/<prefix>"
TTL_SECONDS = 300
_PREFIX = re.compile("[0-9a-f]{4,64}")

routes = Blueprint("hashes", __name__)


@routes.get(RULE)
def hashes(prefix: str) -> Response:
    """Answer with the full hashes and what is said of each; an empty list is an answer."""
    prefix = prefix.lower()
    if _PREFIX.fullmatch(prefix) is None:
        raise bad_fields(FieldError("prefix", "expected 4 to 64 hex digits of a SHA-256"))
    return answer(context(), prefix, request.environ.get("HTTP_IF_NONE_MATCH")).response()


def answer(here: Context, prefix: str, held: str | None) -> Reply:
    """Return what begins with a prefix in lower case; 304 if `held` (If-None-Match) names it."""
    number = int(prefix[:4], 16)
    reading = here.services.reader.read((number,))
    now = here.services.clock()
    head = here.renderer.generation(reading, now)
    ttl = ttl_of(here.renderer.decided(reading, number), now)
    headers = _headers(here, reading, prefix, head, ttl)
    if is_held(held, headers[0][1]):
        return Reply(304, headers, b"")
    body = (
        f'{{"prefix":"{prefix}","ttl_seconds":{ttl},"generation":{head},'
        f'"matches":[{_matches(here, reading, number, prefix)}]}}'
    )
    return Reply(200, [("Content-Type", JSON), *headers], body.encode())


def ttl_of(decided: Decided, now: float) -> int:
    """Return how many seconds the answer may be kept: not past the end of a decision in it."""
    ends = [one.expires_at for _, one in decided if one.expires_at is not None]
    return max(1, min(TTL_SECONDS, int(min(ends) - now))) if ends else TTL_SECONDS


def _headers(
    here: Context, reading: Reading, prefix: str, head: str, ttl: int
) -> list[tuple[str, str]]:
    """Tag the answer by all that it says but its age, which moves by itself: so a weak tag."""
    generation = reading.generation
    age = ("s" if '"stale":true' in head else "") + ("f" if reading.from_snapshot else "")
    decided = here.renderer.decisions_tag(reading) + (f".{ttl}" if ttl < TTL_SECONDS else "")
    tag = f'W/"{generation.id}.{generation.read_at}{age}.{decided}.{prefix}"'
    return [("ETag", tag), ("Cache-Control", f"public, max-age={ttl}")]


def _matches(here: Context, reading: Reading, number: int, prefix: str) -> str:
    renderer, generation = here.renderer, reading.generation
    found = {
        hashed: renderer.fact(generation, fact)
        for hashed, fact in matches(reading.buckets[0], number, prefix)
    }
    if "" in found.values():  # listed by a decision alone, which may be over
        found = {hashed: said for hashed, said in found.items() if said}
    if decided := renderer.decided(reading, number):
        for hashed, decision in decided:
            if decision.unchecked and hashed in found:
                continue
            if not is_block(decision):
                found.pop(hashed, None)
            elif hashed.startswith(prefix):
                found[hashed] = decision_text(decision, generation)
        found = dict(sorted(found.items()))
    return ",".join(
        f'{{"hash":"{hashed}",{renderer.name(generation, hashed)}{said}'
        for hashed, said in found.items()
    )
