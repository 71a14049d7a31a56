"""`/v1/hashes/{prefix}`: every entry whose hash begins so, without our learning which was meant."""

import re

from flask import Blueprint, Response

from service.lists.records import matches
from service.store.reader import Reading
from service.web.context import Context, context
from service.web.errors import FieldError, bad_fields
from service.web.rendering import decision_text, is_block
from service.web.replies import JSON, cached_reply, text_reply

TTL_SECONDS = 300
_PREFIX = re.compile("[0-9a-f]{4,64}")

routes = Blueprint("hashes", __name__)


@routes.get("/v1/hashes/<prefix>")
def hashes(prefix: str) -> Response:
    """Answer with the full hashes and what is said of each; an empty list is an answer."""
    prefix = prefix.lower()
    if _PREFIX.fullmatch(prefix) is None:
        raise bad_fields(FieldError("prefix", "expected 4 to 64 hex digits of a SHA-256"))
    here = context()
    number = int(prefix[:4], 16)
    reading = here.services.reader.read((number,))
    head = here.renderer.generation(reading, here.services.clock())
    headers = _headers(here, reading, prefix, head)
    return cached_reply(headers[0][1], headers) or text_reply(
        f'{{"prefix":"{prefix}","ttl_seconds":{TTL_SECONDS},"generation":{head},'
        f'"matches":[{_matches(here, reading, number, prefix)}]}}',
        JSON,
        headers,
    )


def _headers(here: Context, reading: Reading, prefix: str, head: str) -> list[tuple[str, str]]:
    """Tag the answer by all that it says but its age, which moves by itself: so a weak tag."""
    generation = reading.generation
    age = ("s" if '"stale":true' in head else "") + ("f" if reading.from_snapshot else "")
    decided = here.renderer.decisions_tag(reading)
    tag = f'W/"{generation.id}.{generation.checked_at}{age}.{decided}.{prefix}"'
    return [("ETag", tag), ("Cache-Control", f"public, max-age={TTL_SECONDS}")]


def _matches(here: Context, reading: Reading, number: int, prefix: str) -> str:
    renderer, generation = here.renderer, reading.generation
    found = {
        hashed: renderer.fact(generation, fact)
        for hashed, fact in matches(reading.buckets[0], number, prefix)
    }
    if decided := renderer.decided(reading, number):
        for hashed, decision in decided:
            if not is_block(decision):
                found.pop(hashed, None)
            elif hashed.startswith(prefix):
                found[hashed] = decision_text(decision, generation)
        found = dict(sorted(found.items()))
    return ",".join([f'{{"hash":"{hashed}",{said}' for hashed, said in found.items()])
