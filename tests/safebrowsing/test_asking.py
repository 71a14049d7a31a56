"""Whatever is sent, it is understood or refused: nothing else happens."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.safebrowsing import asking, messages

READERS: dict[str, Callable[[Any], object]] = {
    "FetchThreatListUpdatesRequest": asking.updates_asked,
    "FindFullHashesRequest": lambda sent: (
        asking.lists_asked(sent.threat_info),
        asking.hashes_asked(sent.threat_info),
    ),
    "FindThreatMatchesRequest": lambda sent: (
        asking.lists_asked(sent.threat_info),
        asking.urls_asked(sent.threat_info),
    ),
}
TEXTS = st.text(max_size=20) | st.sampled_from(
    ["URL", "ANY_PLATFORM", "SOCIAL_ENGINEERING", "RICE", "aGVsbG8=", "4294967296"]
)
NAMES = st.sampled_from(
    [
        *("client", "clientId", "threatInfo", "threatTypes", "platformTypes", "threatEntries"),
        *("hash", "url", "listUpdateRequests", "threatType", "state", "constraints"),
        *("maxUpdateEntries", "supportedCompressions", "threatEntryTypes", "x", "[x]", "@type"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def read(name: str, parse: Callable[[], Any]) -> None:
    """Read it; any other exception than these two fails the test."""
    with suppress(asking.BadAsking, messages.Unreadable):
        READERS[name](parse())


@given(st.sampled_from(sorted(READERS)), st.binary(max_size=200))
def test_any_bytes(name: str, data: bytes) -> None:
    read(name, lambda: messages.from_protobuf(name, data))


@given(st.sampled_from(sorted(READERS)), JSON)
def test_any_json(name: str, value: object) -> None:
    read(name, lambda: messages.from_json(name, value))


def test_a_deep_nest_is_refused() -> None:
    value: object = {}
    for _ in range(500):
        value = {"threatInfo": value}
    read("FindFullHashesRequest", lambda: messages.from_json("FindFullHashesRequest", value))


def test_what_a_message_says_is_the_same_in_both_forms() -> None:
    said = {
        "client": {"clientId": "x", "clientVersion": "1"},
        "threatInfo": {
            "threatTypes": ["MALWARE", "SOCIAL_ENGINEERING"],
            "platformTypes": ["ANY_PLATFORM"],
            "threatEntries": [{"hash": "WwuJwQ=="}],
            "threatEntryTypes": ["URL"],
        },
    }
    message = messages.from_json("FindFullHashesRequest", said)
    data = message.SerializeToString()
    # As Google's own code writes it: field 1 the client, field 3 the info with fields 1, 2, 3, 4.
    assert data.hex() == (
        "0a06" "0a0178" "120131" "1a10" "0801" "0805" "1006" "1a06" "0a045b0b89c1" "2001"
    )  # fmt: skip
    assert messages.to_json(messages.from_protobuf("FindFullHashesRequest", data)) == said
