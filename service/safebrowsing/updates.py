"""What a client has to add to its list and remove from it, and the token that says what it holds.

A list is its prefixes of four bytes, sorted, one behind the other. A client may hold only the
first part of one, because it limits how much it takes at once or keeps at all.
"""

import re
from array import array
from hashlib import sha256
from typing import Any, Final, NamedTuple

from service.safebrowsing import messages, rice

WIDTH: Final = 4  # bytes of a prefix
_STATE: Final = re.compile(rb"mynah ([0-9]{8}T[0-9]{6}Z) ([0-9]{1,9})")
NOTHING: Final = b"mynah nothing"
"""The token of a client that holds a list in which there is nothing, and never is."""


class State(NamedTuple):
    """What a client holds: the first `size` prefixes of a generation's list."""

    generation: str
    size: int

    def token(self) -> bytes:
        """Return it as a client keeps it, which need not understand it."""
        return f"mynah {self.generation} {self.size}".encode()


class Change(NamedTuple):
    """What turns the list that a client holds into a newer one."""

    additions: bytes
    removals: list[int] | None  # places in the list held; None: begin anew
    result: bytes  # the list afterwards


def state_of(token: bytes) -> State | None:
    """Return what a token says; None for one of another server, or none at all."""
    found = _STATE.fullmatch(token)
    return State(found[1].decode(), int(found[2])) if found else None


def change(held: bytes | None, wanted: bytes, most: int | None = None) -> Change:
    """Return what leads to `wanted` from what is held (None: unknown), in at most `most` entries.

    Where that does not fit, the result is a first part of `wanted`, and the next one goes on.
    """
    room = len(wanted) if most is None else most * WIDTH
    if held is None:
        return Change(wanted[:room], None, wanted[:room])
    if wanted.startswith(held):
        result = wanted[: len(held) + room]
        return Change(result[len(held) :], [], result)
    before, after = array("I", held), array("I", wanted)
    old, new = set(before), set(after)
    removals = [place for place, prefix in enumerate(before) if prefix not in new]
    additions = array("I", [prefix for prefix in after if prefix not in old]).tobytes()
    size = len(removals) * WIDTH + len(additions)
    if size > room or size > len(wanted):  # no less than the whole list
        return Change(wanted[:room], None, wanted[:room])
    return Change(additions, removals, wanted)


def response(change: Change, token: bytes, *, compressed: bool) -> Any:
    """Return the `ListUpdateResponse` of a change, but for the names of the list."""
    full = change.removals is None
    made = messages.new(
        "ListUpdateResponse",
        response_type="FULL_UPDATE" if full else "PARTIAL_UPDATE",
        new_client_state=token,
    )
    made.checksum.sha256 = sha256(change.result).digest()
    if change.additions:
        made.additions.append(_additions(change.additions, compressed))
    if change.removals:
        made.removals.append(_removals(change.removals, compressed))
    return made


def _additions(prefixes: bytes, compressed: bool) -> Any:
    if compressed:
        coded = coding_of(rice.of_prefixes(prefixes))
        return messages.new("ThreatEntrySet", compression_type="RICE", rice_hashes=coded)
    raw = messages.new("RawHashes", prefix_size=WIDTH, raw_hashes=prefixes)
    return messages.new("ThreatEntrySet", compression_type="RAW", raw_hashes=raw)


def _removals(places: list[int], compressed: bool) -> Any:
    if compressed:
        coded = coding_of(rice.encode(places))
        return messages.new("ThreatEntrySet", compression_type="RICE", rice_indices=coded)
    raw = messages.new("RawIndices", indices=places)
    return messages.new("ThreatEntrySet", compression_type="RAW", raw_indices=raw)


def coding_of(numbers: rice.Rice) -> Any:
    """Name every field, zero or not: Firefox refuses a coding with one missing."""
    return messages.new(
        "RiceDeltaEncoding",
        first_value=numbers.first,
        rice_parameter=numbers.parameter,
        num_entries=numbers.gaps,
        encoded_data=numbers.data,
    )
