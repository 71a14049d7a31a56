"""The lists of a generation in Redis: what is known of each, their bodies, the deltas to them.

One hash holds them: `info`, `{list}/{encoding}` and, for a delta, `{list}/{start}/{encoding}`; also
`threats`, plain, because prefixes of hashes can hardly be compressed.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from hashlib import sha256

from service.lists import bodies, texts
from service.lists.manifest import ListInfo
from service.store import keys
from service.store.client import Client
from service.store.drafts import decode_lists, encode_lists

_INFO = "info"
THREATS = "threats"
_ENCODINGS = {encoding: encoding for encoding in bodies.ENCODINGS} | {bodies.IDENTITY: "zstd"}


def infos(client: Client, generation: str) -> dict[str, ListInfo]:
    """Return what is known of each list; nothing for a generation that is not kept."""
    if not keys.GENERATION.fullmatch(generation):
        return {}
    data = client.hget(keys.lists(generation), _INFO)
    return decode_lists(data) if data else {}


def body(
    client: Client, generation: str, name: str, encoding: str, start: str | None = None
) -> bytes | None:
    """Return a list, or the delta to it from `start`. None: no such list, or not kept any more."""
    known = all(keys.GENERATION.fullmatch(g) for g in (generation, start or generation))
    if not known or name not in texts.NAMES or encoding not in _ENCODINGS:
        return None
    field = _field(name, _ENCODINGS[encoding], start)
    data: bytes | None = client.hget(keys.lists(generation), field)
    if data is not None and encoding == bodies.IDENTITY:
        return bodies.plain(data)
    return data


def threats(client: Client, generation: str) -> bytes | None:
    """Return the list for Safe Browsing's clients. None: not kept any more, or never made."""
    if not keys.GENERATION.fullmatch(generation):
        return None
    found: bytes | None = client.hget(keys.lists(generation), THREATS)
    return found


def compose(
    client: Client,
    generation: str,
    lists: Mapping[str, bytes],
    starts: Iterable[str],
    threads: Executor,
) -> Callable[[], dict[str, bytes]]:
    """Begin to compress the lists and the deltas to them; call the result for the hash's fields."""
    plain = {_field(name, "", None): text for name, text in lists.items()}
    known = {}
    for name, text in lists.items():
        changes = _changes(client, name, text, starts)
        plain |= {_field(name, "", start): change for start, change in changes.items()}
        known[name] = ListInfo(
            version=generation,
            entries=text.count(b"\n"),
            sha256=sha256(text).hexdigest(),
            bytes=len(text),
            deltas=_sizes(changes),
        )
    pending = {
        field + encoding: threads.submit(bodies.compress, text, encoding)
        for field, text in plain.items()
        for encoding in bodies.ENCODINGS
    }
    info = encode_lists(known)
    return lambda: {field: job.result() for field, job in pending.items()} | {_INFO: info}


def add_deltas(client: Client, generation: str, starts: Iterable[str]) -> None:
    """Add the deltas from `starts` that the generation lacks, in one command."""
    fields: dict[str, bytes] = {}
    known = infos(client, generation)
    for name, info in known.items():
        text = body(client, generation, name, bodies.IDENTITY) or b""
        there = {start for start, _ in info.deltas}
        changes = _changes(client, name, text, (s for s in starts if s not in there))
        for start, change in changes.items():
            for encoding in bodies.ENCODINGS:
                fields[_field(name, encoding, start)] = bodies.compress(change, encoding)
        known[name] = info._replace(deltas=_sizes(changes) + info.deltas)
    client.hset(keys.lists(generation), mapping=fields | {_INFO: encode_lists(known)})


def _changes(client: Client, name: str, text: bytes, starts: Iterable[str]) -> dict[str, bytes]:
    """Return start -> delta, for those starts whose list is there."""
    lists = {start: body(client, start, name, bodies.IDENTITY) for start in starts}
    return {start: texts.delta(old, text) for start, old in lists.items() if old is not None}


def _sizes(changes: Mapping[str, bytes]) -> tuple[tuple[str, int], ...]:
    return tuple((start, len(change)) for start, change in changes.items())


def _field(name: str, encoding: str, start: str | None) -> str:
    return f"{name}/{start}/{encoding}" if start else f"{name}/{encoding}"
